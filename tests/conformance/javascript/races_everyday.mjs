// Racy programs as people write them every day, in the form of races.mjs: files by descriptors and handles, codecs, keys, messages,
// iterators, limits and caches.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'race-'));
const file = path.join(dir, 'f');`;

export const racesEveryday = [
    { name: 'open-write-read-close', code: `
${temporary}
fs.open(file, 'w+', (err, fd) => {
  fs.write(fd, 'hello', () => { console.log('written'); fs.fsync(fd, () => { console.log('synced'); fs.close(fd, () => console.log('closed')); }); });
});
fs.stat(dir, () => console.log('stat'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'realpath-and-stat', code: `
const fs = require('fs');
fs.realpath(__filename, () => console.log('realpath'));
fs.realpath.native(__filename, () => console.log('native'));
fs.stat(__filename, () => console.log('stat'));
setImmediate(() => console.log('immediate'));` },

    { name: 'promises-file-handle-two', code: `
const { open } = require('fs/promises');
async function first(name) {
  const handle = await open(__filename, 'r');
  console.log(name, 'opened');
  const { bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
  console.log(name, 'read', bytesRead);
  await handle.close();
}
first('A').then(() => console.log('A done'));
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => console.log('immediate'));` },

    { name: 'read-lines-of-handle', module: true, code: `
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
setTimeout(() => console.log('timer 1'), 1);
setTimeout(() => console.log('timer 4'), 4);
const handle = await open(fileURLToPath(import.meta.url));
let count = 0;
for await (const line of handle.readLines()) { if (++count === 3) console.log('third line'); }
console.log('lines', count);` },

    { name: 'transform-async-pipeline', code: `
const { Readable, Transform, pipeline } = require('stream');
const fs = require('fs');
const slow = new Transform({ objectMode: true, transform(chunk, enc, cb) { fs.stat('.', () => { console.log('through', chunk); cb(null, chunk); }); } });
pipeline(Readable.from([1, 2, 3]), slow, (err) => console.log('done', err ? err.message : 'ok'));
slow.resume();
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'overlapping-async-interval', code: `
const { readFile } = require('fs').promises;
let running = 0, n = 0;
const timer = setInterval(async () => {
  if (++n === 3) clearInterval(timer);
  const me = n; running++;
  await readFile(__filename);
  console.log('run', me, running > 1 ? 'overlapped' : 'alone'); running--;
}, 2);` },

    { name: 'events-on-iterator', code: `
const { on, EventEmitter } = require('events');
const fs = require('fs');
const bus = new EventEmitter();
(async () => {
  let n = 0;
  for await (const [who] of on(bus, 'x')) { console.log(who); if (++n === 3) break; }
  console.log('finished');
})();
fs.stat('.', () => bus.emit('x', 'stat'));
setTimeout(() => bus.emit('x', 'timer'), 1);
setImmediate(() => bus.emit('x', 'immediate'));` },

    { name: 'signal-timeout-vs-sleep', code: `
const { setTimeout: sleep } = require('timers/promises');
const signal = AbortSignal.timeout(5);
signal.addEventListener('abort', () => console.log('aborted'));
sleep(5).then(() => console.log('slept', signal.aborted));
setTimeout(() => console.log('plain', signal.aborted), 5);
sleep(20, null, { signal }).catch((e) => console.log(e.name));` },

    { name: 'zlib-stream-chunks', code: `
const zlib = require('zlib');
const gz = zlib.createDeflate();
gz.on('data', () => console.log('data'));
gz.on('end', () => console.log('end'));
gz.write('one', () => console.log('one taken'));
gz.write('two', () => console.log('two taken'));
gz.end();
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'subtle-and-random', code: `
const { webcrypto, randomBytes, randomUUID } = require('crypto');
webcrypto.subtle.digest('SHA-512', Buffer.from('abc')).then(() => console.log('digest'));
randomBytes(32, () => console.log('bytes'));
process.nextTick(() => console.log('tick', randomUUID().length));
setTimeout(() => console.log('timer'), 0);` },

    { name: 'lookup-promise-callback', code: `
const dns = require('dns');
dns.lookup('localhost', () => console.log('callback'));
dns.promises.lookup('localhost').then(() => console.log('promise'));
setTimeout(() => console.log('timer'), 2);
setImmediate(() => console.log('immediate'));` },

    { name: 'lookup-all-and-readfile', code: `
const dns = require('dns'), fs = require('fs');
dns.lookup('localhost', { all: true }, () => { console.log('lookup'); fs.readFile(__filename, () => console.log('read after lookup')); });
fs.readFile(__filename, () => console.log('read'));
setTimeout(() => console.log('five'), 5);` },

    { name: 'ping-pong-messages', code: `
const { port1, port2 } = new MessageChannel();
port1.on('message', (n) => { console.log('ping', n); if (n < 3) port1.postMessage(n + 1); else { port1.close(); } });
port2.on('message', (n) => { console.log('pong', n); port2.postMessage(n + 1); });
port2.postMessage(1);
let k = 0;
(function spin() { if (++k <= 4) setImmediate(() => { console.log('imm', k); spin(); }); })();` },

    { name: 'promisified-immediate-race', code: `
const { promisify } = require('util');
const turn = promisify(setImmediate), sleep = promisify(setTimeout);
Promise.race([turn('immediate'), sleep(0, 'timeout')]).then((w) => console.log('winner', w));
Promise.race([sleep(1, 'one'), require('fs').promises.access('.').then(() => 'access')]).then((w) => console.log('second race', w));` },

    { name: 'readline-events-stat', code: `
const fs = require('fs'), readline = require('readline');
const rl = readline.createInterface({ input: fs.createReadStream(__filename), crlfDelay: Infinity });
let n = 0;
rl.on('line', () => { if (++n === 1) { console.log('first'); setImmediate(() => console.log('immediate of first')); } });
rl.on('close', () => console.log('closed after', n));
fs.stat(__filename, () => { console.log('stat'); fs.stat(__filename, () => console.log('stat again')); });` },

    { name: 'opendir-loop', code: `
${temporary}
for (const n of ['a', 'b', 'c']) fs.writeFileSync(path.join(dir, n), n);
(async () => {
  const names = [];
  for await (const d of await fs.promises.opendir(dir)) names.push(d.name);
  console.log(names.sort().join());
})();
fs.promises.readdir(dir).then((l) => console.log('readdir', l.length));
setTimeout(() => console.log('timer'), 2);` },

    { name: 'mkdir-recursive-rm', code: `
${temporary}
const deep = path.join(dir, 'a', 'b', 'c');
fs.mkdir(deep, { recursive: true }, (e) => console.log('mkdir', e ? e.code : 'ok'));
fs.stat(path.join(dir, 'a'), (e) => console.log('stat a', e ? e.code : 'ok'));
setTimeout(() => console.log('timer', fs.existsSync(deep)), 3);` },

    { name: 'copy-then-read-dest', code: `
${temporary}
fs.writeFileSync(file, 'x'.repeat(100));
const copy = file + '.copy';
fs.copyFile(file, copy, (e) => console.log('copied', e ? e.code : 'ok'));
fs.readFile(copy, 'utf8', (e, s) => console.log('read', e ? e.code : s.length));
setImmediate(() => console.log('immediate'));` },

    { name: 'exists-chmod-utimes', code: `
${temporary}
fs.writeFileSync(file, 'x');
fs.chmod(file, 0o600, () => console.log('chmod'));
fs.utimes(file, 1, 2, () => console.log('utimes'));
fs.exists(file, (there) => console.log('exists', there));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'mkdtemp-truncate', code: `
${temporary}
fs.writeFileSync(file, 'abcdef');
fs.truncate(file, 3, () => { console.log('truncated', fs.readFileSync(file, 'utf8')); });
fs.mkdtemp(path.join(dir, 'x-'), (e, d) => console.log('mkdtemp', fs.existsSync(d)));
setImmediate(() => console.log('immediate'));` },

    { name: 'rm-recursive-and-readdir', code: `
${temporary}
fs.mkdirSync(path.join(dir, 'd')); fs.writeFileSync(path.join(dir, 'd', 'x'), '');
fs.rm(path.join(dir, 'd'), { recursive: true }, () => console.log('removed'));
fs.readdir(path.join(dir, 'd'), (e, l) => console.log('readdir', e ? e.code : l.length));
setTimeout(() => console.log('timer'), 4);` },

    { name: 'writev-and-read', code: `
${temporary}
const fd = fs.openSync(file, 'w+');
fs.writev(fd, [Buffer.from('ab'), Buffer.from('cd')], (e, n) => { console.log('writev', n); fs.read(fd, Buffer.alloc(4), 0, 4, 0, (e, n, b) => console.log('read', String(b))); });
fs.fstat(fd, (e, s) => console.log('fstat', s.isFile()));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'readable-from-generator', code: `
const { Readable } = require('stream');
const { setTimeout: sleep } = require('timers/promises');
async function* gen() { yield 'a'; await sleep(1); yield 'b'; await sleep(2); yield 'c'; }
Readable.from(gen()).on('data', (d) => console.log(d)).on('end', () => console.log('end'));
setTimeout(() => console.log('t2'), 2);
setTimeout(() => console.log('t3'), 3);` },

    { name: 'p-limit-two', code: `
const fs = require('fs').promises;
const { setTimeout: sleep } = require('timers/promises');
function limit(n) { let active = 0; const q = []; const next = () => { if (active < n && q.length) { active++; const [f, r] = q.shift(); f().then(r).finally(() => { active--; next(); }); } }; return (f) => new Promise((r) => { q.push([f, r]); next(); }); }
const run = limit(2);
run(() => sleep(1, 'sleep')).then(console.log);
run(() => fs.access('.').then(() => 'access')).then(console.log);
run(() => fs.stat('.').then(() => 'stat')).then(console.log);` },

    { name: 'broadcast-two-listeners', code: `
const a = new BroadcastChannel('n'), b = new BroadcastChannel('n'), c = new BroadcastChannel('n');
b.onmessage = (e) => { console.log('b', e.data); b.close(); };
c.onmessage = (e) => { console.log('c', e.data); c.close(); a.close(); };
setTimeout(() => { a.postMessage('hi'); console.log('posted'); }, 1);
setImmediate(() => console.log('immediate'));
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'unref-and-ref', code: `
const one = setTimeout(() => console.log('one'), 3); one.unref();
const two = setInterval(() => { console.log('two'); clearInterval(two); }, 2);
require('fs').readFile(__filename, () => { console.log('read'); });
setImmediate(() => { console.log('immediate', one.hasRef()); });` },

    { name: 'sleep-aborted-by-read', code: `
const { setTimeout: sleep } = require('timers/promises');
const ac = new AbortController();
sleep(2, 'slept', { signal: ac.signal }).then((v) => console.log(v), (e) => console.log(e.code));
require('fs').readFile(__filename, () => { console.log('read'); ac.abort(); });
setTimeout(() => console.log('timer'), 2);` },

    { name: 'interval-iterator-count', module: true, code: `
import { setInterval as every } from 'node:timers/promises';
import { stat } from 'node:fs/promises';
let n = 0;
stat('.').then(() => console.log('stat'));
setTimeout(() => console.log('five'), 5);
for await (const _ of every(2)) { console.log('beat', ++n); if (n === 3) break; }
console.log('over');` },

    { name: 'throttle-by-date', code: `
let last = -Infinity; let calls = 0;
const throttled = () => { const now = Date.now(); if (now - last >= 4) { last = now; console.log('call', ++calls); } else console.log('skipped'); };
throttled();
setTimeout(throttled, 2);
setTimeout(throttled, 5);
setTimeout(throttled, 9);` },

    { name: 'recursive-ticks-then-timers', code: `
let n = 0;
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => console.log('immediate'));
require('fs').stat('.', () => console.log('stat'));
const f = () => { if (++n < 500) process.nextTick(f); else console.log('ticks over'); };
f();` },

    { name: 'semaphore-with-timeouts', code: `
const fs = require('fs');
const { promisify } = require('util');
const stat = promisify(fs.stat), sleep = promisify(setTimeout);
const withTimeout = (p, ms, name) => Promise.race([p.then(() => name + ' ok'), sleep(ms, name + ' timed out')]);
Promise.allSettled([withTimeout(stat('.'), 1, 'A'), withTimeout(sleep(3), 2, 'B'), withTimeout(stat(__filename), 3, 'C')])
  .then((r) => console.log(r.map((x) => x.value).join('; ')));` },

    { name: 'web-stream-pull', module: true, code: `
let n = 0;
const rs = new ReadableStream({ async pull(c) { await new Promise((r) => setTimeout(r, 1)); c.enqueue(++n); if (n === 3) c.close(); } });
setTimeout(() => console.log('two'), 2);
setImmediate(() => console.log('immediate'));
for await (const v of rs) console.log('chunk', v);
console.log('closed');` },

    { name: 'blob-text', code: `
const { Blob } = require('buffer');
new Blob(['hello']).text().then((s) => console.log('text', s));
new Blob(['x']).arrayBuffer().then((b) => console.log('buffer', b.byteLength));
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 0);
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'readable-to-web', code: `
const { Readable } = require('stream');
const fs = require('fs');
const web = Readable.toWeb(fs.createReadStream(__filename));
(async () => { for await (const c of web) console.log('chunk'); console.log('done'); })();
setTimeout(() => console.log('timer'), 2);
setImmediate(() => console.log('immediate'));` },

    { name: 'write-stream-cork', code: `
${temporary}
const ws = fs.createWriteStream(file);
ws.on('ready', () => console.log('ready')).on('finish', () => console.log('finish')).on('close', () => console.log('close', fs.statSync(file).size));
ws.cork(); ws.write('a', () => console.log('a')); ws.write('b', () => console.log('b'));
process.nextTick(() => { ws.uncork(); ws.end('c'); });
setTimeout(() => console.log('timer'), 1);` },

    { name: 'stdout-write-callback', code: `
process.stdout.write('first\\n', () => console.log('flushed'));
process.nextTick(() => console.log('tick'));
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => { process.stdout.write('second\\n', () => console.log('flushed 2')); process.nextTick(() => console.log('tick 2')); });` },

    { name: 'before-exit-again', code: `
let rounds = 0;
process.on('beforeExit', () => { if (rounds++ < 2) { console.log('beforeExit', rounds); setTimeout(() => console.log('timeout', rounds), 0); setImmediate(() => console.log('immediate', rounds)); } });
process.on('exit', () => console.log('exit'));
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'check-prime-and-sign', code: `
const crypto = require('crypto');
crypto.checkPrime(7n, () => console.log('prime'));
crypto.sign('sha256', Buffer.from('x'), crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, () => console.log('sign'));
require('fs').stat('.', () => console.log('stat'));
setImmediate(() => console.log('immediate'));` },

    { name: 'unzip-error-and-inflate', code: `
const zlib = require('zlib');
zlib.unzip(Buffer.from('not compressed'), (e) => console.log('unzip', e.code));
zlib.inflate(zlib.deflateSync('ok'), (e, b) => console.log('inflate', String(b)));
zlib.brotliDecompress(zlib.brotliCompressSync('br'), (e, b) => console.log(String(b)));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'read-aborted-by-immediate', code: `
const { readFile } = require('fs/promises');
const ac = new AbortController();
readFile(__filename, { signal: ac.signal }).then(() => console.log('read'), (e) => console.log(e.name));
setImmediate(() => { console.log('immediate'); ac.abort(); });
setTimeout(() => console.log('timer'), 1);` },

    { name: 'fsync-fdatasync', code: `
${temporary}
const fd = fs.openSync(file, 'w');
fs.writeSync(fd, 'data');
fs.fsync(fd, () => console.log('fsync'));
fs.fdatasync(fd, () => { console.log('fdatasync'); });
fs.ftruncate(fd, 2, () => console.log('ftruncate'));
setTimeout(() => { console.log('timer'); }, 2);` },

    { name: 'readable-map-concurrency', code: `
const { Readable } = require('stream');
const { stat } = require('fs/promises');
(async () => {
  for await (const name of Readable.from(['a', 'b', 'c']).map(async (n) => { await stat('.'); console.log('mapped', n); return n; }, { concurrency: 2 })) console.log('got', name);
})();
setImmediate(() => console.log('immediate'));` },

    { name: 'two-stats-everything', code: `
const fs = require('fs');
for (const n of [1, 2]) fs.stat('.', () => {
  console.log('stat', n);
  setTimeout(() => console.log('timeout', n), 0);
  setImmediate(() => console.log('immediate', n));
  process.nextTick(() => console.log('tick', n));
  Promise.resolve().then(() => console.log('micro', n));
});` },

    { name: 'stat-sync-loop-between', code: `
const fs = require('fs');
fs.stat('.', () => console.log('async stat'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => { console.log('immediate'); for (let i = 0; i < 200; i++) fs.statSync('.'); });
setTimeout(() => console.log('timer 2'), 2);` },

    { name: 'scheduler-yield-loop', module: true, code: `
import { scheduler } from 'node:timers/promises';
import fs from 'node:fs';
fs.access('.', () => console.log('access'));
setTimeout(() => console.log('timer'), 0);
for (let i = 0; i < 3; i++) { await scheduler.yield(); console.log('yield', i); }` },

    { name: 'clear-in-same-list', code: `
const a = setTimeout(() => { console.log('a'); clearTimeout(b); }, 2);
const b = setTimeout(() => console.log('b'), 2);
const c = setTimeout(() => { console.log('c'); clearTimeout(a); }, 1);
require('fs').stat('.', () => { clearTimeout(c); console.log('stat'); });` },

    { name: 'hrtime-busy-immediates', code: `
const t0 = process.hrtime.bigint();
let n = 0;
setTimeout(() => console.log('timer 3'), 3);
(function step() { n++; if (process.hrtime.bigint() - t0 < 2000000n) setImmediate(step); else console.log('two ms', n > 1); })();` },

    { name: 'async-reduce-files', code: `
const fs = require('fs/promises');
const files = [__filename, '.', __filename];
files.reduce(async (prev, f, i) => { await prev; await fs.stat(f); console.log('serial', i); }, Promise.resolve()).then(() => console.log('serial done'));
Promise.all(files.map((f) => fs.stat(f))).then(() => console.log('parallel done'));` },

    { name: 'promise-any-of-bad-files', code: `
const fs = require('fs/promises');
Promise.any([fs.readFile('/none1'), fs.readFile('/none2')]).catch((e) => console.log(e.constructor.name, e.errors.length));
fs.readFile('/none3').catch(() => console.log('rejected'));
fs.access('/none4').catch((e) => console.log(e.syscall));
setImmediate(() => console.log('immediate'));` },

    { name: 'cache-promise-and-timeout', code: `
const fs = require('fs/promises');
const cache = new Map();
const load = (f) => { if (!cache.has(f)) { console.log('miss'); cache.set(f, fs.readFile(f)); setTimeout(() => { cache.delete(f); console.log('expired'); }, 1); } else console.log('hit'); return cache.get(f); };
load(__filename).then(() => { console.log('first'); return load(__filename); }).then(() => console.log('second'));` },

    { name: 'heartbeat-and-hash', code: `
const { scrypt } = require('crypto');
let beats = 0;
const hb = setInterval(() => { beats++; }, 1);
scrypt('pw', 'salt', 64, { N: 1024 }, () => { console.log('hash', beats > 0 ? 'after beats' : 'before any beat'); clearInterval(hb); });
setTimeout(() => console.log('ten'), 10);` },

    { name: 'exit-listener-order', code: `
let seen = [];
process.on('exit', (code) => console.log('exit', code, seen.join(' ')));
setTimeout(() => { seen.push('timer'); process.exitCode = 2; }, 1);
require('fs').readFile(__filename, () => { seen.push('read'); });
setImmediate(() => seen.push('immediate'));` },

    { name: 'once-with-timeout', code: `
const { once, EventEmitter } = require('events');
const fs = require('fs');
const e = new EventEmitter();
once(e, 'ready', { signal: AbortSignal.timeout(3) }).then(([v]) => console.log('ready', v), (x) => console.log(x.name));
fs.readFile(__filename, () => fs.stat('.', () => { console.log('emit'); e.emit('ready', 1); }));
setTimeout(() => console.log('four'), 4);` },

    { name: 'microtask-vs-file-promise', module: true, code: `
import fs from 'node:fs/promises';
const p = fs.stat('.').then(() => console.log('stat'));
setImmediate(() => console.log('immediate'));
queueMicrotask(() => console.log('micro'));
await null;
console.log('after null');
await new Promise((r) => setTimeout(r, 1));
console.log('after 1 ms');
await p;
console.log('after stat');` },

    { name: 'gzip-pool-one', threadpool: 1, code: `
const zlib = require('zlib'), fs = require('fs');
zlib.gzip(Buffer.alloc(50000, 1), () => console.log('gzip'));
fs.stat('.', () => console.log('stat'));
zlib.gzip('x', () => console.log('small gzip'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'read-pool-two-lookups', threadpool: 2, code: `
const dns = require('dns'), fs = require('fs');
dns.lookup('localhost', () => console.log('lookup'));
fs.readFile(__filename, () => console.log('read'));
fs.stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 3);` },

    { name: 'timers-around-hash-sync', code: `
const { pbkdf2Sync, pbkdf2 } = require('crypto');
setTimeout(() => console.log('one'), 1);
setTimeout(() => console.log('fifty'), 50);
pbkdf2('a', 'b', 1000, 20, 'sha1', () => console.log('async hash'));
setImmediate(() => { console.log('immediate'); pbkdf2Sync('a', 'b', 1000, 20, 'sha1'); });` },

    { name: 'file-copy-promise-chain', code: `
${temporary}
const p = fs.promises;
p.writeFile(file, 'v1').then(() => p.rename(file, file + '.bak')).then(() => console.log('renamed'));
p.access(file).then(() => console.log('there'), () => console.log('not there'));
setTimeout(() => console.log('timer', fs.readdirSync(dir).join() || 'empty'), 2);` },

    { name: 'immediate-clear-immediate', code: `
const fs = require('fs');
const imm = setImmediate(() => console.log('B'));
fs.stat('.', () => { console.log('stat'); clearImmediate(imm); });
setTimeout(() => { console.log('timer'); clearImmediate(imm); }, 0);
setImmediate(() => console.log('C'));` },

    { name: 'passthrough-and-file', code: `
const { PassThrough, finished } = require('stream');
const fs = require('fs');
const pass = new PassThrough();
finished(pass, () => console.log('finished'));
fs.createReadStream(__filename).pipe(pass).on('data', () => console.log('data'));
fs.readFile(__filename, () => console.log('readFile'));
setImmediate(() => console.log('immediate'));` },

    { name: 'two-appends-order', code: `
${temporary}
fs.appendFile(file, '1\\n', () => console.log('one'));
fs.appendFile(file, '2\\n', () => console.log('two'));
process.on('exit', () => console.log(fs.readFileSync(file, 'utf8').split('\\n').join('')));` },

    { name: 'read-chunks-by-hand', code: `
const fs = require('fs');
fs.open(__filename, 'r', (e, fd) => {
  const b = Buffer.alloc(40); let n = 0;
  const next = () => fs.read(fd, b, 0, 40, null, (e, len) => { if (len === 0) return fs.close(fd, () => console.log('closed', n > 3)); if (++n <= 2) console.log('chunk', n); next(); });
  next();
});
setTimeout(() => console.log('timer'), 1);` },
];
