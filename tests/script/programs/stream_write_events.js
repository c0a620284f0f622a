// Events of a write stream, and the callbacks of its writes.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const stream = fs.createWriteStream(at('file'));
for (const name of ['open', 'ready', 'finish', 'close']) stream.on(name, () => console.log(name));
console.log(stream.write('a', () => console.log('wrote a')), stream.write('b', () => console.log('wrote b')));
stream.end('c', () => console.log('ended'));
stream.on('close', () => console.log(fs.readFileSync(at('file'), 'utf8')));
