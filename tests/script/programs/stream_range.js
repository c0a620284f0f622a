// A part of a file.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('file'), '0123456789');
(async () => {
    for await (const chunk of fs.createReadStream(at('file'), { start: 2, end: 6, encoding: 'utf8', highWaterMark: 2 })) console.log(chunk);
    const stream = fs.createWriteStream(at('file'), { flags: 'r+', start: 3 });
    stream.end('XX', () => console.log(fs.readFileSync(at('file'), 'utf8')));
})();
