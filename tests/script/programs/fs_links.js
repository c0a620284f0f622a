// Links: read, followed, in a circle; hard links share their file.
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

fs.writeFileSync(at('file'), 'text');
fs.symlinkSync('file', at('link'));
attempt('readlink', () => fs.readlinkSync(at('link')));
attempt('through', () => fs.readFileSync(at('link'), 'utf8'));
attempt('lstat', () => fs.lstatSync(at('link')).isSymbolicLink());
attempt('stat', () => fs.statSync(at('link')).isFile());
attempt('real', () => fs.realpathSync(at('link')).replace(fs.realpathSync(folder), '~'));
attempt('real native', () => fs.realpathSync.native(at('link')).replace(fs.realpathSync(folder), '~'));
fs.symlinkSync('two', at('one'));
fs.symlinkSync('one', at('two'));
attempt('circle', () => fs.statSync(at('one')));
attempt('dangling', () => { fs.symlinkSync('none', at('dangling')); return fs.existsSync(at('dangling')); });
attempt('write through', () => { fs.writeFileSync(at('dangling'), 'new'); return fs.readFileSync(at('none'), 'utf8'); });
fs.linkSync(at('file'), at('hard'));
attempt('links', () => fs.statSync(at('hard')).nlink);
fs.writeFileSync(at('hard'), 'changed');
attempt('shared', () => fs.readFileSync(at('file'), 'utf8'));
fs.unlinkSync(at('file'));
attempt('left', () => [fs.readFileSync(at('hard'), 'utf8'), fs.statSync(at('hard')).nlink]);
