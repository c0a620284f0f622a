process.on('uncaughtException', (e, o) => console.log('caught', e.message, o));
process.on('uncaughtExceptionMonitor', (e, o) => console.log('monitor', e.message, o));
setTimeout(() => { throw new Error('t1'); }, 1);
Promise.reject(new Error('p1'));
process.nextTick(() => { throw new Error('n1'); });
queueMicrotask(() => { throw new Error('m1'); });
setImmediate(() => { throw new Error('i1'); });
process.on('exit', () => console.log('bye'));
