// cp copies what is in a folder.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.mkdirSync(at('from/deep'), { recursive: true });
fs.writeFileSync(at('from/a'), '1');
fs.writeFileSync(at('from/deep/b'), '2');
fs.cpSync(at('from'), at('to'), { recursive: true });
console.log(fs.readdirSync(at('to')), fs.readFileSync(at('to/deep/b'), 'utf8'));
fs.promises.cp(at('from'), at('other'), { recursive: true }).then(() => {
    console.log(fs.readdirSync(at('other/deep')));
    fs.cp(at('from'), at('third'), { recursive: true }, (error) => console.log(error, fs.readdirSync(at('third'))));
});

// Folders above the destination are made; -1 leaves an owner as it is.
const lone = path.join(folder, 'above', 'deep', 'lone.txt');
fs.cpSync(__filename, lone);
console.log(fs.readFileSync(lone).equals(fs.readFileSync(__filename)));
fs.chownSync(lone, -1, -1);
console.log(fs.statSync(lone).uid === process.getuid());
