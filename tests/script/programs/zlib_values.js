// Every codec there and back, asynchronously and synchronously.
const zlib = require('zlib');
const text = Buffer.from('hello '.repeat(5000));
const codecs = [['deflate', 'inflate'], ['gzip', 'gunzip'], ['deflateRaw', 'inflateRaw'], ['brotliCompress', 'brotliDecompress']];
(function next() {
    const codec = codecs.shift();
    if (codec === undefined) return;
    const [pack, unpack] = codec;
    zlib[pack](text, (error, packed) => {
        console.log(pack, error, packed.length, packed.equals(zlib[`${pack}Sync`](text)));
        zlib[unpack](packed, (failure, bytes) => {
            console.log(unpack, failure, bytes.equals(text), zlib[`${unpack}Sync`](packed).length);
            next();
        });
    });
})();
