// A pipeline through a transform from file to file.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const { pipeline, Transform } = require('stream');
fs.writeFileSync(at('in'), 'abc'.repeat(50000));
const upper = new Transform({
    transform(chunk, encoding, done) {
        done(null, chunk.toString().toUpperCase());
    },
});
pipeline(fs.createReadStream(at('in'), { highWaterMark: 1000 }), upper, fs.createWriteStream(at('out')), (error) => {
    console.log(error, fs.statSync(at('out')).size, fs.readFileSync(at('out'), 'utf8').slice(0, 6));
});
