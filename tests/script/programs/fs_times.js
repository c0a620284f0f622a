// Times and modes that are set can be read, as numbers and as bigints.
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

fs.writeFileSync(at('file'), 'x');
fs.utimesSync(at('file'), 1000.5, new Date(2000250));
attempt('times', () => { const { atimeMs, mtimeMs, mtime } = fs.statSync(at('file')); return [atimeMs, mtimeMs, mtime]; });
attempt('bigints', () => { const { atimeNs, mtimeMs, size } = fs.statSync(at('file'), { bigint: true }); return [atimeNs, mtimeMs, size]; });
fs.chmodSync(at('file'), 0o640);
attempt('mode', () => fs.statSync(at('file')).mode.toString(8));
fs.mkdirSync(at('folder'), 0o700);
attempt('folder', () => fs.statSync(at('folder')).mode.toString(8));
fs.symlinkSync('file', at('link'));
fs.lutimesSync(at('link'), 1, 2);
attempt('link', () => [fs.lstatSync(at('link')).mtimeMs, fs.statSync(at('link')).mtimeMs]);
