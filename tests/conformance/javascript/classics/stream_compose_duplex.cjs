const { Duplex, compose, Readable, PassThrough } = require('stream');
const d = Duplex.from(async function* (src) { for await (const c of src) yield String(c) + '!'; });
d.on('data', (c) => console.log('d', String(c))).on('end', () => console.log('d end')).on('close', () => console.log('d close'));
d.write('1'); d.end('2');
const c = compose(new PassThrough(), async function* (s) { for await (const x of s) yield String(x).repeat(2); });
c.on('data', (x) => console.log('c', String(x))).on('finish', () => console.log('c finish')).on('end', () => console.log('c end'));
c.end('ab');
