const ah = require('async_hooks'), fs = require('fs');
const log = []; const h = ah.createHook({ init(id, type, trig) { log.push(`init ${type}`); }, before(id) { log.push('before'); }, after(id) { log.push('after'); }, destroy() { log.push('destroy'); }, promiseResolve() { log.push('resolve'); } }).enable();
setTimeout(() => { log.push('timer'); }, 1); setImmediate(() => log.push('immediate')); process.nextTick(() => log.push('tick')); (async () => { await null; log.push('async'); })(); queueMicrotask(() => log.push('micro'));
setTimeout(() => { fs.stat(__filename, () => { log.push('stat'); setTimeout(() => { h.disable(); console.log(log.join('\n')); }, 5); }); }, 5);
