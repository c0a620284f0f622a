// util.promisify over what takes a callback.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const { promisify } = require('util');
(async () => {
    console.log(await promisify(fs.exists)(folder), (await promisify(fs.stat)(folder)).isDirectory());
    console.log(await promisify(fs.read)(fs.openSync(__filename), Buffer.alloc(2), 0, 2, 0));
    console.log((await promisify(require('crypto').scrypt)('a', 'b', 8)).toString('hex'));
    console.log((await promisify(require('zlib').deflate)('a')).length, await promisify(require('dns').lookup)('127.0.0.1'));
})();
