// More racy programs, in the form of races.mjs: what is due soon beside what the pool does, and who notices first.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');`;

export const racesOfIo = [
    { name: 'timers-one-to-five-and-stat', code: `
for (const ms of [1, 2, 3, 4, 5]) setTimeout(() => console.log('t' + ms), ms);
require('fs').stat('.', () => console.log('stat'));`, never: [['t5', 't1']].slice(1) },

    { name: 'reads-of-different-sizes', code: `
${temporary}
fs.writeFileSync(file, Buffer.alloc(3_000_000));
fs.readFile(file, () => console.log('large'));
fs.readFile(__filename, () => console.log('small'));` },

    { name: 'three-reads-and-an-immediate', code: `
const fs = require('fs');
for (const name of ['a', 'b', 'c']) fs.readFile(__filename, () => console.log(name));
setImmediate(() => console.log('immediate'));` },

    { name: 'read-then-timer-and-immediate', never: [['timer', 'file'], ['timer', 'immediate'], ['immediate', 'tick']], orders: 1, code: `
require('fs').readFile(__filename, () => {
    console.log('file');
    setTimeout(() => console.log('timer'), 0);
    setImmediate(() => console.log('immediate'));
    process.nextTick(() => console.log('tick'));
});` },

    { name: 'promised-read-then-race', code: `
const fs = require('fs/promises');
fs.readFile(__filename).then(() => {
    setTimeout(() => console.log('timer'), 0);
    setImmediate(() => console.log('immediate'));
});` },

    { name: 'interval-against-promised-read', code: `
const fs = require('fs/promises');
let n = 0;
const timer = setInterval(() => { console.log('beat', ++n); if (n === 3) clearInterval(timer); }, 1);
fs.readFile(__filename).then(() => { console.log('read'); clearInterval(timer); });` },

    { name: 'busy-loop-past-timers', code: `
setTimeout(() => console.log('b'), 3);
setTimeout(() => console.log('a'), 1);
setImmediate(() => console.log('i'));
const end = performance.now() + 8; while (performance.now() < end);`, never: [['i', 'a'], ['i', 'b']] },

    { name: 'busy-loop-just-before-timer', code: `
setTimeout(() => console.log('timer'), 4);
setImmediate(() => console.log('immediate'));
const end = Date.now() + 3; while (Date.now() < end);` },

    { name: 'timeout-race-wrapper', code: `
const fs = require('fs/promises');
const limit = (promise, ms) => Promise.race([promise, new Promise((_, reject) => setTimeout(reject, ms, new Error('too slow')))]);
limit(fs.stat(__filename), 1).then(() => console.log('stat'), (error) => console.log(error.message)).finally(() => console.log('over'));
limit(fs.readFile(__filename), 2).then(() => console.log('read'), (error) => console.log(error.message));` },

    { name: 'exit-in-timer-or-file', code: `
setTimeout(() => { console.log('giving up'); process.exit(); }, 2);
require('fs').readFile(__filename, () => console.log('file'));` },

    { name: 'exit-in-immediate-or-stat', code: `
require('fs').stat('.', () => console.log('stat'));
setImmediate(() => setImmediate(() => { console.log('exit'); process.exit(); }));` },

    { name: 'unref-timer-or-file', code: `
setTimeout(() => console.log('timer'), 1).unref();
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'unref-interval-until-hash', code: `
let n = 0;
setInterval(() => { if (++n === 2) console.log('twice'); }, 1).unref();
require('crypto').pbkdf2('a', 'b', 3000, 16, 'sha256', () => console.log('hash'));` },

    { name: 'two-hashes-on-one-thread-and-timer', threadpool: 1, never: [['short', 'long']], code: `
const { pbkdf2 } = require('crypto');
pbkdf2('a', 'b', 5000, 16, 'sha512', () => console.log('long'));
pbkdf2('a', 'b', 1, 16, 'sha512', () => console.log('short'));
setTimeout(() => console.log('timer'), 5);` },

    { name: 'hash-and-stats-on-two-threads', threadpool: 2, code: `
const fs = require('fs');
require('crypto').pbkdf2('a', 'b', 20000, 16, 'sha512', () => console.log('hash'));
fs.stat('.', () => console.log('stat 1'));
fs.stat('.', () => console.log('stat 2'));`, never: [['stat 2', 'stat 1']].slice(1) },

    { name: 'hash-sizes-on-two-threads', threadpool: 2, code: `
const { pbkdf2 } = require('crypto');
for (const [name, rounds] of [['long', 30000], ['short', 100], ['middle', 8000]]) pbkdf2('a', 'b', rounds, 16, 'sha512', () => console.log(name));` },

    { name: 'sync-hash-between', code: `
const { pbkdf2, pbkdf2Sync } = require('crypto');
pbkdf2('a', 'b', 1000, 16, 'sha512', () => console.log('hash'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));
pbkdf2Sync('a', 'b', 5000, 16, 'sha512');` },

    { name: 'gzip-stream-or-timer', code: `
const zlib = require('zlib');
const gzip = zlib.createGzip();
gzip.on('data', () => {}).on('end', () => console.log('end'));
gzip.end('text');
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'pipeline-or-stat', code: `
${temporary}
const { pipeline } = require('stream');
pipeline(fs.createReadStream(__filename), fs.createWriteStream(file), () => console.log('copied'));
fs.copyFile(__filename, file + '2', () => console.log('copyFile'));` },

    { name: 'async-iterator-of-stream', module: true, code: `
import fs from 'node:fs';
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));
for await (const chunk of fs.createReadStream(import.meta.url.slice(7))) console.log('chunk');
console.log('done');`, never: [['done', 'chunk']] },

    { name: 'async-iterator-of-interval', module: true, code: `
import { setInterval as every } from 'node:timers/promises';
import fs from 'node:fs/promises';
fs.stat('.').then(() => console.log('stat'));
let n = 0;
for await (const value of every(1, 'beat')) { console.log(value, ++n); if (n === 2) break; }`, never: [['beat 2', 'beat 1']] },

    { name: 'async-generator-of-files', code: `
const fs = require('fs/promises');
async function* stats() { for (const name of ['one', 'two', 'three']) { await fs.stat('.'); yield name; } }
(async () => { for await (const name of stats()) console.log(name); })();
setTimeout(() => console.log('timer'), 2);
setImmediate(() => console.log('immediate'));`, never: [['two', 'one'], ['three', 'two']] },

    { name: 'any-of-timers-and-files', code: `
const fs = require('fs/promises'), { setTimeout: sleep } = require('timers/promises');
Promise.any([sleep(1, 'one'), sleep(2, 'two'), fs.access('.').then(() => 'access')]).then(console.log);
Promise.allSettled([sleep(1), fs.access('.')]).then(() => console.log('both'));` },

    { name: 'all-of-files-or-timer', code: `
const fs = require('fs/promises');
Promise.all([fs.stat('.'), fs.readFile(__filename), fs.readdir('.')]).then(() => console.log('all'));
setTimeout(() => console.log('timer'), 3);` },

    { name: 'message-chain-against-immediates', code: `
const { port1, port2 } = new MessageChannel();
let n = 0;
port1.on('message', () => { console.log('message ' + ++n); if (n < 2) port2.postMessage(0); else port1.close(); });
port2.postMessage(0);
setImmediate(() => { console.log('i1'); setImmediate(() => console.log('i2')); });`, never: [['message 2', 'message 1'], ['i2', 'i1']] },

    { name: 'message-or-stat', code: `
const { port1, port2 } = new MessageChannel();
port1.on('message', () => { console.log('message'); port1.close(); });
require('fs').stat('.', () => { console.log('stat'); });
setTimeout(() => port2.postMessage(0), 1);` },

    { name: 'broadcast-or-timer', code: `
const a = new BroadcastChannel('x'), b = new BroadcastChannel('x');
a.onmessage = () => { console.log('heard'); a.close(); b.close(); };
b.postMessage(1);
setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));` },

    { name: 'lookup-read-and-hash', code: `
require('dns').lookup('localhost', () => console.log('lookup'));
require('fs').readFile(__filename, () => console.log('read'));
require('crypto').randomBytes(8, () => console.log('random'));` },

    { name: 'lookups-fill-two-threads', threadpool: 2, code: `
const dns = require('dns');
dns.lookup('localhost', () => console.log('lookup 1'));
dns.lookup('localhost', () => console.log('lookup 2'));
require('fs').stat('.', () => console.log('stat'));`, never: [['lookup 2', 'lookup 1']] },

    { name: 'queue-of-writes', code: `
${temporary}
const stream = fs.createWriteStream(file);
stream.write('a', () => console.log('a'));
stream.write('b', () => console.log('b'));
stream.end(() => console.log('end'));
setTimeout(() => console.log('timer'), 2);`, never: [['b', 'a'], ['end', 'b']] },

    { name: 'write-or-append-then-read', code: `
${temporary}
fs.writeFile(file, 'w', () => fs.readFile(file, 'utf8', (error, text) => console.log('read', text)));
fs.appendFile(file, 'a', () => console.log('appended'));` },

    { name: 'rename-or-read', code: `
${temporary}
fs.writeFileSync(file, 'old');
fs.rename(file, file + '2', () => console.log('renamed'));
fs.readFile(file, 'utf8', (error, text) => console.log(error ? error.code : text));
fs.access(file + '2', (error) => console.log(error ? 'not there' : 'there'));` },

    { name: 'lock-by-mkdir', code: `
${temporary}
for (const who of ['a', 'b', 'c']) fs.mkdir(file, (error) => { console.log(who, error ? 'waits' : 'has it'); });` },

    { name: 'immediate-storm-and-read', code: `
let n = 0, read = false;
require('fs').readFile(__filename, () => { read = true; });
(function turn() { n += 1; if (n === 6 || read) console.log(read ? 'read' : 'gave up'); else setImmediate(turn); })();` },

    { name: 'timers-set-around-sync-read', code: `
const fs = require('fs');
setTimeout(() => console.log('two'), 2);
for (let i = 0; i < 40; i++) fs.readFileSync(__filename);
setTimeout(() => console.log('one'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'clear-each-other', code: `
const a = setTimeout(() => { console.log('a'); clearImmediate(b); }, 0);
const b = setImmediate(() => { console.log('b'); clearTimeout(a); });`, orders: 2 },

    { name: 'stat-clears-interval', code: `
let n = 0;
const timer = setInterval(() => { console.log('beat'); if (++n === 4) clearInterval(timer); }, 1);
require('fs').stat('.', () => { console.log('stat'); clearInterval(timer); });` },

    { name: 'timer-chain-against-timer', code: `
const { setTimeout: sleep } = require('timers/promises');
(async () => { for (let i = 1; i <= 3; i++) { await sleep(1); console.log('step', i); } })();
setTimeout(() => console.log('three'), 3);`, never: [['step 2', 'step 1'], ['step 3', 'step 2']] },

    { name: 'nested-timers-of-one', code: `
setTimeout(() => { console.log('a1'); setTimeout(() => { console.log('a2'); }, 1); }, 1);
setTimeout(() => console.log('b'), 2);
setTimeout(() => console.log('c'), 3);`, never: [['a2', 'a1'], ['c', 'b']].slice(0, 1) },

    { name: 'busy-timer-and-stat', code: `
setTimeout(() => { console.log('timer'); const end = Date.now() + 4; while (Date.now() < end); }, 1);
setTimeout(() => console.log('later'), 3);
require('fs').stat('.', () => { console.log('stat'); setImmediate(() => console.log('immediate')); });`, never: [['later', 'timer'], ['immediate', 'stat']] },

    { name: 'mutex-of-promises', code: `
const fs = require('fs/promises');
let lock = Promise.resolve();
const locked = (name) => { lock = lock.then(() => fs.stat('.')).then(() => console.log(name)); };
locked('first'); locked('second');
fs.access('.').then(() => console.log('free'));`, never: [['second', 'first']] },

    { name: 'file-handle-read-or-timer', module: true, code: `
import { open } from 'node:fs/promises';
setTimeout(() => console.log('timer'), 1);
const file = await open(import.meta.url.slice(7));
console.log('open');
await file.read(Buffer.alloc(10));
console.log('read');
await file.close();
console.log('close');`, never: [['read', 'open'], ['close', 'read']] },

    { name: 'web-streams-or-immediate', module: true, code: `
const { readable, writable } = new TransformStream();
const writer = writable.getWriter();
writer.write('x').then(() => console.log('written'));
readable.getReader().read().then(() => console.log('read'));
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 0);`, never: [['immediate', 'read'], ['timer', 'read']] },

    { name: 'scheduler-wait', module: true, code: `
import { scheduler } from 'node:timers/promises';
scheduler.wait(1).then(() => console.log('waited'));
await scheduler.yield();
console.log('yielded');
setImmediate(() => console.log('immediate'));` },

    { name: 'events-once-or-abort', code: `
const { once, EventEmitter } = require('events');
const emitter = new EventEmitter();
const stop = new AbortController();
once(emitter, 'x', { signal: stop.signal }).then(() => console.log('x'), (error) => console.log(error.name));
setTimeout(() => stop.abort(), 1);
require('fs').stat('.', () => emitter.emit('x'));` },

    { name: 'generate-key-or-sign', code: `
const crypto = require('crypto');
crypto.generateKey('hmac', { length: 64 }, () => console.log('key'));
crypto.hkdf('sha256', 'key', 'salt', 'info', 16, () => console.log('hkdf'));
setImmediate(() => console.log('immediate'));`, orders: undefined },

    { name: 'readdir-then-stats', code: `
const fs = require('fs/promises');
(async () => {
    const names = ['x', 'y', 'z'];
    await Promise.all(names.map(async (name) => { await fs.stat('.'); console.log(name); }));
    console.log('all');
})();`, never: [['all', 'x'], ['all', 'y'], ['all', 'z']] },

    { name: 'deterministic-mixture', orders: 1, code: `
const fs = require('fs');
console.log('start');
setTimeout(() => console.log('timer'), 50);
process.nextTick(() => { console.log('tick'); Promise.resolve().then(() => console.log('promise in tick')); });
Promise.resolve().then(() => { console.log('promise'); process.nextTick(() => console.log('tick in promise')); });
queueMicrotask(() => console.log('microtask'));
(async () => { console.log('async'); await null; console.log('after await'); })();
console.log('end');` },

    { name: 'deterministic-chain-of-files', orders: 1, code: `
const fs = require('fs');
fs.stat('.', () => { console.log('one'); fs.readFile(__filename, () => { console.log('two'); fs.readdir('.', () => { console.log('three'); setImmediate(() => console.log('four')); }); }); });` },

    { name: 'deterministic-immediate-and-far-timer', orders: 1, code: `
setTimeout(() => console.log('far'), 200);
setImmediate(() => { console.log('a'); Promise.resolve().then(() => console.log('a job')); });
setImmediate(() => console.log('b'));` },

    { name: 'deterministic-await-files', orders: 1, module: true, code: `
import fs from 'node:fs/promises';
await fs.stat('.');
console.log('stat');
const text = await fs.readFile(import.meta.url.slice(7), 'utf8');
console.log(text.length > 0);
await new Promise((resolve) => setTimeout(resolve, 5));
console.log('end');` },
];
