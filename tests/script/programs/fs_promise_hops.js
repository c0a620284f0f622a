// How many microtasks each operation of fs.promises takes from its last completion until the await goes on: hooks see it.
const ah = require('async_hooks');
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const out = [];
const types = new Map(); let on = true;
ah.createHook({ init(id, t) { types.set(id, t); }, before(id) { const t = types.get(id); if (on && /FSREQPROMISE|FILEHANDLECLOSE|FSREQCALLBACK|FILEHANDLE/.test(t)) { out.push('before ' + t); (function tick(n) { if (n > 14) return; Promise.resolve().then(() => { out.push('m' + n); tick(n + 1); }); })(1); } } }).enable();
(async () => {
 await fs.promises.readFile(__filename); out.push('READ');
 await fs.promises.writeFile(at('zz1'), 'a'); out.push('WRITE');
 await fs.promises.appendFile(at('zz1'), 'a'); out.push('APPEND');
 await fs.promises.copyFile(at('zz1'), at('zz2')); out.push('COPY');
 await fs.promises.mkdir(at('zz3/a/b'), { recursive: true }); out.push('MKDIR');
 await fs.promises.rm(at('zz3'), { recursive: true }); out.push('RM');
 const h = await fs.promises.open(__filename); out.push('OPEN'); await h.stat(); out.push('STAT'); await h.read(Buffer.alloc(3), 0, 3, 0); out.push('HREAD'); await h.close(); out.push('CLOSE');
 await fs.promises.readFile(at('nope')).catch(() => {}); out.push('NOPE');
 await fs.promises.unlink(at('zz1')); await fs.promises.unlink(at('zz2'));  out.push('UNLINK');
 on = false; console.log(out.join(' '));
})();
