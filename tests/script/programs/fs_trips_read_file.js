// How many other operations finish while one worker reads a file.
process.env.UV_THREADPOOL_SIZE = '1';
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('file'), 'x');
const race = (name, start) => new Promise((resolve) => {
    let count = 0;
    let isDone = false;
    start(() => {
        isDone = true;
        console.log(name, count);
        resolve();
    });
    (function look() {
        fs.stat(folder, () => {
            count += 1;
            if (!isDone) look();
        });
    })();
});
(async () => {
    await race('readFile', (done) => fs.readFile(at('file'), done));
    await race('promises.readFile', (done) => fs.promises.readFile(at('file')).then(done));
    await race('writeFile', (done) => fs.writeFile(at('w'), 'x', done));
    await race('promises.writeFile', (done) => fs.promises.writeFile(at('w'), 'x').then(done));
    await race('appendFile', (done) => fs.appendFile(at('w'), 'x', done));
    await race('mkdir', (done) => fs.mkdir(at('a/b/c'), { recursive: true }, done));
    await race('mkdir again', (done) => fs.mkdir(at('a/b/c'), { recursive: true }, done));
    await race('rm', (done) => fs.rm(at('w'), done));
    await race('truncate', (done) => fs.truncate(at('file'), 0, done));
    await race('copyFile', (done) => fs.copyFile(at('file'), at('copy'), done));
    await race('opendir', (done) => fs.promises.opendir(folder).then(async (directory) => { for await (const entry of directory) void entry; done(); }));
})();
