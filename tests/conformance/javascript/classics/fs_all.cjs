const fs = require('fs'), path = require('path');
fs.mkdirSync('d/e/f', { recursive: true }); fs.writeFileSync('d/a.txt', 'hello'); fs.appendFileSync('d/a.txt', ' world');
console.log(fs.readFileSync('d/a.txt', 'utf8'), fs.readdirSync('d'), fs.readdirSync('d', { withFileTypes: true }).map((x) => [x.name, x.isDirectory()]), fs.readdirSync('d', { recursive: true }));
fs.copyFileSync('d/a.txt', 'd/b.txt'); fs.renameSync('d/b.txt', 'd/c.txt'); fs.symlinkSync('a.txt', 'd/ln'); console.log(fs.readlinkSync('d/ln'), fs.lstatSync('d/ln').isSymbolicLink(), fs.statSync('d/ln').size);
for (const f of [() => fs.readFileSync('nope'), () => fs.rmdirSync('d'), () => fs.mkdirSync('d'), () => fs.readdirSync('d/a.txt'), () => fs.openSync('d', 'w'), () => fs.unlinkSync('d'), () => fs.writeFileSync('no/x', '')]) try { f(); } catch (e) { console.log(e.message, e.errno, e.syscall, e.path); }
const fd = fs.openSync('d/a.txt', 'r+'); const b = Buffer.alloc(5); console.log(fs.readSync(fd, b, 0, 5, 0), String(b)); fs.writeSync(fd, 'HE', 0); fs.ftruncateSync(fd, 4); fs.closeSync(fd); console.log(fs.readFileSync('d/a.txt', 'latin1'));
fs.rmSync('d', { recursive: true }); console.log(fs.existsSync('d'));
try { fs.closeSync(99); } catch (e) { console.log(e.message); }
console.log(fs.accessSync(__filename), fs.constants.R_OK);
