const { Readable, Transform, PassThrough, finished, addAbortSignal } = require('stream');
const r = new Readable({ read() {}, destroy(err, cb) { console.log('destroy', err && err.message); setImmediate(cb, err); } });
finished(r, (e) => console.log('finished', e && e.code, e && e.message));
r.on('error', (e) => console.log('error', e.message)).on('close', () => console.log('close'));
r.push('x'); r.destroy(new Error('why')); r.push('y');
const ac = new AbortController();
const t = addAbortSignal(ac.signal, new PassThrough());
finished(t, (e) => console.log('t', e.name, e.code)); t.on('error', () => {}); ac.abort();
const w = new PassThrough(); w.end(); w.write('late', (e) => console.log('cb', e.code)); w.on('error', (e) => console.log('w', e.code));
