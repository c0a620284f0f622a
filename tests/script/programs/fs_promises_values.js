// The promise forms, one after the other.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const fsp = fs.promises;
const show = async (name, promise) => {
    try {
        console.log(name, await promise);
    } catch (error) {
        console.log(name, error.code, error.syscall, error.message.replaceAll(folder, '~'));
    }
};
(async () => {
    await show('write', fsp.writeFile(at('file'), 'data'));
    await show('append', fsp.appendFile(at('file'), '!'));
    await show('read', fsp.readFile(at('file'), 'utf8'));
    await show('none', fsp.readFile(at('none')));
    await show('stat', fsp.stat(at('file')).then((status) => status.size));
    await show('mkdir', fsp.mkdir(at('m')));
    await show('mkdir', fsp.mkdir(at('m')));
    await show('readdir', fsp.readdir(folder));
    await show('rename', fsp.rename(at('file'), at('moved')));
    await show('copy', fsp.copyFile(at('moved'), at('copy')));
    await show('access', fsp.access(at('copy')));
    await show('truncate', fsp.truncate(at('copy'), 2));
    await show('read', fsp.readFile(at('copy')));
    await show('unlink', fsp.unlink(at('copy')));
    await show('unlink', fsp.unlink(at('copy')));
    await show('rmdir', fsp.rmdir(at('m')));
    await show('symlink', fsp.symlink('moved', at('link')));
    await show('readlink', fsp.readlink(at('link')));
    await show('rm', fsp.rm(at('moved')));
    await show('opendir', fsp.opendir(at('none')));
    await show('from chunks', fsp.writeFile(at('chunks'), (async function* chunks() { yield 'a'; yield 'b'; })()));
    await show('read', fsp.readFile(at('chunks'), 'utf8'));
})();
