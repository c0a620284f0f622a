// Events of a read stream, each in its order.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('file'), 'hello');
const stream = fs.createReadStream(at('file'), 'utf8');
for (const name of ['open', 'ready', 'data', 'end', 'close']) stream.on(name, (value) => console.log(name, typeof value === 'string' ? value : ''));
console.log('made');
