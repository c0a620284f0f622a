// Racy programs as they are asked for in lessons and examinations, in the form of races.mjs: the famous race in further places,
// work of several sizes on small pools, promises that compete, signals, caches and locks, clocks in branches.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'race-'));
const file = path.join(dir, 'f');`;

export const racesTaught = [
    { name: 'contexts-of-the-famous-race', code: `
const race = (where) => { setTimeout(() => console.log(where, 'timeout'), 0); setImmediate(() => console.log(where, 'immediate')); };
race('main');
process.nextTick(() => race('tick'));
Promise.resolve().then(() => race('promise'));` },

    { name: 'famous-race-within-all-phases', code: `
const race = (where) => { setTimeout(() => console.log(where, 'timeout'), 0); setImmediate(() => console.log(where, 'immediate')); };
setTimeout(() => race('in timer'), 0);
setImmediate(() => race('in immediate'));
require('fs').stat(__filename, () => race('in poll'));` },

    { name: 'timers-descending-five-to-one', code: `
for (let ms = 5; ms >= 1; ms -= 2) setTimeout(() => console.log(ms), ms);
setTimeout(() => console.log('zero'), 0);` },

    { name: 'timers-with-busy-two', code: `
const busy = (ms) => { const end = Date.now() + ms; while (Date.now() < end); };
setTimeout(() => { console.log('a'); busy(3); }, 1);
setTimeout(() => console.log('b'), 2);
setTimeout(() => console.log('c'), 5);
setImmediate(() => console.log('immediate'));` },

    { name: 'busy-in-immediate-then-timers', code: `
setImmediate(() => {
  console.log('immediate 1');
  setTimeout(() => console.log('one'), 1);
  const end = Date.now() + 2; while (Date.now() < end);
  setImmediate(() => console.log('immediate 2'));
});
setTimeout(() => console.log('two'), 2);` },

    { name: 'callback-promise-and-timer-of-stat', code: `
const fs = require('fs');
setTimeout(() => console.log('timer'), 1);
fs.stat(__filename, () => console.log('callback'));
fs.promises.stat(__filename).then(() => console.log('promise'));
setImmediate(() => console.log('immediate'));` },

    { name: 'readfile-callback-or-promise', code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('callback'));
fs.promises.readFile(__filename).then(() => console.log('promise'));
setTimeout(() => console.log('timer'), 2);` },

    { name: 'readdir-access-mkdir', code: `
${temporary}
fs.mkdir(path.join(dir, 'd'), () => { console.log('mkdir'); setImmediate(() => console.log('after mkdir')); });
fs.readdir(__dirname, () => console.log('readdir'));
fs.access(__filename, () => console.log('access'));` },

    { name: 'three-hashes-of-sizes', code: `
const crypto = require('crypto');
for (const [name, rounds] of [['big', 40000], ['small', 1000], ['tiny', 1]])
  crypto.pbkdf2('secret', 'salt', rounds, 32, 'sha256', () => console.log(name));
setTimeout(() => console.log('timer'), 5);` },

    { name: 'randombytes-and-scrypt', code: `
const { randomBytes, scrypt } = require('crypto');
scrypt('pw', 'salt', 32, () => console.log('scrypt'));
randomBytes(16, () => console.log('random'));
randomBytes(1 << 20, () => console.log('many random'));
setTimeout(() => console.log('timer'), 20);` },

    { name: 'randomint-randomuuid-generate', code: `
const crypto = require('crypto');
crypto.randomInt(100, () => console.log('int'));
crypto.randomFill(Buffer.alloc(10), () => console.log('fill'));
crypto.hkdf('sha512', 'key', 'salt', 'info', 64, () => console.log('hkdf'));
setImmediate(() => console.log('immediate'));` },

    { name: 'scrypt-costs-and-pool-of-one', threadpool: 1, never: [['second', 'first'], ['stat', 'second']], code: `
const { scrypt } = require('crypto');
scrypt('a', 'b', 16, { N: 1024 }, () => console.log('first'));
scrypt('a', 'b', 16, { N: 256 }, () => console.log('second'));
require('fs').stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 2);` },

    { name: 'sizes-of-files', code: `
${temporary}
const big = path.join(dir, 'big'), small = path.join(dir, 'small');
fs.writeFileSync(big, Buffer.alloc(2 << 20)); fs.writeFileSync(small, 'x');
fs.readFile(big, (e, b) => console.log('big', b.length));
fs.readFile(small, (e, b) => console.log('small', b.length));
setImmediate(() => console.log('immediate'));` },

    { name: 'lookup-and-read', code: `
require('dns').lookup('localhost', () => console.log('lookup'));
require('fs').readFile(__filename, () => console.log('read'));
setTimeout(() => console.log('timer'), 3);` },

    { name: 'lookups-of-promises', threadpool: 2, code: `
const dns = require('dns').promises;
const fs = require('fs').promises;
dns.lookup('localhost').then(() => console.log('one'));
dns.lookup('127.0.0.1').then(() => console.log('address'));
fs.stat('.').then(() => console.log('stat'));` },

    { name: 'gzip-deflate-brotli', code: `
const zlib = require('zlib');
const data = Buffer.alloc(20000, 'loop');
zlib.gzip(data, () => console.log('gzip'));
zlib.deflate('x', () => console.log('deflate'));
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'gzip-and-back-against-read', code: `
const zlib = require('zlib'), fs = require('fs');
zlib.gzip('hello', (e, packed) => { console.log('packed'); zlib.gunzip(packed, (e, text) => console.log(String(text))); });
fs.readFile(__filename, () => console.log('read'));` },

    { name: 'read-stream-and-timers', code: `
const fs = require('fs');
fs.createReadStream(__filename).on('open', () => console.log('open')).on('data', () => console.log('data')).on('end', () => console.log('end')).on('close', () => console.log('close'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'pipe-through-transform', code: `
const { Readable, Transform } = require('stream');
const upper = new Transform({ transform(chunk, enc, done) { setTimeout(() => done(null, String(chunk).toUpperCase()), 1); } });
Readable.from(['a', 'b']).pipe(upper).on('data', (d) => console.log(String(d))).on('end', () => console.log('end'));
setTimeout(() => console.log('timer 2'), 2);
setImmediate(() => console.log('immediate'));` },

    { name: 'race-any-all', code: `
const fs = require('fs').promises;
const sleep = (ms, v) => new Promise((r) => setTimeout(r, ms, v));
Promise.race([sleep(1, 'slept'), fs.stat(__filename).then(() => 'stat')]).then((v) => console.log('race', v));
Promise.any([fs.stat('/nowhere'), sleep(2, 'any slept'), fs.readFile(__filename).then(() => 'read')]).then((v) => console.log('any', v));
Promise.all([sleep(1), fs.stat(__filename)]).then(() => console.log('all'));` },

    { name: 'all-settled-with-timeout', code: `
const fs = require('fs').promises;
const timeout = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error('timeout')), ms));
Promise.allSettled([Promise.race([fs.readFile(__filename), timeout(1)]), Promise.race([fs.stat('.'), timeout(1)])])
  .then((all) => console.log(all.map((one) => one.status).join(' ')));
setTimeout(() => console.log('later'), 3);` },

    { name: 'abort-signal-timeout', code: `
const fs = require('fs');
fs.readFile(__filename, { signal: AbortSignal.timeout(1) }, (error) => console.log(error ? error.name : 'read'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'abort-signal-timeout-any', code: `
const { setTimeout: sleep } = require('timers/promises');
const controller = new AbortController();
require('fs').stat('.', () => controller.abort(new Error('stat')));
sleep(50, null, { signal: controller.signal }).catch((error) => console.log(error.name));
const signal = AbortSignal.timeout(2);
signal.addEventListener('abort', () => console.log('timed out'));
setTimeout(() => console.log('timer'), 2);` },

    { name: 'interval-cleared-by-hash', code: `
let ticks = 0;
const timer = setInterval(() => { if (++ticks <= 2) console.log('tick', ticks); }, 2);
require('crypto').pbkdf2('a', 'b', 2000, 32, 'sha512', () => { console.log('hash'); clearInterval(timer); });` },

    { name: 'interval-cleared-by-readfile', code: `
const fs = require('fs');
const timer = setInterval(() => console.log('tick'), 1);
fs.readFile(__filename, () => { clearInterval(timer); console.log('cleared'); });
setImmediate(() => console.log('immediate'));
setTimeout(() => clearInterval(timer), 5);` },

    { name: 'async-functions-of-equal-sleeps', orders: 1, code: `
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const worker = async (name) => { for (let i = 0; i < 2; i++) { await sleep(2); console.log(name, i); } };
Promise.all([worker('a'), worker('b'), worker('c')]).then(() => console.log('done'));` },

    { name: 'async-functions-of-other-sleeps', code: `
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const worker = async (name, ms, n) => { for (let i = 0; i < n; i++) { await sleep(ms); console.log(name, i); } };
Promise.all([worker('a', 1, 3), worker('b', 3, 1)]).then(() => console.log('done'));` },

    { name: 'pool-of-one-mixed', threadpool: 1, never: [['stat', 'hash']], code: `
const fs = require('fs'), crypto = require('crypto');
crypto.pbkdf2('a', 'b', 5000, 32, 'sha256', () => console.log('hash'));
fs.stat(__filename, () => console.log('stat'));
fs.readFile(__filename, () => console.log('read'));
setTimeout(() => console.log('timer'), 3);
setImmediate(() => console.log('immediate'));` },

    { name: 'pool-of-two-with-hash', threadpool: 2, code: `
const fs = require('fs'), crypto = require('crypto');
crypto.pbkdf2('a', 'b', 8000, 32, 'sha256', () => console.log('hash'));
crypto.randomBytes(8, () => console.log('bytes'));
fs.stat(__filename, () => console.log('stat'));
setTimeout(() => console.log('timer'), 4);` },

    { name: 'pool-of-four-five-stats', code: `
const fs = require('fs');
for (let i = 1; i <= 5; i++) fs.stat(__filename, () => console.log(i));` },

    { name: 'module-awaits-read-beside-timer', module: true, code: `
import { readFile } from 'node:fs/promises';
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));
const text = await readFile(new URL(import.meta.url));
console.log('read', text.length > 0);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('micro'));` },

    { name: 'module-awaits-sleep-beside-stat', module: true, code: `
import { setTimeout as sleep } from 'node:timers/promises';
import { stat } from 'node:fs';
stat('.', () => console.log('stat'));
await sleep(1);
console.log('slept');
setImmediate(() => console.log('immediate'));
await null;
console.log('end');` },

    { name: 'performance-now-branch', code: `
const t0 = performance.now();
setTimeout(() => console.log(performance.now() - t0 < 4 ? 'soon' : 'late'), 2);
require('fs').stat('.', () => console.log('stat', Date.now() > 0));` },

    { name: 'date-branch-in-two-timers', code: `
const t0 = Date.now();
setTimeout(() => { const d = Date.now() - t0; console.log(d <= 3 ? 'early' : 'late'); }, 1);
setTimeout(() => { const d = Date.now() - t0; console.log('second', d >= 3); }, 3);` },

    { name: 'refresh-by-interval', code: `
let n = 0;
const timer = setTimeout(() => console.log('timeout'), 3);
const beat = setInterval(() => { console.log('beat', ++n); if (n === 2) clearInterval(beat); else timer.refresh(); }, 2);` },

    { name: 'refresh-by-immediate', code: `
const timer = setTimeout(() => console.log('a'), 2);
setTimeout(() => console.log('b'), 2);
setImmediate(() => { timer.refresh(); console.log('refreshed'); });` },

    { name: 'write-then-read-same-file', code: `
${temporary}
fs.writeFileSync(file, 'old');
fs.writeFile(file, 'new!', () => console.log('written'));
fs.readFile(file, 'utf8', (e, text) => console.log('read', JSON.stringify(text)));` },

    { name: 'append-and-stat-size', code: `
${temporary}
fs.writeFileSync(file, 'x');
fs.appendFile(file, 'yz', () => console.log('appended', fs.statSync(file).size));
fs.stat(file, (e, s) => console.log('size', s.size));` },

    { name: 'promised-writes-in-parallel', code: `
${temporary}
const { writeFile, readFile } = fs.promises;
Promise.all([writeFile(file, 'one'), writeFile(file, 'two!!')]).then(async () => console.log(await readFile(file, 'utf8')));
setTimeout(() => console.log('timer'), 3);` },

    { name: 'event-emitter-and-reads', code: `
const { EventEmitter, once } = require('events');
const fs = require('fs');
const bus = new EventEmitter();
bus.on('done', (name) => console.log('done', name));
(async () => { const [first] = await once(bus, 'done'); console.log('first was', first); })();
fs.stat(__filename, () => bus.emit('done', 'stat'));
setTimeout(() => bus.emit('done', 'timer'), 1);
setImmediate(() => bus.emit('done', 'immediate'));` },

    { name: 'cache-stampede', code: `
const fs = require('fs');
let cache, reads = 0;
const get = (who) => cache ? console.log(who, 'hit') : fs.readFile(__filename, () => { cache = true; console.log(who, 'miss', ++reads); });
get('a');
setTimeout(get, 1, 'b');
setImmediate(get, 'c');` },

    { name: 'shared-counter-lost-update', code: `
const { readFile } = require('fs').promises;
let total = 0;
const add = async (n) => { const before = total; await readFile(__filename); total = before + n; console.log('added', n, total); };
Promise.all([add(1), add(2)]).then(() => console.log(total));` },

    { name: 'semaphore-of-two', code: `
const { stat } = require('fs').promises;
let free = 2; const queue = [];
const acquire = () => free > 0 ? (free--, Promise.resolve()) : new Promise((r) => queue.push(r));
const release = () => { const next = queue.shift(); if (next) next(); else free++; };
for (const name of ['a', 'b', 'c']) acquire().then(() => stat('.')).then(() => { console.log(name); release(); });
setTimeout(() => console.log('timer'), 1);` },

    { name: 'starving-immediates-and-hash', code: `
let done = false, turns = 0;
require('crypto').pbkdf2('a', 'b', 1000, 16, 'sha1', () => { done = true; console.log('hash'); });
const spin = () => { turns++; if (done) console.log(turns > 2 ? 'many turns' : 'few turns'); else setImmediate(spin); };
spin();` },

    { name: 'unlink-or-stat', code: `
${temporary}
fs.writeFileSync(file, 'x');
fs.unlink(file, () => console.log('unlinked'));
fs.stat(file, (error) => console.log('stat', error ? error.code : 'there'));
fs.access(file, (error) => console.log('access', error ? error.code : 'there'));` },

    { name: 'microtask-heavy-callback', code: `
const fs = require('fs');
fs.stat('.', () => { console.log('stat'); Promise.resolve().then(() => console.log('micro')); process.nextTick(() => console.log('tick')); });
fs.stat('.', () => { console.log('stat 2'); setImmediate(() => console.log('immediate')); });
setTimeout(() => { console.log('timer'); queueMicrotask(() => console.log('micro of timer')); }, 1);` },

    { name: 'finally-and-sleep', code: `
const { setTimeout: sleep, setImmediate: turn } = require('timers/promises');
sleep(1).then(() => console.log('slept')).finally(() => console.log('finally'));
turn().then(() => console.log('turned')).then(() => turn()).then(() => console.log('turned again'));
require('fs').promises.access('.').then(() => console.log('access'));` },

    { name: 'for-await-of-lines', code: `
const readline = require('readline'), fs = require('fs');
(async () => { let n = 0; for await (const line of readline.createInterface({ input: fs.createReadStream(__filename) })) if (++n === 1) console.log('first line'); console.log('lines', n); })();
setTimeout(() => console.log('timer'), 3);
setImmediate(() => console.log('immediate'));` },

    { name: 'worker-limit-of-hashes', threadpool: 2, code: `
const { pbkdf2 } = require('crypto');
for (let i = 1; i <= 4; i++) pbkdf2('a', 'b', 3000, 16, 'sha1', () => console.log('hash', i));` },

    { name: 'hash-then-stat-chain', code: `
const { pbkdf2 } = require('crypto'), fs = require('fs');
pbkdf2('a', 'b', 100, 16, 'sha1', () => { console.log('hash'); fs.stat('.', () => console.log('stat after hash')); });
fs.stat('.', () => { console.log('stat'); pbkdf2('a', 'b', 100, 16, 'sha1', () => console.log('hash after stat')); });
setImmediate(() => console.log('immediate'));` },
];
