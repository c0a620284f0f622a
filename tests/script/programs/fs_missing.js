// What is not there, below a file or beyond a link, and whom it bothers.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
fs.writeFileSync('file', 'x');
fs.symlinkSync('file', 'link');
fs.symlinkSync('nowhere', 'lost');
const attempt = (name, action) => {
    try {
        console.log(name, typeof action());
    } catch (error) {
        console.log(name, error.code, error.message);
    }
};
for (const name of ['file/x', 'file/x/y', 'link/x', 'lost', 'lost/x', 'nowhere', 'nowhere/x', '']) {
    for (const ask of ['statSync', 'lstatSync']) {
        for (const throwIfNoEntry of [true, false]) attempt(`${ask} ${throwIfNoEntry} ${name}`, () => fs[ask](name, { throwIfNoEntry }));
    }
    for (const options of [{}, { force: true }, { recursive: true }, { recursive: true, force: true }]) {
        attempt(`rmSync ${Object.keys(options)} ${name}`, () => fs.rmSync(name, options));
    }
    attempt(`mkdirSync ${name}`, () => fs.mkdirSync(name, { recursive: true }));
    for (const ask of ['existsSync', 'readlinkSync', 'realpathSync', 'unlinkSync', 'rmdirSync']) attempt(`${ask} ${name}`, () => fs[ask](name));
}
