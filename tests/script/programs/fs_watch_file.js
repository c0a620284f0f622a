// watchFile sees what changes, and what is not there.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('file'), 'a');
let changes = 0;
fs.watchFile(at('file'), { interval: 50 }, (now, before) => {
    console.log('changed', now.size, before.size);
    changes += 1;
    if (changes === 2) fs.unwatchFile(at('file'));
});
fs.watchFile(at('none'), { interval: 100, persistent: false }, (now, before) => console.log('missing', now.size, before.size, now.mtimeMs));
setTimeout(() => fs.writeFileSync(at('file'), 'abc'), 120);
setTimeout(() => fs.unlinkSync(at('file')), 300);
