// How many other operations finish while one worker compresses.
process.env.UV_THREADPOOL_SIZE = '1';
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const zlib = require('zlib');
let state = 1;
const random = Buffer.from(Array.from({ length: 262144 }, () => { state = (state * 1103515245 + 12345) % 2147483648; return (state >> 16) & 255; }));
const race = (name, start) => new Promise((resolve) => {
    let count = 0;
    let isDone = false;
    start(() => {
        isDone = true;
        console.log(name, count);
        resolve();
    });
    (function look() {
        fs.stat(folder, () => {
            count += 1;
            if (!isDone) look();
        });
    })();
});
(async () => {
    await race('same bytes', (done) => zlib.deflate(Buffer.alloc(1024 * 1024), done));
    await race('random bytes', (done) => zlib.deflate(random, done));
    await race('unpack', (done) => zlib.inflate(zlib.deflateSync(Buffer.alloc(100000)), done));
})();
