process.on('unhandledRejection', (r, p) => console.log('unhandled', r.message, p instanceof Promise));
process.on('rejectionHandled', () => console.log('handled'));
const p = Promise.reject(new Error('late'));
setTimeout(() => p.catch((e) => console.log('caught', e.message)), 5);
