// What the kernel tells who watches of each call, those of a folder and of files in it: how many events, of which kind, in which order.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const at = (name) => path.join(folder, name);
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const withOpen = (name, how, work) => {
    const descriptor = fs.openSync(at(name), how);
    work(descriptor);
    fs.closeSync(descriptor);
};

const calls = {
    'write anew': () => fs.writeFileSync(at('new'), 'x'),
    'write over': () => fs.writeFileSync(at('file'), 'x'),
    'nothing over nothing': () => fs.writeFileSync(at('empty'), ''),
    append: () => fs.appendFileSync(at('file'), 'x'),
    'append nothing': () => fs.appendFileSync(at('file'), ''),
    'append in turns': () => ['file', 'file', 'empty', 'file'].forEach((name) => fs.appendFileSync(at(name), 'x')),
    chmod: () => fs.chmodSync(at('file'), 0o600),
    'chmod of folders': () => [folder, at('inner')].forEach((name) => fs.chmodSync(name, 0o755)),
    'no new owner': () => ['chownSync', 'lchownSync'].forEach((name) => fs[name](at('file'), -1, -1)),
    utimes: () => fs.utimesSync(at('file'), 1, 1),
    truncate: () => fs.truncateSync(at('empty'), 0),
    open: () => ['r', 'a', 'w'].forEach((how) => withOpen('file', how, () => {})),
    rename: () => fs.renameSync(at('file'), at('other')),
    'rename over': () => fs.renameSync(at('file'), at('empty')),
    'rename out': () => fs.renameSync(at('file'), at('inner/file')),
    'rename in': () => fs.renameSync(at('inner/deep'), at('deep')),
    unlink: () => fs.unlinkSync(at('file')),
    'unlink and write': () => withOpen('file', 'a', (descriptor) => {
        fs.unlinkSync(at('file'));
        fs.writeSync(descriptor, 'x');
    }),
    'rename and write': () => withOpen('file', 'a', (descriptor) => {
        fs.renameSync(at('file'), at('other'));
        fs.writeSync(descriptor, 'x');
    }),
    'another by its name': () => withOpen('file', 'a', (descriptor) => {
        fs.unlinkSync(at('file'));
        fs.writeFileSync(at('file'), '');
        fs.renameSync(at('file'), at('other'));
        fs.writeSync(descriptor, 'x');
    }),
    link: () => fs.linkSync(at('file'), at('link')),
    'write by a link': () => {
        fs.linkSync(at('file'), at('link'));
        fs.appendFileSync(at('link'), 'x');
    },
    symlink: () => {
        fs.symlinkSync('file', at('link'));
        fs.lutimesSync(at('link'), 1, 1);
        fs.appendFileSync(at('link'), 'x');
    },
    mkdir: () => fs.mkdirSync(at('inner/more/deeper'), { recursive: true }),
    rmdir: () => fs.rmdirSync(at('nothing')),
    rm: () => fs.rmSync(at('inner'), { recursive: true }),
    'copy anew': () => fs.copyFileSync(at('file'), at('copy')),
    'copy over': () => fs.copyFileSync(at('file'), at('empty')),
    'copy exclusively': () => fs.copyFileSync(at('file'), at('copy'), fs.constants.COPYFILE_EXCL),
    'copy nothing': () => fs.copyFileSync(at('empty'), at('copy')),
    'copy a folder': () => fs.cpSync(at('inner'), at('copy'), { recursive: true }),
    'copy into a folder': () => fs.cpSync(at('inner'), at('nothing'), { recursive: true }),
    'copy with times': () => fs.cpSync(at('file'), at('empty'), { preserveTimestamps: true }),
};

(async () => {
    for (const [name, call] of Object.entries(calls)) {
        for (const each of fs.readdirSync(folder)) fs.rmSync(at(each), { recursive: true });
        fs.mkdirSync(at('inner'));
        fs.mkdirSync(at('nothing'));
        fs.writeFileSync(at('inner/deep'), 'deep');
        fs.writeFileSync(at('file'), 'text');
        fs.writeFileSync(at('empty'), '');
        const heard = [];
        const watchers = [folder, at('file'), at('empty'), at('inner'), at('nothing')].map((watched) => fs.watch(watched, (event, file) => {
            heard.push(`${watched === folder ? '' : path.basename(watched)}:${event}:${file === path.basename(folder) ? 'itself' : file}`);
        }));
        call();
        await wait(10);
        for (const watcher of watchers) watcher.close();
        console.log(name, heard.join(' '));
    }
    fs.writeFileSync(at('old'), '');
    fs.utimesSync(at('old'), 1000, 2000);
    fs.copyFileSync(at('old'), at('young'));
    const { atimeMs, mtimeMs } = fs.statSync(at('young'));
    console.log('times of an empty copy', atimeMs === 1000000, mtimeMs === 2000000);
})();
