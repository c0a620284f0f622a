// Errors of synchronous calls: codes, messages, properties.
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
attempt('stat', () => fs.statSync(at('none')));
attempt('stat quietly', () => fs.statSync(at('none'), { throwIfNoEntry: false }));
attempt('through a file', () => fs.statSync(at('file/inside')));
attempt('open', () => fs.openSync(at('none')));
attempt('mkdir', () => fs.mkdirSync(folder));
attempt('mkdir deep', () => fs.mkdirSync(at('a/b')));
attempt('rmdir file', () => fs.rmdirSync(at('file')));
attempt('unlink folder', () => fs.unlinkSync(folder));
attempt('readdir file', () => fs.readdirSync(at('file')));
attempt('rename', () => fs.renameSync(at('none'), at('other')));
attempt('link', () => fs.linkSync(at('none'), at('other')));
attempt('copy', () => fs.copyFileSync(at('none'), at('other')));
attempt('readlink', () => fs.readlinkSync(at('file')));
attempt('chmod', () => fs.chmodSync(at('none'), 0o600));
attempt('access', () => fs.accessSync(at('none')));
attempt('opendir', () => fs.opendirSync(at('none')));
attempt('close', () => fs.closeSync(999));
attempt('fstat', () => fs.fstatSync(999));
attempt('write', () => fs.writeSync(999, 'x'));
attempt('read', () => fs.readSync(999, Buffer.alloc(1)));
attempt('empty', () => fs.statSync(''));
