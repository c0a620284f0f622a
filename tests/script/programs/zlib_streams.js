// Compression as a stream: data, flush, end, close.
const zlib = require('zlib');
const stream = zlib.createGzip();
let total = 0;
stream.on('data', (chunk) => { total += chunk.length; }).on('end', () => console.log('end', total > 0)).on('close', () => {
    console.log('close');
    zlib.createGunzip().on('error', (error) => console.log('error', error.code)).on('close', () => console.log('closed')).end('not packed');
});
stream.write('a', () => console.log('wrote'));
stream.flush(() => console.log('flushed'));
stream.end('b', () => console.log('ended'));
