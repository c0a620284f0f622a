// Racy programs in the form of races.mjs whose callbacks, or main script, look at files by synchronous calls or change them,
// while workers are at the same ones: what has been done is found before it is reported.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'race-'));
const file = path.join(dir, 'f');`;

export const racesOfLooks = [
    { name: 'look-mkdir-rmdir-exists', code: `
${temporary}
fs.mkdir(file, (e) => console.log('mkdir', e ? e.code : 'ok', fs.existsSync(file)));
fs.rmdir(file, (e) => console.log('rmdir', e ? e.code : 'ok', fs.existsSync(file)));` },
    { name: 'look-two-folders-list', code: `
${temporary}
for (const n of ['a', 'b']) fs.mkdir(path.join(dir, n), () => console.log(n, fs.readdirSync(dir).join()));` },
    { name: 'look-writes-of-one-descriptor', code: `
${temporary}
const fd = fs.openSync(file, 'w');
for (const text of ['a', 'bb']) fs.write(fd, text, () => console.log(text, fs.fstatSync(fd).size));` },
    { name: 'look-write-and-look-at-once', code: `
${temporary}
fs.writeFile(file, 'text', () => console.log('written', fs.readFileSync(file, 'utf8')));
console.log('main', fs.existsSync(file));
setImmediate(() => console.log('immediate', fs.existsSync(file) ? fs.statSync(file).size : 'none'));` },
    { name: 'look-stat-then-unlink-at-once', code: `
${temporary}
fs.writeFileSync(file, 'x');
fs.stat(file, (e) => console.log('stat', e ? e.code : 'ok'));
fs.unlinkSync(file); console.log('unlinked');` },
    { name: 'look-read-and-write-of-one-descriptor', code: `
${temporary}
fs.writeFileSync(file, 'abcd');
const fd = fs.openSync(file, 'r+'); const b = Buffer.alloc(4);
fs.read(fd, b, 0, 4, 0, () => console.log('read', String(b)));
fs.writeSync(fd, 'XY', 0); console.log('wrote');` },
    { name: 'look-rename-and-exists', code: `
${temporary}
fs.writeFileSync(file, 'x');
fs.rename(file, file + '2', () => console.log('renamed'));
fs.stat(__filename, () => console.log('stat', fs.existsSync(file), fs.existsSync(file + '2')));
setImmediate(() => console.log('immediate', fs.existsSync(file)));` },
    { name: 'look-appends-and-length', code: `
${temporary}
fs.appendFile(file, 'aa', () => console.log('a', fs.readFileSync(file, 'utf8').length));
fs.appendFile(file, 'b', () => console.log('b', fs.readFileSync(file, 'utf8').length));` },
    { name: 'look-lock-file', code: `
${temporary}
const lock = (who) => fs.open(file, 'wx', (e, fd) => { console.log(who, e ? e.code : 'has it', fs.existsSync(file)); if (!e) fs.close(fd, () => fs.unlink(file, () => console.log(who, 'gave it back', fs.existsSync(file)))); });
lock('a'); lock('b');` },
    { name: 'look-stream-and-size', code: `
${temporary}
const s = fs.createWriteStream(file); s.write('text'); s.end('more', () => console.log('finish', fs.statSync(file).size));
setTimeout(() => console.log('timer', fs.existsSync(file)), 1);` },
    { name: 'look-truncate-and-size', code: `
${temporary}
fs.writeFileSync(file, 'abcdef');
fs.truncate(file, 2, () => console.log('truncated', fs.statSync(file).size));
fs.stat(__filename, () => console.log('stat', fs.statSync(file).size));` },
    { name: 'look-promised-write-and-look', code: `
${temporary}
(async () => { const p = fs.promises.writeFile(file, 'x'); await null; console.log('micro', fs.existsSync(file)); await p; console.log('after', fs.existsSync(file)); })();
process.nextTick(() => console.log('tick', fs.existsSync(file)));` },
    { name: 'look-copy-and-look', code: `
${temporary}
fs.copyFile(__filename, file, () => console.log('copied', fs.existsSync(file)));
fs.access(__filename, () => console.log('access', fs.existsSync(file)));` },
];
