// The open of a FIFO waits for its other end.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
require('child_process').execSync(`mkfifo ${at('pipe')}`);
console.log(fs.statSync(at('pipe')).isFIFO());
fs.open(at('pipe'), 'r', (error, descriptor) => {
    console.log('opened');
    fs.read(descriptor, Buffer.alloc(10), 0, 10, null, (failure, count, bytes) => {
        console.log(count, bytes.toString('utf8', 0, count));
        fs.close(descriptor, () => console.log('closed'));
    });
});
setTimeout(() => {
    console.log('timer');
    const writer = fs.openSync(at('pipe'), 'w');
    fs.writeSync(writer, 'hi');
    fs.closeSync(writer);
}, 50);
