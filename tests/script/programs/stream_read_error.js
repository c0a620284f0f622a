// A read stream of a missing file.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.createReadStream(at('none')).on('error', (error) => console.log(error.code, error.message.replaceAll(folder, '~'))).on('close', () => console.log('close'));
console.log('made');
