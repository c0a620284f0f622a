// AsyncLocalStorage finds its way through the pool.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const { AsyncLocalStorage } = require('async_hooks');
const crypto = require('crypto');
const zlib = require('zlib');
const storage = new AsyncLocalStorage();
const in_ = (name, start) => new Promise((resolve) => {
    storage.run(name, () => start(() => {
        console.log(name, storage.getStore());
        resolve();
    }));
});
(async () => {
    await in_('stat', (done) => fs.stat(folder, done));
    await in_('promise', (done) => fs.promises.stat(folder).then(done));
    await in_('readFile', (done) => fs.readFile(__filename, done));
    await in_('pbkdf2', (done) => crypto.pbkdf2('a', 'b', 1, 8, 'sha1', done));
    await in_('randomBytes', (done) => crypto.randomBytes(8, done));
    await in_('gzip', (done) => zlib.gzip('x', done));
    await in_('lookup', (done) => require('dns').lookup('localhost', done));
    await in_('stream', (done) => fs.createReadStream(__filename).on('close', done).resume());
    console.log('outside', storage.getStore());
})();
