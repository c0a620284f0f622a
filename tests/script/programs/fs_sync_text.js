// Whole files, synchronously: text, bytes, appending.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const attempt = (name, action) => {
    try {
        console.log(name, action());
    } catch (error) {
        console.log(name, error.code, error.errno, error.syscall, error.message.replaceAll(folder, '~'), Object.keys(error).join());
    }
};

attempt('write', () => fs.writeFileSync(at('a'), 'hello'));
attempt('append', () => fs.appendFileSync(at('a'), ' world'));
attempt('text', () => fs.readFileSync(at('a'), 'utf8'));
attempt('bytes', () => fs.readFileSync(at('a')));
attempt('base64', () => fs.readFileSync(at('a'), { encoding: 'base64' }));
attempt('exclusive', () => fs.writeFileSync(at('a'), 'x', { flag: 'wx' }));
attempt('typed', () => fs.writeFileSync(at('b'), new Uint16Array([0x4241])));
attempt('typed', () => fs.readFileSync(at('b'), 'latin1'));
attempt('missing', () => fs.readFileSync(at('none'), 'utf8'));
attempt('missing bytes', () => fs.readFileSync(at('none')));
attempt('folder', () => fs.readFileSync(folder));
attempt('folder text', () => fs.readFileSync(folder, 'utf8'));
attempt('write folder', () => fs.writeFileSync(folder, 'x'));
attempt('null', () => fs.readFileSync('/dev/null').length);

// A place that is no number, as an encoding in the wrong argument is, stands for where the file stands.
const text = path.join(folder, 'places.txt');
const places = fs.openSync(text, 'w');
fs.writeSync(places, 'abc', 'utf8');
fs.writeSync(places, 'X', 1);
fs.closeSync(places);
console.log(fs.readFileSync(text, 'utf8'));
if (fs.statfsSync) console.log(Object.values(fs.statfsSync('.')).every((value) => typeof value === 'number'));
