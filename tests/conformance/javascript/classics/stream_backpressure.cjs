const { Readable, Writable, pipeline } = require('stream');
let n = 0;
const src = new Readable({ highWaterMark: 2, objectMode: true, read() { console.log('read', n); this.push(n < 5 ? n++ : null); } });
const dst = new Writable({ highWaterMark: 1, objectMode: true, write(c, e, cb) { console.log('write', c); setImmediate(() => { console.log('done', c); cb(); }); }, final(cb) { console.log('final'); cb(); } });
pipeline(src, dst, (e) => console.log('pipeline', e));
for (const [nm, s] of [['src', src], ['dst', dst]]) for (const ev of ['pause', 'resume', 'end', 'close', 'drain', 'finish', 'pipe', 'unpipe', 'prefinish']) s.on(ev, () => console.log(nm, ev));
