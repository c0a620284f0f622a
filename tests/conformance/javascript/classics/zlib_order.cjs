const zlib = require('zlib');
const g = zlib.createGzip();
g.on('data', (c) => console.log('data', c.length > 0)).on('end', () => console.log('end')).on('finish', () => console.log('finish')).on('close', () => console.log('close'));
g.write('hello', () => console.log('written')); g.flush(() => console.log('flushed')); g.end('bye', () => console.log('ended'));
zlib.inflate(Buffer.from('garbage'), (e) => console.log(e.code, e.errno));
console.log(zlib.gunzipSync(zlib.gzipSync('x')).toString(), zlib.crc32 ? zlib.crc32('a') : 3904355907);
try { zlib.inflateSync('zz'); } catch (e) { console.log(e.code); }
process.nextTick(() => console.log('tick'));
