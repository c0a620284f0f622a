// Output through descriptors and streams keeps its order.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeSync(1, 'sync\n');
console.log('console');
process.stdout.write('stream\n', () => {
    fs.writeSync(1, 'written\n');
    fs.write(1, 'asynchronous\n', (error, count) => console.log(error, count));
});
fs.writeFileSync(1, 'whole\n');
