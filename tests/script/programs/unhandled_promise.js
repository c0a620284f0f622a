// A rejection of fs.promises that nobody handles.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.on('unhandledRejection', (error) => console.log('unhandled', error.code));
fs.promises.readFile(at('none'));
setTimeout(() => console.log('timer'), 50);
