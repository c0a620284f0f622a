// Racy programs, as a user would write them. `never` lists pairs that a rule forbids, each [later, earlier]: no order may
// have the first before the second; `orders` says how many there are where the rules leave no doubt about that.

const hash = (name, rounds = 5000) => `require('crypto').pbkdf2('a', 'b', ${rounds}, 32, 'sha512', () => console.log('${name}'));`;

export const races = [
    { name: 'timeout-or-immediate', orders: 2, code: `
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => console.log('immediate'));` },

    { name: 'timeout-or-immediate-with-jobs', orders: 2, never: [['timeout', 'promise'], ['promise', 'tick'], ['immediate', 'promise']], code: `
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => console.log('immediate'));
Promise.resolve().then(() => console.log('promise'));
process.nextTick(() => console.log('tick'));` },

    { name: 'timeout-of-one-before-busy', orders: 1, code: `
setTimeout(() => console.log('timeout'), 1);
setImmediate(() => console.log('immediate'));
const end = Date.now() + 5; while (Date.now() < end);` },

    { name: 'timers-a-millisecond-apart', code: `
setTimeout(() => console.log('two'), 2);
let n = 0; for (let i = 0; i < 2e5; i++) n += i % 7;
setTimeout(() => console.log('one'), 1);` },

    { name: 'timers-apart-with-busy-between', code: `
setTimeout(() => console.log('five'), 5);
const end = Date.now() + 3; while (Date.now() < end);
setTimeout(() => console.log('two'), 2);` },

    { name: 'equal-timers-keep-their-order', orders: 1, code: `
setTimeout(() => console.log('a'), 1);
const end = process.hrtime.bigint() + 2000000n; while (process.hrtime.bigint() < end);
setTimeout(() => console.log('b'), 1);` },

    { name: 'file-timer-immediate', never: [['immediate', 'tick']], code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('file'));
setTimeout(() => console.log('timer'), 2);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));` },

    { name: 'stat-or-read', code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('read'));
fs.stat(__filename, () => console.log('stat'));` },

    { name: 'three-stats', orders: 6, code: `
const fs = require('fs');
for (const name of ['a', 'b', 'c']) fs.stat('.', () => console.log(name));` },

    { name: 'stats-on-one-thread', orders: 1, threadpool: 1, code: `
const fs = require('fs');
for (const name of ['a', 'b', 'c']) fs.stat('.', () => console.log(name));` },

    { name: 'hashes-on-two-threads', threadpool: 2, never: [['d', 'a']].slice(1), code: ['a', 'b', 'c'].map((name) => hash(name)).join('\n') },

    { name: 'hash-or-file', code: `
${hash('hash', 2000)}
require('fs').readFile(__filename, () => console.log('file'));
setImmediate(() => console.log('immediate'));` },

    { name: 'hash-behind-hash', threadpool: 1, orders: 1, code: `${hash('long', 20000)}\n${hash('short', 10)}` },

    { name: 'immediate-within-io', orders: 1, code: `
require('fs').stat('.', () => {
    setTimeout(() => console.log('timeout'), 0);
    setImmediate(() => console.log('immediate'));
});` },

    { name: 'nested-immediates-and-io', never: [['outer 2', 'outer 1'], ['inner', 'outer 1']], code: `
const fs = require('fs');
fs.stat('.', () => {
    setImmediate(() => {
        console.log('outer 1');
        setImmediate(() => console.log('inner'));
        fs.stat('.', () => console.log('stat'));
    });
    setImmediate(() => console.log('outer 2'));
});` },

    { name: 'immediate-chain-against-timer', never: [['i3', 'i2'], ['i2', 'i1']], code: `
setTimeout(() => console.log('timer'), 1);
setImmediate(() => { console.log('i1'); setImmediate(() => { console.log('i2'); setImmediate(() => console.log('i3')); }); });` },

    { name: 'interval-against-timeout', code: `
let n = 0;
const interval = setInterval(() => { console.log('interval ' + ++n); if (n === 3) clearInterval(interval); }, 2);
setTimeout(() => console.log('timeout'), 5);` },

    { name: 'two-intervals', code: `
let a = 0, b = 0;
const first = setInterval(() => { console.log('a' + ++a); if (a === 2) clearInterval(first); }, 2);
const second = setInterval(() => { console.log('b' + ++b); if (b === 2) clearInterval(second); }, 3);` },

    { name: 'busy-timer-lets-others-become-due', never: [['immediate', 'first']], code: `
setTimeout(() => { console.log('first'); const end = Date.now() + 6; while (Date.now() < end); setImmediate(() => console.log('immediate')); }, 1);
setTimeout(() => console.log('second'), 4);` },

    { name: 'lookup-and-stats', code: `
const dns = require('dns'), fs = require('fs');
dns.lookup('localhost', () => console.log('lookup'));
fs.stat('.', () => console.log('stat'));
setImmediate(() => console.log('immediate'));` },

    { name: 'lookups-on-one-thread', threadpool: 1, never: [['lookup 2', 'lookup 1']], code: `
const dns = require('dns'), fs = require('fs');
dns.lookup('localhost', () => console.log('lookup 1'));
dns.lookup('localhost', () => console.log('lookup 2'));
fs.stat('.', () => console.log('stat'));` },

    { name: 'promised-files', code: `
const fs = require('fs').promises;
fs.stat('.').then(() => console.log('stat')).then(() => console.log('then'));
fs.readFile(__filename).then(() => console.log('read'));` },

    { name: 'race-of-files', never: [['all', 'race']], code: `
const fs = require('fs').promises;
const calls = [fs.stat('.').then(() => 'a'), fs.stat('.').then(() => 'b')];
Promise.race(calls).then((name) => console.log('race'));
Promise.race(calls).then((name) => console.log('won by ' + name));
Promise.all(calls).then(() => console.log('all'));` },

    { name: 'any-of-files', code: `
const fs = require('fs').promises;
Promise.any([fs.stat('nowhere'), fs.stat('.').then(() => 'b'), fs.access('.').then(() => 'c')]).then((name) => console.log(name));
setImmediate(() => console.log('immediate'));` },

    { name: 'file-against-timer-promise', code: `
const { setTimeout: sleep } = require('timers/promises');
const fs = require('fs').promises;
Promise.race([sleep(2).then(() => 'timer'), fs.readFile(__filename).then(() => 'file')]).then((name) => console.log(name));` },

    { name: 'stream-against-timers', never: [['end', 'data'], ['data', 'open']], code: `
const stream = require('fs').createReadStream(__filename);
for (const event of ['open', 'data', 'end', 'close']) stream.on(event, () => console.log(event));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'await-in-turn-against-timer', never: [['two', 'one']], code: `
const fs = require('fs').promises;
(async () => { await fs.stat('.'); console.log('one'); await fs.stat('.'); console.log('two'); })();
setTimeout(() => console.log('timer'), 1);` },

    { name: 'immediate-after-await', code: `
const fs = require('fs').promises;
(async () => { await fs.stat('.'); console.log('stat'); })();
setImmediate(() => { console.log('i1'); setImmediate(() => console.log('i2')); });` },

    { name: 'busy-main-then-files', orders: 6, code: `
const fs = require('fs');
fs.stat('.', () => console.log('a'));
fs.stat('.', () => console.log('b'));
setTimeout(() => console.log('t'), 1);
const end = Date.now() + 20; while (Date.now() < end);
`, never: [['a', 't'], ['b', 't']], orders: undefined },

    { name: 'zlib-and-hash', code: `
require('zlib').gzip(Buffer.alloc(1000), () => console.log('gzip'));
${hash('hash', 100)}` },

    { name: 'random-bytes-and-stat', orders: 2, code: `
require('crypto').randomBytes(16, () => console.log('random'));
require('fs').stat('.', () => console.log('stat'));` },

    { name: 'write-then-read-elsewhere', code: `
const fs = require('fs');
fs.access('.', () => { console.log('access'); fs.access('.', () => console.log('access again')); });
fs.readdir('.', () => console.log('readdir'));` },

    { name: 'timer-in-immediate', orders: 2, code: `
setImmediate(() => { setTimeout(() => console.log('timer'), 0); setImmediate(() => console.log('immediate')); });` },

    { name: 'timer-in-timer', code: `
setTimeout(() => { console.log('a'); setTimeout(() => console.log('b'), 1); setImmediate(() => console.log('i')); }, 1);
setTimeout(() => console.log('c'), 3);` },

    { name: 'cleared-in-time', code: `
const timer = setTimeout(() => console.log('timer'), 1);
setImmediate(() => { clearTimeout(timer); console.log('cleared'); });` },

    { name: 'module-race', module: true, code: `
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('promise'));`, never: [['tick', 'promise']] },

    { name: 'top-level-await-of-file', module: true, code: `
import fs from 'node:fs/promises';
setTimeout(() => console.log('timer'), 1);
await fs.stat('.');
console.log('after');` },

    { name: 'message-and-immediate', code: `
const { port1, port2 } = new MessageChannel();
port2.on('message', () => { console.log('message'); port2.close(); });
port1.postMessage(1);
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timeout'), 0);` },

    { name: 'hash-or-timer', code: `
require('crypto').pbkdf2('a', 'b', 1000, 16, 'sha1', () => console.log('hash'));
setTimeout(() => console.log('one'), 1);
setTimeout(() => console.log('three'), 3);` },

    { name: 'read-inside-timer', never: [['inner', 'outer'], ['file', 'outer']], code: `
const fs = require('fs');
setTimeout(() => {
    console.log('outer');
    fs.readFile(__filename, () => console.log('file'));
    setTimeout(() => console.log('inner'), 1);
    setImmediate(() => console.log('immediate'));
}, 1);` },

    { name: 'promise-race-of-timer-and-read', code: `
const fs = require('fs/promises');
const late = new Promise((resolve) => setTimeout(resolve, 1, 'timer'));
Promise.race([late, fs.readFile(__filename).then(() => 'file')]).then((who) => console.log(who, 'wins'));
setImmediate(() => console.log('immediate'));` },

    { name: 'abort-against-read', code: `
const fs = require('fs/promises');
const stop = new AbortController();
setTimeout(() => stop.abort(), 1);
fs.readFile(__filename, { signal: stop.signal }).then(() => console.log('read'), (error) => console.log(error.name));` },

    { name: 'cleared-by-file', code: `
const fs = require('fs');
const timer = setTimeout(() => console.log('timer'), 2);
fs.stat('.', () => { clearTimeout(timer); console.log('stat'); });` },

    { name: 'interval-until-hash', never: [['done', 'hash']], code: `
let n = 0;
const every = setInterval(() => { if (++n === 2) { clearInterval(every); console.log('two ticks'); } }, 1);
require('crypto').scrypt('a', 'b', 16, { N: 1024 }, () => { console.log('hash'); process.nextTick(() => console.log('done')); });` },

    { name: 'read-stat-and-lookup', code: `
const fs = require('fs'), dns = require('dns');
fs.stat('.', () => { console.log('stat'); fs.stat('.', () => console.log('stat 2')); });
dns.lookup('127.0.0.1', () => console.log('literal'));
dns.lookup('localhost', () => console.log('lookup'));` },

    { name: 'immediates-until-file', code: `
const fs = require('fs');
let turns = 0, isDone = false;
fs.access('.', () => { isDone = true; });
(function turn() { turns += 1; if (isDone || turns === 3) console.log(isDone ? 'done' : 'not yet'); else setImmediate(turn); })();` },

    { name: 'two-chains', code: `
const fs = require('fs/promises');
(async () => { for (const step of ['a1', 'a2']) { await fs.access('.'); console.log(step); } })();
(async () => { for (const step of ['b1', 'b2']) { await fs.stat('.'); console.log(step); } })();`, never: [['a2', 'a1'], ['b2', 'b1']] },

    { name: 'last-write-wins', code: `
const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
let left = 2;
const done = () => { if (--left === 0) console.log(fs.readFileSync(file, 'utf8').length); };
fs.writeFile(file, 'x', done);
fs.writeFile(file, 'yyy', done);` },

    { name: 'write-and-read-at-once', code: `
const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
fs.writeFileSync(file, 'old');
fs.writeFile(file, 'new', () => console.log('written'));
fs.readFile(file, 'utf8', (error, text) => console.log('read', JSON.stringify(text)));` },

    { name: 'exists-or-not', code: `
const fs = require('fs'), os = require('os'), path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'race-'));
fs.mkdir(path.join(folder, 'd'), (error) => console.log('mkdir', error?.code));
fs.rmdir(path.join(folder, 'd'), (error) => console.log('rmdir', error?.code));` },

    { name: 'both-make-it', orders: 4, code: `
const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
for (const who of ['first', 'second']) fs.open(file, 'wx', (error) => console.log(who, error?.code ?? 'made it'));` },

    { name: 'gzip-small-and-large', code: `
const zlib = require('zlib');
zlib.gzip(Buffer.alloc(100000, 'abc'), () => console.log('large'));
zlib.gzip('abc', () => console.log('small'));` },

    { name: 'message-or-timer', code: `
const { port1, port2 } = new MessageChannel();
port2.once('message', () => { console.log('message'); port2.close(); });
setTimeout(() => { console.log('timer'); }, 1);
setTimeout(() => port1.postMessage(1), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'timeout-signal-or-file', code: `
const signal = AbortSignal.timeout(1);
signal.addEventListener('abort', () => console.log('timeout'));
require('fs').stat('.', () => { console.log('stat', signal.aborted); });
setTimeout(() => console.log('end'), 20);` },

    { name: 'read-stream-or-read', code: `
const fs = require('fs');
fs.createReadStream(__filename).on('data', () => console.log('stream'));
fs.readFile(__filename, () => console.log('whole'));` },

    { name: 'busy-after-read', code: `
const fs = require('fs');
fs.stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 5);
setImmediate(() => { console.log('immediate'); const end = Date.now() + 10; while (Date.now() < end); });` },

    { name: 'random-fill-chain', code: `
const crypto = require('crypto');
crypto.randomFill(Buffer.alloc(8), () => { console.log('one'); crypto.randomInt(5, () => console.log('int')); });
crypto.generateKeyPair('ec', { namedCurve: 'P-256' }, () => console.log('key'));`, never: [['int', 'one']] },

    { name: 'refresh-against-timer', code: `
const first = setTimeout(() => console.log('refreshed'), 3);
setTimeout(() => console.log('other'), 4);
setTimeout(() => first.refresh(), 2);` },

    { name: 'immediates-tell-turns-apart', orders: 5, code: `
let n = 0;
setTimeout(() => console.log('timer'), 0);
(function turn() { if (++n < 5) setImmediate(() => { console.log('immediate ' + n); turn(); }); })();` },

    { name: 'any-timers-promised', module: true, code: `
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
sleep(1).then(() => console.log('sleep'));
await turn();
console.log('turn');
await turn();
console.log('turn 2');` },

    { name: 'two-zero-timers-and-two-immediates', never: [['timer 2', 'timer 1'], ['immediate 2', 'immediate 1']], code: `
setTimeout(() => console.log('timer 1'), 0);
setImmediate(() => console.log('immediate 1'));
setTimeout(() => console.log('timer 2'), 0);
setImmediate(() => console.log('immediate 2'));` },

    { name: 'timer-of-one-and-of-two', code: `
setTimeout(() => console.log('two'), 2);
setTimeout(() => console.log('one'), 1);
setImmediate(() => console.log('immediate'));` },

    { name: 'nested-timer-or-immediate', code: `
setTimeout(() => {
    console.log('outer');
    setTimeout(() => console.log('timer'), 1);
    setImmediate(() => { console.log('immediate'); setImmediate(() => console.log('immediate 2')); });
}, 0);`, never: [['timer', 'outer'], ['immediate 2', 'immediate']] },

    { name: 'microtasks-between-race', code: `
const { setTimeout: sleep, setImmediate: turn } = require('timers/promises');
(async () => { await sleep(0); console.log('slept'); })();
(async () => { await turn(); console.log('turned'); await null; console.log('after'); })();`, never: [['after', 'turned']] },

    { name: 'stat-against-zero-timer', code: `
require('fs').stat(__filename, () => console.log('stat'));
setTimeout(() => console.log('timer'), 0);` },

    { name: 'stat-against-immediates', code: `
require('fs').stat(__filename, () => console.log('stat'));
setImmediate(() => { console.log('i1'); setImmediate(() => { console.log('i2'); setImmediate(() => console.log('i3')); }); });`,
    never: [['i2', 'i1'], ['i3', 'i2']] },

    { name: 'sync-read-before-race', code: `
const fs = require('fs');
setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
fs.readFile(__filename, () => console.log('file'));
fs.readFileSync(__filename);` },

    { name: 'open-close-and-stat', code: `
const fs = require('fs');
fs.open(__filename, 'r', (error, fd) => { console.log('open'); fs.close(fd, () => console.log('close')); });
fs.stat('.', () => { console.log('stat'); fs.stat('.', () => console.log('stat 2')); });`,
    never: [['close', 'open'], ['stat 2', 'stat']] },

    { name: 'readdir-or-lookup', code: `
require('dns').lookup('localhost', () => console.log('lookup'));
require('fs').readdir('.', () => console.log('readdir'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'two-lookups', orders: 2, code: `
const dns = require('dns');
dns.lookup('localhost', () => console.log('one'));
dns.lookup('localhost', { family: 4 }, () => console.log('two'));` },

    { name: 'promised-lookup-or-file', code: `
require('dns').promises.lookup('localhost').then(() => console.log('lookup'));
require('fs').promises.readFile(__filename).then(() => console.log('file'));` },

    { name: 'equal-hashes', orders: 2, code: `${hash('a', 3000)}\n${hash('b', 3000)}` },

    { name: 'hash-stat-and-timer', code: `
${hash('hash', 1000)}
require('fs').stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'five-hashes-on-four-threads', code: ['a', 'b', 'c', 'd', 'e'].map((name) => `${hash(name, name === 'e' ? 10 : 3000)}`).join('\n') },

    { name: 'deflate-and-inflate', code: `
const zlib = require('zlib');
zlib.deflate('a', (error, packed) => { console.log('packed'); zlib.inflate(packed, () => console.log('unpacked')); });
require('fs').stat('.', () => { console.log('stat'); setImmediate(() => console.log('immediate')); });`,
    never: [['unpacked', 'packed'], ['immediate', 'stat']] },

    { name: 'interval-against-file-chain', code: `
const fs = require('fs');
let n = 0;
const timer = setInterval(() => { console.log('tick ' + ++n); if (n === 2) clearInterval(timer); }, 1);
fs.stat('.', () => { console.log('a'); fs.stat('.', () => console.log('b')); });`, never: [['b', 'a'], ['tick 2', 'tick 1']] },

    { name: 'append-twice', code: `
const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
let left = 2;
const done = () => { if (--left === 0) console.log(fs.readFileSync(file, 'utf8')); };
fs.appendFile(file, 'x', done);
fs.appendFile(file, 'y', done);`, orders: 2 },

    { name: 'check-then-act', code: `
const fs = require('fs/promises'), os = require('os'), path = require('path'), { mkdtempSync } = require('fs');
const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
async function make(who) {
    try { await fs.access(file); console.log(who, 'found it'); } catch { await fs.writeFile(file, who); console.log(who, 'made it'); }
}
make('a');
make('b');` },

    { name: 'unlink-while-reading', code: `
const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
fs.writeFileSync(file, 'text');
fs.readFile(file, 'utf8', (error, text) => console.log(error?.code ?? text));
fs.unlink(file, () => console.log('gone'));` },

    { name: 'abort-of-sleep-or-sleep', code: `
const { setTimeout: sleep } = require('timers/promises');
const stop = new AbortController();
sleep(2, 'slept', { signal: stop.signal }).then(console.log, (error) => console.log(error.name));
setTimeout(() => stop.abort(), 1);
setTimeout(() => console.log('other'), 2);` },

    { name: 'signal-timeout-against-timer', code: `
AbortSignal.timeout(2).addEventListener('abort', () => console.log('timeout'));
setTimeout(() => console.log('timer'), 2);
setTimeout(() => console.log('later'), 4);` },

    { name: 'stream-write-or-stat', code: `
const fs = require('fs'), os = require('os'), path = require('path');
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'race-')), 'f');
const stream = fs.createWriteStream(file);
stream.end('text', () => console.log('finish'));
stream.on('open', () => console.log('open')).on('close', () => console.log('close'));
fs.stat('.', () => { console.log('stat'); fs.stat('.', () => console.log('stat 2')); });`,
    never: [['finish', 'open'], ['close', 'finish'], ['stat 2', 'stat']] },

    { name: 'lines-against-timer', code: `
const fs = require('fs'), readline = require('readline');
const lines = readline.createInterface({ input: fs.createReadStream(__filename) });
lines.once('line', () => console.log('line'));
lines.on('close', () => console.log('close'));
setTimeout(() => console.log('timer'), 2);`, never: [['close', 'line']] },

    { name: 'import-or-timer', module: true, code: `
setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
import('node:os').then(() => console.log('import'));` },

    { name: 'digest-or-stat', code: `
require('crypto').webcrypto.subtle.digest('SHA-256', new Uint8Array(8)).then(() => console.log('digest'));
require('fs').stat('.', () => console.log('stat'));
setImmediate(() => console.log('immediate'));` },

    { name: 'handles-in-two-chains', code: `
const fs = require('fs/promises');
async function size(name) { const file = await fs.open(__filename); console.log(name, 'open'); await file.stat(); await file.close(); console.log(name, 'closed'); }
size('a');
size('b');` },

    { name: 'tick-of-file-before-other-file', code: `
const fs = require('fs');
for (const name of ['a', 'b']) fs.access('.', () => { console.log(name); process.nextTick(() => console.log(name + ' tick')); setImmediate(() => console.log(name + ' immediate')); });`,
    never: [['a tick', 'a'], ['a immediate', 'a tick'], ['b tick', 'b'], ['b immediate', 'b tick']] },
];
