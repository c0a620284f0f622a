// A stream is not reset while a worker writes; afterwards it begins anew.
const zlib = require('zlib');
const stream = zlib.createDeflate();
stream.write('abc', () => {
    stream.reset();
    stream.end('hello');
    const parts = [];
    stream.on('data', (part) => parts.push(part)).on('end', () => console.log(Buffer.concat(parts).length > 0));
});
// Up to Node 20 both use the same memory at once.
if (Number(process.versions.node.split('.')[0]) >= 22) {
    try {
        stream.reset();
    } catch (error) {
        console.log(error);
    }
}
