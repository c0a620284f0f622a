// A lookup on one worker keeps its place among the files.
process.env.UV_THREADPOOL_SIZE = '1';
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const dns = require('dns');
dns.lookup('localhost', { family: 4 }, () => console.log('lookup'));
fs.stat(folder, () => console.log('stat'));
