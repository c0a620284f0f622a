// A file of several chunks, read in all ways.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const bytes = Buffer.alloc(1500000, 'xyz');
fs.writeFileSync(at('large'), bytes);
console.log(fs.readFileSync(at('large')).equals(bytes), fs.statSync(at('large')).size);
fs.readFile(at('large'), (error, content) => {
    console.log(content.equals(bytes));
    fs.promises.readFile(at('large')).then((other) => {
        console.log(other.equals(bytes));
        let chunks = 0;
        fs.createReadStream(at('large')).on('data', () => { chunks += 1; }).on('end', () => console.log(chunks));
    });
});
