// Through a compressor and back.
const zlib = require('zlib');
const { pipeline } = require('stream/promises');
const { Readable } = require('stream');
pipeline(Readable.from([Buffer.alloc(100000, 'abc'), Buffer.from('end')]), zlib.createDeflate(), zlib.createInflate(), async (source) => {
    let total = 0;
    for await (const chunk of source) total += chunk.length;
    console.log(total);
}).then(() => console.log('done'));
