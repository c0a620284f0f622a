const fs = require('fs'); const o = { recursive: true }; const say = (e) => console.log(e.name, e.code, e.errno, e.syscall, e.path, e.message.replaceAll(process.cwd(), 'HERE'));
const here = process.cwd(); const cp = (from, to, more) => { try { fs.cpSync(from, to, more); console.log('copied'); } catch (e) { say(e); } };
const fresh = (link, other) => { fs.rmSync('s', { ...o, force: true }); fs.rmSync('d', { ...o, force: true }); fs.mkdirSync('s/in/deep', o); fs.mkdirSync('d'); if (link) fs.symlinkSync(link, 's/in/link'); if (other) { fs.mkdirSync('d/in'); fs.symlinkSync(other, 'd/in/link'); } };
fresh(); fs.writeFileSync('a', '1'); fs.symlinkSync('s', 'l'); cp('s', 'x'); cp('./s/', 'x'); cp(`${here}/s`, 'x'); cp('l', 'x'); cp('l', 'x', o); cp('s', 's', o); cp('s', 's/in', o); cp('s', 'a', o); cp('a', 's'); cp('none', 'y'); cp('a', 'a'); cp('a', 'n/m/a'); cp('a', 'n/m/a', { force: false, errorOnExist: true });
fs.symlinkSync('none', 'broken'); cp('broken', 'b');
for (const more of [{}, { force: false, errorOnExist: true }, { verbatimSymlinks: true }]) {
    fresh('deep', '../../a'); cp('s', 'd', { ...o, ...more }); fresh(`${here}/s/in`, `${here}/s/in/deep`); cp('s', 'd', { ...o, ...more }); fresh(`${here}/s/in/deep`, `${here}/s/in`); cp('s', 'd', { ...o, ...more }); fresh(`${here}/s`, `${here}/s`); cp('s', 'd', { ...o, ...more });
    fresh('none', 'none'); cp('s', 'd', { ...o, ...more }); fresh('deep'); fs.mkdirSync('d/in/link', o); cp('s', 'd', { ...o, ...more }); fresh('deep'); fs.mkdirSync('d/in'); fs.writeFileSync('d/in/link', 'q'); cp('s', 'd', { ...o, ...more });
    fresh(); fs.writeFileSync('s/in/f', 'new'); fs.mkdirSync('d/in'); fs.writeFileSync('d/in/f', 'old'); cp('s', 'd', { ...o, ...more }); console.log(fs.readFileSync('d/in/f', 'utf8')); fresh(); fs.writeFileSync('s/in/f', ''); fs.mkdirSync('d/in/f', o); cp('s', 'd', { ...o, ...more });
}
