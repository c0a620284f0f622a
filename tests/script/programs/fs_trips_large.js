// Trips of files above one chunk.
process.env.UV_THREADPOOL_SIZE = '1';
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('large'), Buffer.alloc(2 * 1024 * 1024));
let count = 0;
let isDone = false;
fs.readFile(at('large'), () => {
    isDone = true;
    console.log(count);
});
(function look() {
    fs.stat(folder, () => {
        count += 1;
        if (!isDone) look();
    });
})();
