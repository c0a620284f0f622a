// readline over a file.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('lines'), 'one\ntwo\r\nthree');
const lines = require('readline').createInterface({ input: fs.createReadStream(at('lines')) });
lines.on('line', (line) => console.log('line', line)).on('close', () => console.log('close'));
