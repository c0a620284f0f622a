// Data that is not packed, or not all of it.
const zlib = require('zlib');
const show = (name) => (error, bytes) => console.log(name, error?.code, error?.errno, error?.message, bytes);
zlib.gunzip(Buffer.from('nonsense'), (...args) => {
    show('bad')(...args);
    zlib.inflate(zlib.deflateSync('hello').subarray(0, 8), (...more) => {
        show('short')(...more);
        zlib.brotliDecompress(Buffer.from('nonsense'), show('brotli'));
    });
});
try {
    zlib.inflateSync(Buffer.from('zz'));
} catch (error) {
    console.log(error.code, error.message, error.stack);
}
