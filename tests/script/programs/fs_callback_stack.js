// What is beneath a callback in its stack: Node, and nothing else.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.stat(folder, function callback() {
    console.log(new Error('here').stack.replaceAll(__filename, 'file'));
    require('crypto').pbkdf2('a', 'b', 1, 8, 'sha1', () => {
        console.log(new Error('there').stack.replaceAll(__filename, 'file'));
        require('zlib').gzip('x', () => console.log(new Error('where').stack.replaceAll(__filename, 'file').split('\n').length));
    });
});
