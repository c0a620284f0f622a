process.on('exit', (c) => console.log('exit', c, process.exitCode));
setTimeout(() => console.log('never'), 50);
Promise.reject(new Error('boom'));
process.nextTick(() => console.log('tick'));
setImmediate(() => console.log('immediate never?'));
