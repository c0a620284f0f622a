// What a callback of the pool throws ends the process.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.on('uncaughtException', (error, origin) => console.log(error.message, origin));
fs.stat(folder, () => {
    process.nextTick(() => console.log('tick'));
    Promise.resolve().then(() => console.log('microtask'));
    throw new Error('thrown');
});
fs.promises.stat(at('none')).then(() => {}, (error) => console.log(error.code));
setTimeout(() => console.log('timer'), 50);
