// Node's own program is a file that can be read.
const fs = require('fs');
console.log(fs.existsSync(process.execPath), fs.statSync(process.execPath).size, fs.statSync(process.execPath).isFile());
fs.createReadStream(process.execPath, { end: 3 }).on('data', (bytes) => console.log(bytes)).on('close', () => console.log('closed'));
