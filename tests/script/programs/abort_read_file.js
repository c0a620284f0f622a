// A signal stops reading of a file.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const controller = new AbortController();
fs.promises.readFile(__filename, { signal: controller.signal }).catch((error) => console.log('promise', error.name, error.code));
fs.readFile(__filename, { signal: controller.signal }, (error) => console.log('callback', error.name, error.code));
controller.abort();
