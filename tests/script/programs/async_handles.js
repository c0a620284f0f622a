'use strict';
// Handles have asynchronous contexts of their own: signals arrive in that of who listens, those of files and folders are made in none. What
// watches a file for changes is such a handle, too.
const fs = require('fs');
const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = require('async_hooks');

const log = (...words) => fs.writeSync(1, `${words.join(' ')}\n`);
const told = ['FILEHANDLE', 'DIRHANDLE', 'SIGNALWRAP', 'STATWATCHER'];
createHook({
    init: (id, type, trigger) => { if (told.includes(type)) log(type, id, 'by', trigger, 'in', executionAsyncId()); },
    before: (id) => log('before', id),
}).enable();

const storage = new AsyncLocalStorage();
const heard = (event) => () => log(event, storage.getStore(), 'in', executionAsyncId());
storage.run('first', () => process.once('SIGUSR2', heard('once')));
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => {
    storage.run('second', () => process.on('SIGWINCH', heard('on')));
    process.kill(process.pid, 'SIGWINCH');
}, 20);
setTimeout(() => {
    process.removeAllListeners('SIGWINCH');
    log('nobody listens', process.kill(process.pid, 'SIGWINCH'));
}, 40);
setTimeout(() => fs.opendir(__dirname, (error, folder) => {
    log('opened', new AsyncResource('next').asyncId());
    folder.closeSync();
    fs.opendirSync(__dirname).closeSync();
}), 60);
setTimeout(() => fs.promises.open(__filename).then((file) => file.close()), 80);
setTimeout(() => {
    Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    log('waits', new AsyncResource('next').asyncId());
}, 100);
const missing = `${__filename}.missing`;
setTimeout(() => storage.run('third', () => fs.watchFile(missing, () => {
    heard('missing')();
    fs.unwatchFile(missing);
    throw new Error('nobody catches this');
})), 120);
process.on('uncaughtException', (error) => log(error.stack.replace(__dirname, '').replace(/\n.*callbackTrampoline.*/, '')));
