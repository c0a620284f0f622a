// How many microtasks each operation of fs.promises takes from its last completion until the await goes on: hooks see it.
const ah = require('async_hooks'), fs = require('fs'); const out = [];
const types = new Map(); let on = true;
ah.createHook({ init(id, t) { types.set(id, t); }, before(id) { const t = types.get(id); if (on && /FSREQPROMISE|FILEHANDLECLOSE|FSREQCALLBACK|FILEHANDLE/.test(t)) { out.push('before ' + t); (function tick(n) { if (n > 14) return; Promise.resolve().then(() => { out.push('m' + n); tick(n + 1); }); })(1); } } }).enable();
(async () => {
 await fs.promises.readFile(__filename); out.push('READ');
 await fs.promises.writeFile('/tmp/zz1', 'a'); out.push('WRITE');
 await fs.promises.appendFile('/tmp/zz1', 'a'); out.push('APPEND');
 await fs.promises.copyFile('/tmp/zz1', '/tmp/zz2'); out.push('COPY');
 await fs.promises.mkdir('/tmp/zz3/a/b', { recursive: true }); out.push('MKDIR');
 await fs.promises.rm('/tmp/zz3', { recursive: true }); out.push('RM');
 const h = await fs.promises.open(__filename); out.push('OPEN'); await h.stat(); out.push('STAT'); await h.read(Buffer.alloc(3), 0, 3, 0); out.push('HREAD'); await h.close(); out.push('CLOSE');
 await fs.promises.readFile('/tmp/nope').catch(() => {}); out.push('NOPE');
 await fs.promises.unlink('/tmp/zz1'); await fs.promises.unlink('/tmp/zz2');  out.push('UNLINK');
 on = false; console.log(out.join(' '));
})();
