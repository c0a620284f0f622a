// Promises and callbacks of one worker come in the order of their trips.
process.env.UV_THREADPOOL_SIZE = '1';
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.promises.stat(folder).then(() => console.log('promise 1'));
fs.stat(folder, () => {
    console.log('callback 2');
    process.nextTick(() => console.log('tick of 2'));
});
fs.promises.stat(folder).then(() => console.log('promise 3'));
fs.stat(folder, () => console.log('callback 4'));
Promise.resolve().then(() => console.log('microtask'));
process.nextTick(() => console.log('tick'));
console.log('main');
