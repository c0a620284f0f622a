// Racy programs of further kinds, in the form of races.mjs: streams, codecs, keys, small pools, work that is unreferenced, signals,
// and exit codes that depend on who is first.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');`;

export const racesMore = [
    { name: 'timers-and-read-after-two-ms', code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('read'));
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t2'), 2);
setImmediate(() => console.log('immediate'));
const end = Date.now() + 2; while (Date.now() < end);` },

    { name: 'busy-immediate-and-two-timers', code: `
setImmediate(() => { console.log('immediate'); const end = Date.now() + 3; while (Date.now() < end); });
setTimeout(() => console.log('t2'), 2);
setTimeout(() => console.log('t4'), 4);
require('fs').stat(__filename, () => console.log('stat'));` },

    { name: 'interval-cleared-by-read', code: `
const fs = require('fs');
let n = 0;
const every = setInterval(() => console.log('beat ' + ++n), 1);
fs.readFile(__filename, () => { clearInterval(every); console.log('read'); });` },

    { name: 'interval-cleared-by-immediate', code: `
const every = setInterval(() => console.log('beat'), 1);
setImmediate(() => setImmediate(() => { clearInterval(every); console.log('cleared'); }));` },

    { name: 'two-promised-stats-and-timer', code: `
const fs = require('fs/promises');
const a = fs.stat('.').then(() => console.log('a'));
const b = fs.stat('.').then(() => console.log('b'));
Promise.all([a, b]).then(() => console.log('both'));
setTimeout(() => console.log('timer'), 1);`, never: [['both', 'a'], ['both', 'b']] },

    { name: 'await-read-then-write', code: `
${temporary}
(async () => {
    await fs.promises.writeFile(file, 'x');
    console.log('written');
    console.log(await fs.promises.readFile(file, 'utf8'));
})();
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t3'), 3);`, never: [['x', 'written']] },

    { name: 'stream-of-file-and-timers', code: `
const stream = require('fs').createReadStream(__filename);
stream.on('ready', () => console.log('ready'));
stream.on('data', () => console.log('data'));
stream.on('close', () => console.log('close'));
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t2'), 2);`, never: [['close', 'data'], ['data', 'ready']] },

    { name: 'two-streams', code: `
const fs = require('fs');
for (const name of ['a', 'b']) {
    fs.createReadStream(__filename).on('data', () => console.log(name + ' data')).on('end', () => console.log(name + ' end'));
}`, never: [['a end', 'a data'], ['b end', 'b data']] },

    { name: 'pipeline-or-timer', code: `
${temporary}
const { pipeline } = require('stream');
pipeline(fs.createReadStream(__filename), fs.createWriteStream(file), (error) => console.log('copied', error === undefined || error === null));
setTimeout(() => console.log('timer'), 2);
setImmediate(() => console.log('immediate'));` },

    { name: 'gzip-of-a-text-or-timer', code: `
const zlib = require('zlib');
const gzip = zlib.createGzip();
gzip.on('data', () => {});
gzip.on('end', () => console.log('gzip end'));
gzip.end('text');
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'deflate-then-inflate-or-timers', code: `
const zlib = require('zlib');
zlib.deflate('some text', (error, packed) => { console.log('deflated'); zlib.inflate(packed, (error, text) => console.log('' + text)); });
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t2'), 2);`, never: [['some text', 'deflated']] },

    { name: 'brotli-or-stat', code: `
require('zlib').brotliCompress('hello', () => console.log('brotli'));
require('fs').stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 3);` },

    { name: 'scrypt-or-timer', code: `
require('crypto').scrypt('pw', 'salt', 32, { N: 2048 }, () => console.log('scrypt'));
for (const ms of [2, 5, 9]) setTimeout(() => console.log('t' + ms), ms);`, never: [['t9', 't2']].slice(1) },

    { name: 'one-thread-four-jobs', threadpool: 1, code: `
const fs = require('fs'), crypto = require('crypto');
crypto.pbkdf2('a', 'b', 500, 16, 'sha1', () => console.log('hash'));
fs.stat('.', () => console.log('stat'));
crypto.randomBytes(4, () => console.log('random'));
setImmediate(() => console.log('immediate'));`, never: [['stat', 'hash'], ['random', 'stat']] },

    { name: 'two-threads-two-reads', threadpool: 2, code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('read 1'));
fs.readFile(__filename, () => console.log('read 2'));
fs.stat('.', () => console.log('stat'));` },

    { name: 'two-threads-hash-hash-stat', threadpool: 2, code: `
const { pbkdf2 } = require('crypto');
pbkdf2('a', 'b', 4000, 16, 'sha1', () => console.log('long'));
pbkdf2('a', 'b', 1000, 16, 'sha1', () => console.log('short'));
require('fs').stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'unref-immediate-and-stat', code: `
setImmediate(() => console.log('unreferenced')).unref();
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'unref-timers-around-a-sleep', code: `
setTimeout(() => console.log('two'), 2).unref();
setTimeout(() => console.log('four'), 4).unref();
setTimeout(() => console.log('three'), 3);` },

    { name: 'abort-timeout-or-read', code: `
const fs = require('fs');
fs.readFile(__filename, { signal: AbortSignal.timeout(1) }, (error) => console.log(error ? error.name : 'read'));
setImmediate(() => console.log('immediate'));
setTimeout(() => {}, 5);` },

    { name: 'channel-immediate-timeout', code: `
const { port1, port2 } = new MessageChannel();
port2.onmessage = () => { console.log('message'); port2.close(); };
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => { console.log('immediate'); port1.postMessage(1); });` },

    { name: 'two-channels-and-stat', code: `
const a = new MessageChannel(), b = new MessageChannel();
a.port2.on('message', () => { console.log('a'); a.port2.close(); });
b.port2.on('message', () => { console.log('b'); b.port2.close(); });
require('fs').stat('.', () => { console.log('stat'); b.port1.postMessage(1); });
setTimeout(() => { console.log('timer'); a.port1.postMessage(1); }, 1);` },

    { name: 'lookup-or-read', code: `
require('dns').lookup('localhost', () => console.log('lookup'));
require('fs').readFile(__filename, () => console.log('read'));
setTimeout(() => console.log('timer'), 2);` },

    { name: 'sleep-promises-in-race', code: `
const { setTimeout: sleep } = require('timers/promises');
Promise.race([sleep(2, 'two'), sleep(1, 'one')]).then((who) => console.log(who));
(async () => { await sleep(1); await sleep(1); console.log('one and one'); })();
sleep(3).then(() => console.log('three'));` },

    { name: 'missing-file-or-stat', code: `
const fs = require('fs');
fs.readFile('no such file', (error) => console.log(error.code));
fs.stat('.', () => console.log('stat'));
fs.access('also not there', (error) => console.log('access ' + error.code));` },

    { name: 'exit-code-of-the-first', code: `
const fs = require('fs');
process.on('exit', (code) => console.log('code ' + code));
setTimeout(() => { process.exitCode = 3; console.log('timer'); }, 1);
fs.readFile(__filename, () => { console.log('read'); process.exit(); });` },

    { name: 'throw-or-exit', code: `
process.on('exit', (code) => console.log('code ' + code));
setTimeout(() => { throw new Error('late'); }, 1);
require('fs').stat('.', () => { console.log('stat'); process.exit(0); });` },

    { name: 'rejection-or-exit', code: `
process.on('exit', (code) => console.log('code', code));
const { readFile } = require('fs/promises');
readFile('missing').catch((error) => { console.log(error.code); });
setTimeout(() => process.exit(4), 1);` },

    { name: 'queue-of-workers', code: `
const fs = require('fs/promises');
const jobs = ['a', 'b', 'c'];
async function worker(name) { while (jobs.length > 0) { const job = jobs.shift(); await fs.stat('.'); console.log(name + ' did ' + job); } }
Promise.all([worker('x'), worker('y')]).then(() => console.log('over'));`, never: [['over', 'x did a']] },

    { name: 'debounce-and-files', code: `
const fs = require('fs');
let timer;
const touch = (name) => { clearTimeout(timer); timer = setTimeout(() => console.log('settled after ' + name), 1); };
touch('start');
fs.stat('.', () => { console.log('stat'); touch('stat'); });` },

    { name: 'retry-until-there', code: `
${temporary}
let tries = 0;
const look = () => fs.access(file, (error) => { tries += 1; if (error && tries < 4) setTimeout(look, 1); else console.log(error ? 'gave up' : 'found at ' + tries); });
look();
fs.writeFile(file, 'x', () => console.log('written'));` },

    { name: 'immediate-chain-and-read', code: `
const fs = require('fs');
let n = 0;
(function turn() { if (++n < 8) setImmediate(turn); else console.log('eight turns'); })();
fs.readFile(__filename, () => console.log('read'));
fs.stat('.', () => console.log('stat'));` },

    { name: 'tick-loop-delays-stat', code: `
let n = 0;
require('fs').stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 1);
(function tick() { if (++n < 20000) process.nextTick(tick); else console.log('ticks'); })();`, never: [['stat', 'ticks'], ['timer', 'ticks']] },

    { name: 'microtask-chain-in-timer', code: `
setTimeout(() => { console.log('t1'); let p = Promise.resolve(); for (let i = 0; i < 3; i++) p = p.then(() => console.log('job ' + i)); }, 1);
setTimeout(() => console.log('t1 too'), 1);
setTimeout(() => console.log('t2'), 2);`, never: [['t1 too', 'job 2'], ['t2', 'job 0']].slice(0, 1) },

    { name: 'opendir-or-readdir', code: `
${temporary}
fs.writeFileSync(file, '');
const folder = path.dirname(file);
fs.readdir(folder, () => console.log('readdir'));
(async () => { for await (const entry of await fs.promises.opendir(folder)) console.log(entry.name); console.log('opendir'); })();` },

    { name: 'rename-and-read', code: `
${temporary}
fs.writeFileSync(file, 'text');
fs.rename(file, file + '2', () => console.log('renamed'));
fs.readFile(file, 'utf8', (error, text) => console.log(error ? error.code : text));` },

    { name: 'append-twice-and-look', code: `
${temporary}
fs.appendFile(file, 'a', () => console.log('a'));
fs.appendFile(file, 'b', () => console.log('b'));
setTimeout(() => console.log(fs.readFileSync(file, 'utf8').length), 30);` },

    { name: 'write-stream-or-immediates', code: `
${temporary}
const stream = fs.createWriteStream(file);
stream.on('open', () => console.log('open'));
stream.end('x', () => console.log('finish'));
stream.on('close', () => console.log('close'));
setImmediate(() => { console.log('i1'); setImmediate(() => console.log('i2')); });`, never: [['finish', 'open'], ['close', 'finish']] },

    { name: 'readline-of-file-or-timer', module: true, code: `
import { createInterface } from 'node:readline';
import { createReadStream } from 'node:fs';
let n = 0;
const lines = createInterface({ input: createReadStream(import.meta.url.slice(7)) });
lines.on('line', () => { n += 1; });
lines.on('close', () => console.log('lines', n > 3));
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t3'), 3);` },

    { name: 'digest-or-sign', module: true, code: `
const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
crypto.subtle.digest('SHA-256', new Uint8Array(8)).then(() => console.log('digest'));
crypto.subtle.sign('HMAC', key, new Uint8Array(8)).then(() => console.log('sign'));
setImmediate(() => console.log('immediate'));` },

    { name: 'async-local-timers', code: `
const { AsyncLocalStorage } = require('async_hooks');
const store = new AsyncLocalStorage();
for (const id of ['a', 'b']) store.run(id, () => require('fs').stat('.', () => setTimeout(() => console.log(store.getStore()), id === 'a' ? 1 : 0)));` },

    { name: 'timer-refresh-by-stat', code: `
const timer = setTimeout(() => console.log('timer'), 2);
setTimeout(() => console.log('other'), 3);
require('fs').stat('.', () => { timer.refresh(); console.log('stat'); });` },

    { name: 'timers-one-apart-with-work', code: `
setTimeout(() => console.log('three'), 3);
let x = 0; for (let i = 0; i < 1e6; i++) x += Math.sqrt(i);
setTimeout(() => console.log('two'), 2);
require('fs').readFileSync(__filename);
setTimeout(() => console.log('one'), 1);` },

    { name: 'intervals-of-two-and-three', code: `
let a = 0, b = 0;
const x = setInterval(() => { console.log('x', ++a); if (a === 3) clearInterval(x); }, 2);
const y = setInterval(() => { console.log('y', ++b); if (b === 3) clearInterval(y); }, 3);` },

    { name: 'timer-sets-timer-beside-one', code: `
setTimeout(() => { console.log('a'); setTimeout(() => console.log('b'), 1); }, 1);
setTimeout(() => console.log('c'), 2);` },

    { name: 'late-turn-and-busy-timer', code: `
const start = process.hrtime.bigint();
setTimeout(() => { console.log('a'); while (process.hrtime.bigint() - start < 8000000n); setTimeout(() => console.log('a1'), 1); setImmediate(() => console.log('imm')); }, 1);
setTimeout(() => console.log('b'), 6);
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'branch-on-measured-time', code: `
const t = Date.now();
setTimeout(() => { console.log(Date.now() - t > 3 ? 'late' : 'on time'); }, 2);` },

    { name: 'interval-until-a-time', code: `
const start = Date.now(); let n = 0;
const i = setInterval(() => { n++; if (Date.now() - start >= 20) { clearInterval(i); console.log('ticks', n); } }, 5);` },
];
