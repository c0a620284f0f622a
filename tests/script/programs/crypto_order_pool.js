// On one worker, crypto and files come in the order in which they were asked for.
process.env.UV_THREADPOOL_SIZE = '1';
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const crypto = require('crypto');
crypto.pbkdf2('a', 'b', 1000, 16, 'sha1', () => {
    console.log('pbkdf2');
    process.nextTick(() => console.log('tick'));
});
fs.stat(folder, () => console.log('stat'));
crypto.randomBytes(8, () => console.log('randomBytes'));
crypto.webcrypto.subtle.digest('SHA-1', Buffer.from('x')).then(() => console.log('digest'));
fs.stat(folder, () => console.log('stat again'));
