// Folders: made with those above, listed, listed below, removed.
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

attempt('mkdir', () => fs.mkdirSync(at('a/b/c'), { recursive: true }).replace(folder, '~'));
attempt('again', () => fs.mkdirSync(at('a/b/c'), { recursive: true }));
fs.writeFileSync(at('a/z'), '');
fs.writeFileSync(at('a/B'), '');
attempt('names', () => fs.readdirSync(at('a')));
attempt('types', () => fs.readdirSync(at('a'), { withFileTypes: true }).map((one) => [one.name, one.isFile(), one.isDirectory()]));
attempt('buffers', () => fs.readdirSync(at('a'), 'buffer'));
attempt('not empty', () => fs.rmdirSync(at('a')));
attempt('rm', () => fs.rmSync(at('a'), { recursive: true }));
attempt('gone', () => fs.existsSync(at('a')));
attempt('rm nothing', () => fs.rmSync(at('a')));
attempt('rm by force', () => fs.rmSync(at('a'), { force: true }));
attempt('names', () => fs.readdirSync(folder));
attempt('temporary', () => fs.mkdtempSync(at('t-')).length - folder.length);
