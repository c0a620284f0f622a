// chdir moves what relative paths mean.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const real = fs.realpathSync(folder);
process.chdir(real);
console.log(process.cwd() === real, path.resolve('x') === path.join(real, 'x'));
fs.writeFileSync('x', '1');
console.log(fs.readdirSync('.'));
try {
    process.chdir('nowhere');
} catch (error) {
    console.log(error.code, error.syscall, error.message.replaceAll(real, '~'));
}
fs.mkdirSync('inside');
process.chdir('inside');
fs.stat('../x', (error, status) => console.log(status.size));
