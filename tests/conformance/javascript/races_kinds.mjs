// More racy programs: signals, keys, streams, what leaves the loop alone, ends of a process. What was seen of them: 100 runs of Node 20, 60
// of them beside five programs that do nothing but spin.

const temporary = `const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'race-'));
const file = path.join(dir, 'f');`;

export const racesOfKinds = [
    { name: 'signal-to-self', never: [['immediate', 'signal']], code: `
process.once('SIGUSR2', () => console.log('signal'));
process.kill(process.pid, 'SIGUSR2');
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 0);
setTimeout(() => {}, 30);` },

    { name: 'scrypt-sync-blocks', code: `
const { scryptSync } = require('crypto');
setTimeout(() => console.log('t1'), 1);
setTimeout(() => console.log('t20'), 20);
require('fs').readFile(__filename, () => console.log('read'));
scryptSync('a', 'b', 16);
setImmediate(() => console.log('imm'));` },

    { name: 'pool-size-set-in-script', code: `
process.env.UV_THREADPOOL_SIZE = '1';
const crypto = require('crypto'), fs = require('fs');
crypto.pbkdf2('a', 'b', 3000, 16, 'sha1', () => console.log('hash'));
fs.stat('.', () => console.log('stat'));
setTimeout(() => console.log('timer'), 1);` },

    { name: 'observer-of-marks', code: `
const { PerformanceObserver, performance } = require('perf_hooks');
new PerformanceObserver((list) => console.log('observed', list.getEntries().length)).observe({ entryTypes: ['mark'] });
performance.mark('a');
setTimeout(() => { console.log('timeout'); performance.mark('b'); }, 0);
setImmediate(() => console.log('immediate'));` },

    { name: 'stdin-of-nothing', code: `
process.stdin.on('end', () => console.log('stdin end'));
process.stdin.resume();
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timeout'), 1);` },

    { name: 'timeouts-of-odd-values', code: `
setTimeout(() => console.log('NaN'), NaN);
setTimeout(() => console.log('minus'), -5);
setTimeout(() => console.log('one and a half'), 1.5);
setTimeout(() => console.log('text'), '2');
setImmediate(() => console.log('immediate'));` },

    { name: 'race-of-sleeps-and-stat-any', code: `
const { setTimeout: sleep, setImmediate: turn } = require('timers/promises');
const fs = require('fs').promises;
Promise.race([sleep(0, 'sleep'), turn('turn'), fs.stat('.').then(() => 'stat')]).then((w) => console.log('winner', w));
setImmediate(() => console.log('plain'));` },

    { name: 'exit-handler-and-before-exit', code: `
let again = true;
process.on('beforeExit', () => { console.log('beforeExit'); if (again) { again = false; require('fs').stat('.', () => console.log('stat')); setTimeout(() => console.log('timer'), 1); } });
process.on('exit', () => console.log('exit'));
setImmediate(() => console.log('immediate'));` },

    { name: 'unref-then-immediates', code: `
const t = setTimeout(() => console.log('unref timer'), 2); t.unref();
let n = 0;
(function turn() { if (n++ < 3) setImmediate(turn); else console.log('turned'); })();
require('fs').readFile(__filename, () => { console.log('read'); });` },

    { name: 'unref-iv-keeps-going', code: `
const iv = setInterval(() => console.log('beat'), 1).unref();
setTimeout(() => console.log('end'), 3);` },

    { name: 'subtle-derive-bits', module: true, code: `
const key = await crypto.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits']);
console.log('key');
crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(8), iterations: 1000 }, key, 128).then(() => console.log('bits'));
setTimeout(() => console.log('t1'), 1);
setImmediate(() => console.log('imm'));` },

    { name: 'random-bytes-sizes', code: `
const { randomBytes } = require('crypto');
randomBytes(1 << 22, () => console.log('4 MiB'));
randomBytes(8, () => console.log('8 B'));
randomBytes(1 << 16, () => console.log('64 KiB'));` },

    { name: 'readline-async-vs-stat', code: `
${temporary}
fs.writeFileSync(file, 'one\\ntwo\\nthree\\n');
const rl = require('readline').createInterface({ input: fs.createReadStream(file) });
rl.on('line', (l) => { console.log(l); if (l === 'two') fs.stat(file, () => console.log('stat')); });
rl.on('close', () => { console.log('close'); setImmediate(() => console.log('imm after close')); });` },

    { name: 'events-once-two-emitters', code: `
const { once, EventEmitter } = require('events');
const a = new EventEmitter(), b = new EventEmitter();
Promise.race([once(a, 'go').then(() => 'a'), once(b, 'go').then(() => 'b')]).then((w) => console.log('first', w));
require('fs').stat('.', () => { console.log('stat'); a.emit('go'); });
setTimeout(() => { console.log('timer'); b.emit('go'); }, 1);` },

    { name: 'for-await-stream-small', code: `
${temporary}
fs.writeFileSync(file, 'x'.repeat(100));
(async () => { let n = 0; for await (const c of fs.createReadStream(file, { highWaterMark: 50 })) { console.log('chunk', ++n); await null; } console.log('done'); })();
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('imm'));` },

    { name: 'tick-between-timers', code: `
setTimeout(() => { console.log('a'); process.nextTick(() => console.log('a tick')); Promise.resolve().then(() => console.log('a micro')); }, 1);
setTimeout(() => { console.log('b'); }, 1);
setImmediate(() => { console.log('imm'); process.nextTick(() => console.log('imm tick')); });
require('fs').access('.', () => { console.log('access'); process.nextTick(() => console.log('access tick')); });` },

    { name: 'tla-two-awaits-race', module: true, code: `
import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
const first = await Promise.race([sleep(1, 'sleep'), readFile(process.argv[1]).then(() => 'read')]);
console.log(first);
setTimeout(() => console.log('timeout'), 0);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
await null;
console.log('end');` },

    { name: 'file-read-sync-in-timer', code: `
const fs = require('fs');
setTimeout(() => { fs.readFileSync(__filename); console.log('sync read'); setImmediate(() => console.log('imm')); }, 1);
setTimeout(() => console.log('two'), 2);
fs.readFile(__filename, () => console.log('async read'));` },

    { name: 'abort-signal-any', code: `
if (!AbortSignal.any) AbortSignal.any = (all) => { const c = new AbortController(); for (const s of all) s.addEventListener('abort', () => c.abort(s.reason)); return c.signal; };
const c = new AbortController();
const s = AbortSignal.any([c.signal, AbortSignal.timeout(2)]);
s.addEventListener('abort', () => console.log('abort', s.reason.name));
require('fs').readFile(__filename, () => { console.log('read'); c.abort(); });
setTimeout(() => console.log('timer'), 3);` },

    { name: 'watch-mtime-poll', code: `
${temporary}
fs.writeFileSync(file, 'a');
let n = 0;
(function poll() { fs.stat(file, (e, s) => { n++; if (s.size > 1) console.log('grew', n > 1); else if (n < 6) setTimeout(poll, 1); else console.log('gave up'); }); })();
setTimeout(() => fs.appendFileSync(file, 'b'), 2);` },

    { name: 'atomics-wait-async', code: `
if (!Atomics.waitAsync) { console.log('none'); process.exit(); }
const a = new Int32Array(new SharedArrayBuffer(4));
const r = Atomics.waitAsync(a, 0, 0, 3);
r.value.then((v) => console.log('woken', v));
setTimeout(() => { console.log('t2'); }, 2);
setTimeout(() => { console.log('t5'); }, 5);` },

    { name: 'retry-with-backoff', code: `
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
let ready = false; setTimeout(() => { ready = true; console.log('ready'); }, 4);
(async () => { for (let i = 0; i < 5; i++) { if (ready) return console.log('ok after', i); await sleep(2 ** i); } console.log('gave up'); })();` },

    { name: 'promise-timeout-wins-or-not', code: `
const { pbkdf2 } = require('crypto');
const work = new Promise((r) => pbkdf2('a', 'b', 20000, 32, 'sha256', () => r('work')));
const late = new Promise((r) => setTimeout(r, 8, 'late'));
Promise.race([work, late]).then((w) => { console.log('race', w); });
Promise.allSettled([work, late]).then(() => console.log('settled'));` },

    { name: 'deferred-resolve-by-three', code: `
let resolve; const p = new Promise((r) => resolve = r);
p.then((v) => { console.log('resolved by', v); });
setTimeout(resolve, 0, 'timer'); setImmediate(resolve, 'immediate'); require('fs').access('.', () => resolve('access'));
process.on('exit', () => console.log('bye'));` },

    { name: 'port-receive-sync', code: `
const { MessageChannel, receiveMessageOnPort } = require('worker_threads');
const { port1, port2 } = new MessageChannel();
port1.postMessage('m');
setImmediate(() => { const m = receiveMessageOnPort(port2); console.log('imm', m ? m.message : 'nothing'); port1.close(); });
setTimeout(() => { const m = receiveMessageOnPort(port2); console.log('timer', m ? m.message : 'nothing'); }, 0);` },

    { name: 'exit-code-race', code: `
process.on('exit', (c) => console.log('exit', c));
setTimeout(() => { process.exitCode = 1; }, 1);
setImmediate(() => { process.exitCode = 2; });
require('fs').stat('.', () => { process.exitCode = 3; });` },

    { name: 'uncaught-in-fs-or-timer', code: `
process.on('uncaughtException', (e, origin) => { console.log(e.message, origin); });
require('fs').stat('.', () => { setImmediate(() => console.log('after')); throw new Error('fs'); });
setTimeout(() => { Promise.reject(new Error('timer')); }, 1);
setImmediate(() => { throw new Error('imm'); });` },

    { name: 'timer-1-in-promise-then', code: `
Promise.resolve().then(() => setTimeout(() => console.log('t in micro'), 0));
setTimeout(() => console.log('t in main'), 0);
process.nextTick(() => setImmediate(() => console.log('imm in tick')));
setImmediate(() => console.log('imm in main'));` },

    { name: 'sync-vs-async-write', code: `
${temporary}
fs.writeFile(file, 'async', () => console.log('async done', fs.readFileSync(file, 'utf8')));
fs.writeFileSync(file, 'sync data');
console.log('sync done');
setImmediate(() => console.log('imm', fs.readFileSync(file, 'utf8')));` },

    { name: 'als-in-race', code: `
const { AsyncLocalStorage } = require('async_hooks'); const als = new AsyncLocalStorage(); const fs = require('fs');
als.run('A', () => { setTimeout(() => console.log('timer', als.getStore()), 1); fs.stat('.', () => { console.log('stat', als.getStore()); als.run('B', () => setImmediate(() => console.log('imm', als.getStore()))); }); });
setImmediate(() => console.log('outer', als.getStore()));` },

    { name: 'gen-key-rsa-or-timer', code: `
const { generateKeyPair } = require('crypto');
generateKeyPair('rsa', { modulusLength: 1024 }, () => console.log('rsa'));
generateKeyPair('x25519', {}, () => console.log('x25519'));
setTimeout(() => console.log('t10'), 10);` },

    { name: 'sign-verify-callback', code: `
const crypto = require('crypto');
const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
crypto.sign(null, Buffer.from('x'), privateKey, (e, s) => { console.log('signed'); crypto.verify(null, Buffer.from('x'), publicKey, s, (e, ok) => console.log('verified', ok)); });
setTimeout(() => console.log('t1'), 1);
setImmediate(() => console.log('imm'));` },

    { name: 'ref-unref-flip', code: `
const t = setTimeout(() => console.log('t'), 2); t.unref();
require('fs').stat('.', () => { console.log('stat'); t.ref(); });
setImmediate(() => { console.log('imm'); });
process.on('exit', () => console.log('exit'));` },

    { name: 'hash-then-hash-two-threads', threadpool: 2, code: `
const { pbkdf2 } = require('crypto');
pbkdf2('a', 'b', 2000, 16, 'sha1', () => { console.log('A'); pbkdf2('a', 'b', 2000, 16, 'sha1', () => console.log('A2')); });
pbkdf2('a', 'b', 2000, 16, 'sha1', () => { console.log('B'); });
pbkdf2('a', 'b', 2000, 16, 'sha1', () => { console.log('C'); });` },

    { name: 'one-thread-read-and-stats', threadpool: 1, code: `
const fs = require('fs');
fs.readFile(__filename, () => console.log('read'));
fs.stat('.', () => console.log('stat 1'));
fs.stat('.', () => { console.log('stat 2'); fs.stat('.', () => console.log('stat 3')); });
setTimeout(() => console.log('t2'), 2);` },
];
