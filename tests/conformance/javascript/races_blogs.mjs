// Racy programs as blog posts have them, in the form of races.mjs: locks, queues, listeners, streams of streams, ends of
// processes.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'race-'));
const file = path.join(dir, 'f');`;

export const racesOfBlogs = [
    { name: 'interval-counts-until-read', code: `
let n = 0;
const every = setInterval(() => n++, 2);
require('fs').readFile(__filename, () => { clearInterval(every); console.log('read after', n); });
setTimeout(() => { clearInterval(every); console.log('timeout', n >= 1); }, 7);` },

    { name: 'exit-in-race', code: `
process.on('exit', (c) => console.log('exit', c));
require('fs').stat('.', () => { console.log('stat'); process.exit(1); });
setTimeout(() => { console.log('timer'); process.exit(2); }, 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'throwing-timers', code: `
process.on('uncaughtException', (e) => console.log('caught', e.message));
for (const n of [1, 2, 3]) setTimeout(() => { console.log('timer', n); if (n === 2) throw new Error('two'); process.nextTick(() => console.log('tick', n)); }, 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'rejections-and-timers', code: `
process.on('unhandledRejection', (r) => console.log('unhandled', r));
setTimeout(() => { Promise.reject('in timer'); setImmediate(() => console.log('imm')); }, 1);
require('fs').promises.stat('/nowhere/x').then(() => {}).finally(() => console.log('finally')).catch((e) => console.log(e.code));
setTimeout(() => console.log('later'), 2);` },

    { name: 'stream-small-chunks', code: `
const fs = require('fs');
let n = 0;
fs.createReadStream(__filename, { highWaterMark: 64 }).on('data', (c) => { if (++n <= 2) console.log('chunk', n); }).on('end', () => console.log('end', n));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'three-async-readers', code: `
const { readFile } = require('fs/promises');
async function reader(name, times) { for (let i = 1; i <= times; i++) { const s = await readFile(__filename, 'utf8'); console.log(name, i, s.length > 0); } }
reader('a', 2); reader('b', 1);` },

    { name: 'consumers-text', code: `
const { text } = require('stream/consumers');
const fs = require('fs');
text(fs.createReadStream(__filename)).then((s) => console.log('text', s.length > 10));
fs.promises.readFile(__filename).then(() => console.log('readFile'));
setTimeout(() => console.log('timer'), 2);` },

    { name: 'once-of-stream-end', code: `
const { once } = require('events');
const fs = require('fs');
(async () => { const s = fs.createReadStream(__filename); s.resume(); await once(s, 'end'); console.log('end'); await once(s, 'close'); console.log('close'); })();
(async () => { await fs.promises.stat('.'); console.log('stat'); await new Promise(setImmediate); console.log('turn'); })();` },

    { name: 'port-unref', code: `
const { port1, port2 } = new MessageChannel();
port2.on('message', (m) => console.log('got', m));
port2.unref();
port1.postMessage('a');
setImmediate(() => { console.log('immediate'); port1.postMessage('b'); });
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'mutex-released-by-immediate', code: `
const fs = require('fs');
class Mutex { q = []; held = false; async lock() { if (this.held) await new Promise((r) => this.q.push(r)); this.held = true; } unlock() { this.held = false; this.q.shift()?.(); } }
const m = new Mutex();
async function job(name) { await m.lock(); console.log(name, 'in'); await new Promise((r) => (name === 'a' ? setImmediate(r) : setTimeout(r, 1))); console.log(name, 'out'); m.unlock(); }
job('a'); job('b');
fs.stat('.', () => { console.log('stat'); job('c'); });` },

    { name: 'reads-of-one-descriptor', code: `
const fs = require('fs');
const fd = fs.openSync(__filename, 'r');
for (const size of [10, 20, 30]) fs.read(fd, Buffer.alloc(size), 0, size, 0, (e, n) => console.log('read', n));
setImmediate(() => console.log('immediate'));` },

    { name: 'lock-with-retry', code: `
${temporary}
async function take(who, tries = 3) {
  try { const h = await fs.promises.open(file, 'wx'); console.log(who, 'locked'); await h.close(); await fs.promises.unlink(file); console.log(who, 'released'); }
  catch (e) { if (tries === 0) return console.log(who, 'gave up'); console.log(who, e.code); await new Promise((r) => setTimeout(r, 2)); return take(who, tries - 1); }
}
take('a'); take('b');` },

    { name: 'swap-and-read', code: `
${temporary}
fs.writeFileSync(file + 1, 'one'); fs.writeFileSync(file + 2, 'two');
fs.rename(file + 1, file + 3, () => console.log('renamed'));
fs.readFile(file + 1, 'utf8', (e, s) => console.log('1:', e ? e.code : s));
fs.readFile(file + 3, 'utf8', (e, s) => console.log('3:', e ? e.code : s));` },

    { name: 'links', code: `
${temporary}
fs.writeFileSync(file, 'x');
fs.symlink(file, file + '.s', () => { console.log('symlink'); fs.readlink(file + '.s', (e, l) => console.log('readlink', l === file)); });
fs.link(file, file + '.l', () => console.log('link'));
fs.stat(file, (e, s) => console.log('nlink', s.nlink));` },

    { name: 'rm-or-mkdir', code: `
${temporary}
fs.mkdirSync(file);
fs.rmdir(file, (e) => console.log('rmdir', e ? e.code : 'ok'));
fs.mkdir(file, (e) => console.log('mkdir', e ? e.code : 'ok'));
setTimeout(() => console.log('there', fs.existsSync(file)), 5);` },

    { name: 'same-file-pool-of-one', threadpool: 1, code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('first'));
fs.readFile(__filename, () => console.log('second'));
fs.stat('.', () => console.log('stat'));
setImmediate(() => console.log('immediate'));` },

    { name: 'als-contexts', code: `
const { AsyncLocalStorage } = require('async_hooks');
const fs = require('fs');
const als = new AsyncLocalStorage();
for (const id of [1, 2]) als.run({ id }, async () => { await fs.promises.access('.'); console.log('access', als.getStore().id); setTimeout(() => console.log('timer', als.getStore().id), id); });
setImmediate(() => console.log('immediate', als.getStore()));` },

    { name: 'eventtarget-and-timers', code: `
const et = new EventTarget();
et.addEventListener('go', (e) => { console.log('go', e.detail ?? ''); queueMicrotask(() => console.log('micro')); });
setTimeout(() => et.dispatchEvent(new Event('go')), 1);
require('fs').access('.', () => { console.log('access'); et.dispatchEvent(new Event('go')); });
setImmediate(() => console.log('immediate'));` },

    { name: 'gunzip-pipeline', code: `
const zlib = require('zlib');
const { pipeline } = require('stream/promises');
const { Readable, Writable } = require('stream');
const packed = zlib.gzipSync('some text');
const out = [];
pipeline(Readable.from([packed.subarray(0, 5), packed.subarray(5)]), zlib.createGunzip(), new Writable({ write(c, e, cb) { out.push(c); console.log('wrote', String(c)); cb(); } })).then(() => console.log('done'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'readline-pause', code: `
const fs = require('fs'), readline = require('readline');
const rl = readline.createInterface({ input: fs.createReadStream(__filename) });
let n = 0;
rl.on('line', () => { if (++n === 2) { rl.pause(); console.log('paused'); setTimeout(() => { console.log('resumed'); rl.resume(); }, 2); } });
rl.on('close', () => console.log('closed'));
setTimeout(() => console.log('three'), 3);` },

    { name: 'keypair-small', code: `
const crypto = require('crypto');
crypto.generateKeyPair('ed25519', {}, () => console.log('ed25519'));
crypto.generateKey('aes', { length: 128 }, () => console.log('aes'));
require('fs').stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'scrypts-on-one', threadpool: 1, code: `
const { scrypt } = require('crypto');
scrypt('a', 's', 32, { N: 512 }, () => { console.log('first'); scrypt('c', 's', 32, { N: 256 }, () => console.log('third')); });
scrypt('b', 's', 32, { N: 512 }, () => console.log('second'));
setTimeout(() => console.log('timer'), 4);
setImmediate(() => console.log('immediate'));` },

    { name: 'lookup-numeric', code: `
const dns = require('dns');
dns.lookup('127.0.0.1', () => { console.log('numeric'); process.nextTick(() => console.log('tick')); });
dns.lookup('localhost', { family: 4 }, (e, a) => console.log('localhost', a));
process.nextTick(() => console.log('main tick'));
setImmediate(() => console.log('immediate'));` },

    { name: 'timer-late-by-busy-read', code: `
const fs = require('fs');
setTimeout(() => console.log('A'), 2);
setImmediate(() => { const end = performance.now() + 3; while (performance.now() < end); console.log('busy done'); setTimeout(() => console.log('B'), 0); setImmediate(() => console.log('C')); });
fs.access('.', () => console.log('access'));` },

    { name: 'async-thenables', code: `
const fs = require('fs');
const lazy = { then(ok) { fs.stat('.', () => ok('lazy')); } };
(async () => { console.log(await lazy); })();
Promise.race([lazy, new Promise((r) => setTimeout(r, 1, 'timer'))]).then((v) => console.log('race', v));
setImmediate(() => console.log('immediate'));` },

    { name: 'write-file-flush-order', code: `
${temporary}
const p = fs.promises;
p.writeFile(file, 'aaaa').then(() => console.log('a'));
p.appendFile(file, 'bb').then(() => console.log('b'));
setTimeout(() => console.log(fs.readFileSync(file, 'utf8')), 20);` },

    { name: 'statfs-and-lstat', code: `
const fs = require('fs');
fs.statfs('.', (e, s) => console.log('statfs', s.bsize > 0));
fs.lstat(__filename, () => console.log('lstat'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'chained-immediates-vs-two-timers', code: `
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t2'), 2);
let n = 0;
const f = () => { console.log('i' + ++n); if (n < 3) setImmediate(f); };
setImmediate(f);` },

    { name: 'timeout-promise-cleanup', code: `
const fs = require('fs/promises');
async function withTimeout(p, ms) { let timer; const t = new Promise((_, j) => { timer = setTimeout(() => j(new Error('timeout')), ms); }); try { return await Promise.race([p, t]); } finally { clearTimeout(timer); console.log('cleared'); } }
withTimeout(fs.stat('.'), 1).then(() => console.log('stat'), (e) => console.log(e.message));
withTimeout(new Promise((r) => setTimeout(r, 2)), 2).then(() => console.log('two'), (e) => console.log(e.message));` },

    { name: 'pool-of-two-mixed', threadpool: 2, code: `
const fs = require('fs'), zlib = require('zlib');
zlib.deflate(Buffer.alloc(200000, 'a'), () => console.log('deflate'));
fs.stat('.', () => { console.log('stat'); fs.access('.', () => console.log('access')); });
fs.readFile(__filename, () => console.log('read'));` },

    { name: 'duplex-from', code: `
const { PassThrough, Readable } = require('stream');
const fs = require('fs');
const merged = new PassThrough();
let open = 2;
for (const [n, s] of [['file', fs.createReadStream(__filename)], ['gen', Readable.from((async function* () { await new Promise((r) => setTimeout(r, 1)); yield 'x'; })())]]) {
  s.on('end', () => { console.log(n, 'ended'); if (--open === 0) merged.end(); });
  s.pipe(merged, { end: false });
}
merged.resume().on('end', () => console.log('merged'));` },

    { name: 'handle-write-then-stat', module: true, code: `
import fs from 'node:fs/promises'; import os from 'node:os'; import path from 'node:path';
const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'r-'));
const h = await fs.open(path.join(dir, 'x'), 'w');
const w = h.write('hello').then(() => console.log('written'));
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 1);
await w;
const { size } = await h.stat();
console.log('size', size);
await h.close();` },

    { name: 'queue-microtask-flood', code: `
let n = 0;
setTimeout(() => console.log('timeout'), 1);
setImmediate(() => console.log('immediate'));
require('fs').stat('.', () => console.log('stat'));
const flood = () => { if (++n < 3000) queueMicrotask(flood); else console.log('flooded'); };
flood();` },

    { name: 'worker-queue-timers', code: `
const { setTimeout: sleep } = require('timers/promises');
const jobs = [3, 1, 2];
const worker = async (id) => { while (jobs.length) { const ms = jobs.shift(); await sleep(ms); console.log('worker', id, 'job', ms); } };
Promise.all([worker(1), worker(2)]).then(() => console.log('all done'));` },

    { name: 'date-now-in-immediates', code: `
const start = Date.now(); let turns = 0;
setTimeout(() => console.log('timer'), 2);
const loop = () => { turns++; if (Date.now() - start < 5) setImmediate(loop); else console.log('five ms', turns > 1); };
loop();` },

    { name: 'listener-added-late', code: `
const { EventEmitter } = require('events');
const fs = require('fs');
const e = new EventEmitter();
fs.stat('.', () => { console.log('emit', e.emit('x')); });
setTimeout(() => { e.on('x', () => console.log('heard')); console.log('listening'); }, 1);
setTimeout(() => e.emit('x'), 3);` },

    { name: 'settled-twice', code: `
const fs = require('fs');
new Promise((ok, no) => { fs.stat('.', () => ok('stat')); setTimeout(no, 1, 'timer'); setImmediate(() => setImmediate(ok, 'two turns')); }).then((v) => console.log('ok', v), (v) => console.log('no', v));
process.on('exit', () => console.log('end'));` },

    { name: 'ring-of-ports', code: `
const a = new MessageChannel(), b = new MessageChannel();
a.port2.on('message', (n) => { console.log('a', n); b.port1.postMessage(n + 1); });
b.port2.on('message', (n) => { console.log('b', n); if (n < 4) a.port1.postMessage(n + 1); else { a.port1.close(); b.port1.close(); } });
a.port1.postMessage(1);
setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));` },

    { name: 'web-transform', module: true, code: `
import { setTimeout as sleep } from 'node:timers/promises';
const ts = new TransformStream({ async transform(c, ctl) { await sleep(1); ctl.enqueue(c * 2); } });
const w = ts.writable.getWriter();
(async () => { for (const n of [1, 2]) { await w.write(n); console.log('wrote', n); } await w.close(); console.log('closed'); })();
setTimeout(() => console.log('two'), 2);
for await (const v of ts.readable) console.log('got', v);` },

    { name: 'truncate-while-read', code: `
${temporary}
fs.writeFileSync(file, 'abcdefgh');
fs.readFile(file, 'utf8', (e, s) => console.log('read', s));
fs.truncate(file, 4, () => console.log('truncated'));` },

    { name: 'timer-refresh-loop', code: `
let n = 0;
const t = setTimeout(() => { console.log('fired', ++n); if (n < 2) t.refresh(); }, 2);
setTimeout(() => console.log('three'), 3);
setTimeout(() => console.log('five'), 5);` },

    { name: 'promise-all-order-results', code: `
const fs = require('fs/promises');
const seen = [];
const note = (n) => (v) => { seen.push(n); return n; };
Promise.all([fs.readFile(__filename).then(note('read')), fs.stat('.').then(note('stat')), new Promise((r) => setTimeout(r, 1)).then(note('timer'))]).then((r) => console.log(r.join(), '|', seen.join()));` },

    { name: 'async-dispose-like', code: `
const fs = require('fs/promises');
async function use(name, ms) { const h = await fs.open(__filename); try { await new Promise((r) => setTimeout(r, ms)); console.log(name, 'used'); } finally { await h.close(); console.log(name, 'closed'); } }
use('a', 2); use('b', 1);
setTimeout(() => console.log('timer'), 3);` },
];
