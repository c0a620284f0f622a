// How many arguments a callback gets, and which.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const log = (name) => (...args) => console.log(name, args.length, args[0]?.code ?? args[0], typeof args[1]);
fs.writeFileSync(at('file'), 'text');
const steps = [
    ['access', (done) => fs.access(at('file'), done)], ['access', (done) => fs.access(at('none'), done)],
    ['stat', (done) => fs.stat(at('file'), done)], ['stat', (done) => fs.stat(at('none'), done)],
    ['readFile', (done) => fs.readFile(at('file'), done)], ['readFile', (done) => fs.readFile(at('none'), done)],
    ['writeFile', (done) => fs.writeFile(at('new'), 'x', done)], ['mkdir', (done) => fs.mkdir(at('m'), done)],
    ['mkdir deep', (done) => fs.mkdir(at('n/o'), { recursive: true }, done)], ['mkdir deep', (done) => fs.mkdir(at('n/o'), { recursive: true }, done)],
    ['rmdir', (done) => fs.rmdir(at('m'), done)], ['rename', (done) => fs.rename(at('new'), at('old'), done)],
    ['unlink', (done) => fs.unlink(at('old'), done)], ['unlink', (done) => fs.unlink(at('old'), done)],
    ['exists', (done) => fs.exists(at('file'), (...args) => done(null, args.length + String(args[0])))],
    ['readdir', (done) => fs.readdir(folder, done)], ['copyFile', (done) => fs.copyFile(at('file'), at('copy'), done)],
    ['truncate', (done) => fs.truncate(at('copy'), 1, done)], ['rm', (done) => fs.rm(at('copy'), done)], ['rm', (done) => fs.rm(at('copy'), done)],
    ['symlink', (done) => fs.symlink('file', at('link'), done)], ['readlink', (done) => fs.readlink(at('link'), done)],
    ['realpath', (done) => fs.realpath(at('link'), done)], ['utimes', (done) => fs.utimes(at('file'), 1, 2, done)],
];
(function next() {
    const step = steps.shift();
    if (step === undefined) return;
    step[1]((...args) => {
        log(step[0])(...args);
        next();
    });
})();
