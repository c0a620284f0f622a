// Random programs of a second style: long lines in which forms of all kinds stand within each other, output where it arises, errors
// that nobody catches. Nothing is kept apart, so that about half of them race; only what real Node always does counts.

import { Random } from './random.mjs';

/** The program of a seed: `ending` is .cjs or .mjs. */
export function generateMixed(seed) {
    const random = new Random(seed);
    const int = (n) => random.below(n);
    const pick = (list) => random.pick(list);
    const chance = (percent) => random.chance(percent);
    let n = 0, v = 0, budget = 10 + int(25);
    const esm = chance(40);
    const L = () => `L${++n}`;
    const V = (p = 'v') => `${p}${++v}`;
    const used = new Map();
    const mod = (name) => { const id = name.replace(/[/:]/g, '_'); used.set(id, name); return id; };
    const io = chance(60);
    const delays = chance(50) ? [0, 1, 1, 5, 10] : [5, 10, 20, 40];
    const delay = () => pick(delays);
    const hooks = [];

    // a body: statements in a context {async, gen, d}
    function body(c, max = 3) {
        const d = c.d + 1;
        const list = [`log('${L()}');`];
        const k = d > 4 ? 0 : int(max + 1);
        for (let i = 0; i < k && budget > 0; i++) list.push(stmt({ ...c, d }));
        return list.join(' ');
    }
    const fn = (c, a = '') => `(${a}) => { ${body({ d: c.d, async: false })} }`;
    const afn = (c, a = '') => `async (${a}) => { ${body({ d: c.d, async: true })} }`;
    const anyFn = (c, a) => chance(35) ? afn(c, a) : fn(c, a);
    const val = () => pick(['1', `'s'`, 'null', 'undefined', '{ a: 1 }', '[1, [2, [3, [4, [5]]]]]', 'new Map([[1, { a: 1 }]])', 'new Set(["x"])', 'Symbol("q")', '-0', '12n', '/re/g', 'new Error("boom").message', '(function foo() {})', 'class A {}', 'new (class Foo { x = 1 })()', 'Object.create(null)', 'new Date(0)', 'new Uint8Array(3)', 'Buffer.from("hi")', '[,1,,]', 'NaN', 'Promise.resolve(4)', 'new WeakMap()', '{ get a() { return 1; }, set b(x) {} }', '[undefined, null]', '"multi\\nline"', '{ "odd key": "it\'s" }', 'Promise.reject(1).catch(() => {}) && 1', 'new Proxy({ a: 1 }, {})', '(() => { const o = { n: 1 }; o.self = o; return o; })()', 'new Array(200).fill(7)', '"x".repeat(30)', '{ a: { b: { c: { d: 1 } } } }', 'Object.assign(() => {}, { p: 1 })', 'new Number(3)', 'new String("abc")', 'async function* () {}', 'Symbol.iterator', 'globalThis === global', 'new URL("http://a.b/c?d#e").href', 'new (class extends Map { y = 2 })()', '[1.5, -1, 1e21]', 'new Int16Array([1, 2])', 'new ArrayBuffer(4)', '[function () {}, class {}]', '{ [Symbol("k")]: 1 }', 'process.version.length > 3']);
    const prom = (c) => pick([
        () => `Promise.resolve('${L()}')`,
        () => `Promise.resolve('${L()}')`,
        () => `new Promise((res, rej) => { ${pick(['setTimeout', 'setImmediate', 'process.nextTick', 'queueMicrotask'])}(() => { log('${L()}'); ${pick(['res', 'res', 'rej'])}('${L()}'); }); })`,
        () => `Promise.reject(new ${pick(['Error', 'TypeError', 'RangeError'])}('${L()}'))`,
        () => `(async () => { ${body({ d: c.d + 1, async: true }, 2)} return ${pick([`'${L()}'`, `Promise.resolve('${L()}')`, `mk('${L()}')`, 'await null'])}; })()`,
        () => `Promise.all([${Array.from({ length: 1 + int(3) }, () => c.d > 3 ? `'${L()}'` : pick([`'${L()}'`, `mk('${L()}')`, `Promise.resolve(1).then(() => '${L()}')`])).join(', ')}])`,
        () => `Promise.race([new Promise((f) => setTimeout(f, ${delay()}, '${L()}')), ${pick([`Promise.resolve('${L()}')`, `mk('${L()}')`, `new Promise((f) => setImmediate(f, '${L()}'))`])}])`,
        () => `Promise.any([Promise.reject(1), ${pick([`Promise.resolve('${L()}')`, `Promise.reject('${L()}')`, `mk('${L()}')`])}])`,
        () => `Promise.allSettled([Promise.reject(new Error('${L()}')), mk('${L()}'), 3]).then((l) => l.map((x) => x.status + (x.reason?.message ?? x.value)).join('|'))`,
        () => `${mod('timers/promises')}.setTimeout(${delay()}, '${L()}')`,
        () => `${mod('timers/promises')}.setImmediate('${L()}')`,
        () => `mk('${L()}')`,
        () => `${mod('util')}.promisify((x, cb) => ${pick(['cb(null, x)', 'setImmediate(cb, null, x)', 'process.nextTick(cb, new Error(x))'])})('${L()}')`,
        ...(io ? [
            () => `${mod('fs')}.promises.readFile(self, 'utf8').then((t) => t.length > 10)`,
            () => `${mod('fs/promises')}.stat(self).then((s) => s.isFile())`,
            () => `${mod('fs/promises')}.readFile('./nope').catch((e) => e.code)`,
            () => `${mod('util')}.promisify(${mod('crypto')}.pbkdf2)('p', 's', ${pick([1, 1000])}, 16, 'sha256').then((b) => b.toString('hex'))`,
            () => `${mod('util')}.promisify(${mod('zlib')}.gzip)('hello').then((b) => b.length)`,
            () => `${mod('events')}.once(${mod('fs')}.createReadStream(self), 'close').then(() => '${L()}')`,
            () => `globalThis.crypto.subtle.digest('SHA-1', new Uint8Array(3)).then((b) => b.byteLength)`,
            () => `import('node:os').then((m) => typeof m.cpus)`,
        ] : []),
    ])();
    const chain = (c) => {
        let s = prom(c);
        const k = 1 + int(3);
        for (let i = 0; i < k; i++) s += pick([
            () => `.then((x) => { log('${L()}', x); ${chance(30) ? `return ${c.d > 3 ? 'x' : prom({ ...c, d: c.d + 1 })};` : chance(12) ? `throw new Error('${L()}');` : ''} })`,
            () => `.then(${anyFn(c, 'x')})`,
            () => `.catch((e) => { log('${L()}', e?.message ?? e); })`,
            () => `.finally(() => { log('${L()}'); ${chance(20) ? `return mk('${L()}');` : ''} })`,
            () => `.then(null, (e) => log('${L()}', String(e)))`,
        ])();
        if (chance(65)) s += `.catch((e) => log('${L()}', e?.message ?? e))`;
        return s + ';';
    };
    const table = [
        [6, (c) => `setTimeout(${anyFn(c)}, ${delay()});`],
        [5, (c) => `setImmediate(${anyFn(c)});`],
        [5, (c) => `process.nextTick(${anyFn(c)});`],
        [4, (c) => `queueMicrotask(${anyFn(c)});`],
        [9, (c) => chain(c)],
        [5, (c) => `(async () => { ${body({ d: c.d, async: true }, 4)} })()${pick([';', ';', `.then(() => log('${L()}'));`, `.catch((e) => log('${L()}', e?.message));`])}`],
        [4, (c) => { const f = V('f'); return `async function ${f}(k) { log('${L()}', k); ${pick(['if (k > 0) return ' + f + '(k - 1);', 'if (k > 0) await ' + f + '(k - 1);', 'if (k > 0) return await ' + f + '(k - 1);'])} log('${L()}'); ${body({ d: c.d + 1, async: true }, 1)} } ${f}(${1 + int(3)}).then(() => log('${L()}'));`; }],
        [3, (c) => { const t = V('t'), k = V('k'); return `let ${k} = 0; const ${t} = setInterval(() => { log('${L()}', ++${k}); ${chance(40) ? body({ d: c.d + 1, async: false }, 1) : ''} if (${k} >= ${1 + int(3)}) clearInterval(${t}); }, ${delay() || 1});`; }],
        [2, (c) => { const t = V('t'); return `const ${t} = setTimeout(() => log('${L()}'), ${delay()}); ${pick([`${t}.refresh();`, `${t}.unref();`, `${t}.unref().ref();`, `clearTimeout(${t});`, `setTimeout(() => { ${t}.refresh(); log('${L()}', ${t}.hasRef()); }, ${delay()});`, `log('${L()}', typeof ${t}[Symbol.toPrimitive]());`])}`; }],
        [2, (c) => { const t = V('i'); return `const ${t} = setImmediate(() => log('${L()}')); ${pick([`clearImmediate(${t});`, `${t}.unref();`, `process.nextTick(() => clearImmediate(${t}));`])}`; }],
        [3, (c) => { const g = V('g'); return `function* ${g}() { try { const x = yield '${L()}'; log('${L()}', x); yield* [1, 2]; return '${L()}'; } finally { log('${L()}'); } } ${pick([`for (const x of ${g}()) { log('${L()}', x); ${chance(50) ? 'break;' : ''} }`, `{ const it = ${g}(); log('${L()}', it.next()); log('${L()}', it.${pick(['next', 'return'])}('z')); log('${L()}', [...it]); }`])}`; }],
        [4, (c) => { const g = V('ag'); return `async function* ${g}() { try { for (let i = 0; i < ${1 + int(3)}; i++) { log('${L()}', i); ${chance(50) ? `await ${prom({ ...c, d: 4 })};` : ''} yield ${pick(['i', 'Promise.resolve(i)', 'mk(i)'])}; } ${chance(20) ? `throw new Error('${L()}');` : ''} } finally { ${chance(50) ? 'await null;' : ''} log('${L()}'); } } (async () => { try { for await (const x of ${g}()) { log('${L()}', x); ${chance(25) ? 'break;' : ''} } log('${L()}'); } catch (e) { log('${L()}', e?.message ?? e); } })();`; }],
        [2, (c) => { const g = V('it'); return `const ${g} = { i: 0, [Symbol.asyncIterator]() { return this; }, next() { log('${L()}'); return ${pick([`Promise.resolve({ done: this.i++ > 1, value: this.i })`, `{ done: this.i++ > 1, value: Promise.resolve(this.i) }`, `new Promise((f) => ${pick(['setImmediate', 'process.nextTick', 'setTimeout'])}(f, { done: this.i++ > 1, value: this.i }))`])}; }, return() { log('${L()}'); return {}; } }; (async () => { for await (const x of ${g}) { log('${L()}', x); ${chance(40) ? 'if (x > 1) break;' : ''} } })().finally(() => log('${L()}'));`; }],
        [3, (c) => { const e = V('e'); return `const ${e} = new (${mod('events')}.EventEmitter)(${chance(25) ? '{ captureRejections: true }' : ''}); ${e}.${pick(['on', 'once', 'prependListener'])}('x', ${anyFn(c, 'a')}); ${e}.on('x', ${pick([fn(c, 'a'), afn(c, 'a')])}); ${chance(50) ? `${e}.on('error', (er) => log('${L()}', er.message));` : ''} ${chance(50) ? `${mod('events')}.once(${e}, 'x').then((a) => log('${L()}', a), (er) => log('${L()}', er.message));` : ''} ${pick([`${e}.emit('x', 1);`, `setTimeout(() => ${e}.emit('x', 2), ${delay()});`, `process.nextTick(() => log('${L()}', ${e}.emit('x')));`, `setImmediate(() => { ${e}.emit('x'); ${e}.emit('x'); });`, `queueMicrotask(() => ${e}.emit('error', new Error('${L()}')));`])}`; }],
        [2, (c) => { const e = V('e'); return `{ const ${e} = new (${mod('events')}.EventEmitter)(); (async () => { let k = 0; for await (const [x] of ${mod('events')}.on(${e}, 'd')) { log('${L()}', x); if (++k === 3) break; } log('${L()}', ${e}.listenerCount('d')); })(); let k = 0; const t = setInterval(() => { ${e}.emit('d', k++); ${e}.emit('d', k++); if (k > 3) clearInterval(t); }, ${delay() || 1}); }`; }],
        [2, (c) => `{ const et = new EventTarget(); et.addEventListener('q', ${fn(c)}${pick(['', ', { once: true }'])}); et.addEventListener('q', { handleEvent(e) { log('${L()}', e.type, e.cancelable, e.defaultPrevented); } }); et.dispatchEvent(new Event('q')); ${pick(['', "et.dispatchEvent(new Event('q', { cancelable: true }));"])} log('${L()}'); }`],
        [3, (c) => { const a = V('ac'); return `const ${a} = new AbortController(); ${a}.signal.addEventListener('abort', () => log('${L()}', ${a}.signal.reason?.name ?? ${a}.signal.reason)); ${pick([`${mod('timers/promises')}.setTimeout(50, null, { signal: ${a}.signal }).catch((e) => log('${L()}', e.name, e.code));`, `${mod('events')}.once(new (${mod('events')}.EventEmitter)(), 'z', { signal: ${a}.signal }).catch((e) => log('${L()}', e.name));`, `AbortSignal.any?.([${a}.signal]).addEventListener('abort', () => log('${L()}'));`, `(async () => { try { for await (const x of ${mod('timers/promises')}.setInterval(7, 'iv', { signal: ${a}.signal })) log('${L()}', x); } catch (e) { log('${L()}', e.name); } })();`])} ${pick(['setTimeout', 'setImmediate', 'process.nextTick', 'queueMicrotask'])}(() => ${a}.abort(${pick(['', "'why'", "new Error('r')"])})${''});`; }],
        [2, (c) => `{ const als = new (${mod('async_hooks')}.AsyncLocalStorage)(); als.run('${L()}', () => { setTimeout(() => log('${L()}', als.getStore()), ${delay()}); process.nextTick(() => log('${L()}', als.getStore())); Promise.resolve().then(() => { log('${L()}', als.getStore()); als.enterWith('${L()}'); setImmediate(() => log('${L()}', als.getStore())); }); (async () => { await null; log('${L()}', als.getStore()); await new Promise((f) => setTimeout(f, 2)); log('${L()}', als.getStore()); })(); }); log('${L()}', als.getStore()); }`],
        [2, (c) => `{ const { port1, port2 } = new MessageChannel(); port1.on('message', (m) => { log('${L()}', m); ${c.d < 3 ? body({ d: c.d + 1, async: false }, 1) : ''} port1.close(); }); ${chance(50) ? `port2.on('close', () => log('${L()}'));` : ''} port2.postMessage(${pick(["'m'", '{ a: [1] }', 'new Map([[1, 2]])'])}); }`],
        [3, (c) => `${mod('stream')}.Readable.from(${pick(['[1, 2, 3]', "['a', 'b']", '(async function* () { yield 1; await null; yield 2; })()', '(function* () { yield "p"; yield "q"; })()'])}).${pick([`on('data', (x) => log('${L()}', x)).on('end', () => log('${L()}')).on('close', () => log('${L()}'))`, `map((x) => { log('${L()}', x); return x; }).toArray().then((a) => log('${L()}', a))`, `forEach(async (x) => { log('${L()}', x); await null; }, { concurrency: 2 }).then(() => log('${L()}'))`, `pipe(new (${mod('stream')}.PassThrough)({ objectMode: true })).on('data', (x) => log('${L()}', x)).on('finish', () => log('${L()}')).on('end', () => log('${L()}'))`])};`],
        [3, (c) => { const t = V('tr'); return `const ${t} = new (${mod('stream')}.Transform)({ transform(ch, enc, cb) { log('${L()}', String(ch)); ${pick(['cb(null, String(ch).toUpperCase());', 'process.nextTick(cb, null, ch);', `setImmediate(() => { this.push(ch); cb(); });`, `queueMicrotask(() => cb(null, ch + '!'));`])} }, flush(cb) { log('${L()}'); cb(); } }); ${t}.on('data', (x) => log('${L()}', x.toString())); for (const ev of ['end', 'finish', 'close', 'prefinish']) ${t}.on(ev, () => log('${L()}', ev)); ${t}.write('a'); ${pick([`${t}.write('b', () => log('${L()}'));`, ''])} ${pick([`${t}.end();`, `${t}.end('z', () => log('${L()}'));`, `setTimeout(() => ${t}.end(), ${delay()});`])}`; }],
        [3, (c) => `${mod('stream')}.pipeline(${mod('stream')}.Readable.from(['x', 'y', 'z']), ${pick([`async function* (src) { for await (const ch of src) { log('${L()}', String(ch)); yield String(ch) + '1'; } }`, `new (${mod('stream')}.PassThrough)()`])}, ${pick([`new (${mod('stream')}.Writable)({ write(ch, e, cb) { log('${L()}', String(ch)); ${pick(['cb();', 'setImmediate(cb);', 'process.nextTick(cb);', `cb(new Error('${L()}'));`])} }, final(cb) { log('${L()}'); cb(); } })`, `async (src) => { for await (const ch of src) log('${L()}', String(ch)); return '${L()}'; }`])}, (err, x) => log('${L()}', err ? err.message : 'ok', x));`],
        [2, (c) => { const w = V('w'); return `const ${w} = new (${mod('stream')}.Writable)({ highWaterMark: 3, write(ch, e, cb) { log('${L()}', String(ch)); ${pick(['cb()', 'setImmediate(cb)', 'process.nextTick(cb)', 'setTimeout(cb, 1)'])}; } }); ${w}.on('drain', () => log('${L()}')); ${w}.on('finish', () => log('${L()}')); log('${L()}', ${w}.write('ab'), ${w}.write('cd')); ${pick([`${w}.cork(); ${w}.write('q'); ${w}.uncork();`, `${w}.destroy(); ${w}.on('close', () => log('${L()}'));`, `${w}.end();`, `${w}.destroy(new Error('${L()}')); ${w}.on('error', (e) => log('${L()}', e.message));`])}`; }],
        [2, (c) => { const rd = V('rd'); return `const ${rd} = new (${mod('stream')}.Readable)({ read() { log('${L()}'); ${pick([`this.push(this.k === 2 ? null : 'c' + (this.k = (this.k ?? 0) + 1));`, `setImmediate(() => this.push(this.k === 2 ? null : 'c' + (this.k = (this.k ?? 0) + 1)));`])} } }); ${pick([`${rd}.on('readable', () => { let x; while ((x = ${rd}.read()) !== null) log('${L()}', String(x)); });`, `(async () => { for await (const x of ${rd}) { log('${L()}', String(x)); ${chance(30) ? 'break;' : ''} } log('${L()}', ${rd}.destroyed); })();`, `${rd}.on('data', (x) => { log('${L()}', String(x)); ${rd}.pause(); setTimeout(() => ${rd}.resume(), 1); });`])} ${rd}.on('end', () => log('${L()}')).on('close', () => log('${L()}'));`; }],
        [2, (c) => `log('${L()}', ${val()}, ${val()});`],
        [2, (c) => `console.log(${pick(["'%s is %d and %i %f', 'x', 42.5, 42.9, '1.5'", "'%o', { a: [1] }", "'%j', { b: 1 }", "'%O', { a: { b: { c: {} } } }", "'%c styled', 'css'", "'%%', 1", "'%s', null, undefined, Symbol('a')", "'%d', 5n", "'%s', { toString() { return 'T'; } }", "'%s', class Q {}", "'a', -0, '%s'"])}, ${val()});`],
        [1, (c) => pick([`console.table([{ a: 1, b: 'x' }, { a: 2 }]);`, `console.group('G'); console.log('in'); console.groupEnd(); console.log('out');`, `console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });`, `console.count(); console.count('k'); console.countReset(); console.count();`, `console.assert(1 === 2, 'asserted'); console.log('after');`, `process.stdout.write('raw\\n', () => log('${L()}'));`, `console.error('err', ${val()});`])],
        [2, (c) => `try { ${pick(['null.x', 'undefinedName', 'JSON.parse("{bad")', 'new Array(-1)', '(1).toFixed(200)', 'const q = 1; q = 2', 'decodeURIComponent("%")', `require_('./nope')`, 'new (class { #p; static t(o) { return o.#p; } }).constructor.t({})', 'BigInt(1.5)', 'Buffer.alloc("x")', 'setTimeout("x")', 'process.nextTick()', 'queueMicrotask(1)', 'structuredClone(() => {})'])}; } catch (e) { log('${L()}', e.name, e.code, e.message.split('\\n')[0]); }`],
        [1, (c) => `structuredClone({ d: new Date(0), m: new Map([[1, 2]]) }) && log('${L()}');`],
        ...(io ? [
            [4, (c) => `${mod('fs')}.readFile(self, ${anyFn(c, 'er, data')});`],
            [2, (c) => `${mod('fs')}.stat(${pick(['self', "'./nope'"])}, (er, s) => { log('${L()}', er ? er.code : s.isFile()); ${body({ d: c.d + 1, async: false }, 2)} });`],
            [2, (c) => { const p = V('file'); return `${mod('fs')}.writeFile('./${p}.txt', 'abc', (er) => { log('${L()}', er); ${mod('fs')}.appendFileSync('./${p}.txt', 'def'); log('${L()}', ${mod('fs')}.readFileSync('./${p}.txt', 'utf8')); ${pick([`${mod('fs')}.unlinkSync('./${p}.txt');`, `${mod('fs')}.rename('./${p}.txt', './${p}.b', () => { log('${L()}', ${mod('fs')}.existsSync('./${p}.b')); });`, `${mod('fs')}.createReadStream('./${p}.txt', { encoding: 'utf8', highWaterMark: 2 }).on('data', (x) => log('${L()}', x)).on('close', () => log('${L()}'));`])} });`; }],
            [2, (c) => `(async () => { const h = await ${mod('fs/promises')}.open(self); log('${L()}'); const { bytesRead } = await h.read(Buffer.alloc(4), 0, 4, 0); log('${L()}', bytesRead); await h.close(); log('${L()}'); ${body({ d: c.d + 1, async: true }, 1)} })();`],
            [2, (c) => `${mod('fs')}.readdir('.', (er, l) => log('${L()}', l.filter((x) => /^program/.test(x)).length));`],
            [2, (c) => `${mod('fs')}.access('./nope', (er) => { log('${L()}', er.code, er.syscall); ${body({ d: c.d + 1, async: false }, 1)} });`],
            [2, (c) => `${mod('crypto')}.${pick([`pbkdf2('p', 's', ${pick([1, 5000, 20000])}, 20, 'sha512', (e, k) => { log('${L()}', k.toString('hex').slice(0, 8)); ${body({ d: c.d + 1, async: false }, 2)} })`, `randomBytes(8, (e, b) => { log('${L()}', b.length); ${body({ d: c.d + 1, async: false }, 1)} })`, `scrypt('p', 's', 16, (e, k) => log('${L()}', k.length))`, `randomFill(Buffer.alloc(4), (e, b) => log('${L()}', b.length))`])};`],
            [2, (c) => `${mod('zlib')}.${pick(['gzip', 'deflate', 'brotliCompress', 'deflateRaw'])}(${pick(["'hello hello hello'", "Buffer.alloc(100000, 'ab')"])}, (e, b) => { log('${L()}', b.length > 3); ${body({ d: c.d + 1, async: false }, 2)} });`],
            [1, (c) => `{ const gz = ${mod('zlib')}.createGzip(); const un = ${mod('zlib')}.createGunzip(); gz.pipe(un).on('data', (x) => log('${L()}', x.toString())).on('end', () => log('${L()}')); gz.write('part'); gz.end('end'); gz.on('finish', () => log('${L()}')); }`],
            [1, (c) => `${mod('zlib')}.gunzip(Buffer.from('not gzip'), (e) => log('${L()}', e.code, e.message));`],
            [1, (c) => `${mod('dns')}.lookup('localhost', (e, a, f) => log('${L()}', e, f));`],
                [1, (c) => `import('./missing.mjs').catch((e) => log('${L()}', e.code));`],
            [1, (c) => `(async () => { const rl = ${mod('readline')}.createInterface({ input: ${mod('stream')}.Readable.from(['l1\\nl2\\n', 'l3']) }); for await (const x of rl) log('${L()}', x); log('${L()}'); })();`],
        ] : []),
        // only in async context
        [7, (c) => c.async && `log('${L()}', await ${prom(c)});`],
        [4, (c) => c.async && `try { await ${prom(c)}; log('${L()}'); } catch (e) { log('${L()}', e?.message ?? e); } finally { log('${L()}'); }`],
        [3, (c) => c.async && `await null; log('${L()}');`],
        [2, (c) => c.async && `for (const x of [1, 2]) { await x; log('${L()}', x); }`],
        [2, (c) => c.async && `await Promise.all([1, 2, 3].map(async (x) => { await ${pick(['null', 'x', 'mk(x)', 'new Promise((f) => setTimeout(f, 4 - x))'])}; log('${L()}', x); }));`],
        [1, (c) => `Promise.resolve().then(() => { throw new Error('${L()}'); })${pick([';', `.catch((e) => log('${L()}', e.message));`])}`],
        [1, (c) => c.d > 1 && `throw new ${pick(['Error', 'TypeError'])}('${L()}');`],
        [1, (c) => `const pr${++v} = Promise.reject(new Error('${L()}')); ${pick(['setTimeout', 'setImmediate', 'process.nextTick'])}(() => pr${v}.catch((e) => log('${L()}', e.message)));`],
    ];
    function stmt(c) {
        budget--;
        for (;;) {
            let total = 0;
            for (const [w] of table) total += w;
            let x = int(total);
            for (const [w, make] of table) { x -= w; if (x < 0) { const before = n; const s = make(c); if (s) return s; n = before; break; } }
        }
    }
    const list = [];
    const k = 3 + int(6);
    for (let i = 0; i < k; i++) { list.push(stmt({ d: 0, async: esm })); if (chance(25)) list.push(`log('${L()}');`); }
    if (chance(40)) hooks.push(`process.on('exit', (c) => log('exit', c));`);
    if (chance(25)) hooks.push(`let be = 0; process.on('beforeExit', (c) => { log('beforeExit', c); if (be++ < 1) { ${body({ d: 2, async: false }, 2)} } });`);
    if (chance(50)) hooks.push(`process.on('unhandledRejection', (e) => { log('UR', e?.message ?? e); });`);
    if (chance(30)) hooks.push(`process.on('rejectionHandled', () => log('RH'));`);
    if (chance(50)) hooks.push(`process.on('uncaughtException', (e, origin) => { log('UE', e?.message ?? e, origin); });`);
    if (chance(15)) hooks.push(`process.on('warning', (w) => log('W', w.name));`);
    if (chance(10)) list.push(`process.exitCode = 3;`);
    if (chance(7)) list.push(`setTimeout(() => { log('bye'); process.exit(${int(5)}); }, ${delay() + 5});`);
    if (chance(50)) list.push(`{ const until = Date.now() + ${2 + int(5)}; while (Date.now() < until); }`);
    list.push(`log('end');`);
    const collected = chance(30);
    let head = '';
    if (esm) for (const [id, m] of used) head += `import * as ${id} from 'node:${m}';\n`;
    else for (const [id, m] of used) head += `const ${id} = require('${chance(50) ? 'node:' : ''}${m}');\n`;
    head += esm ? `const self = new URL(import.meta.url).pathname;\nconst require_ = (await import('node:module')).createRequire(import.meta.url);\n` : `const self = __filename;\nconst require_ = require;\n`;
    head += collected ? `const out = [];\nconst log = (...a) => { out.push(a.map((x) => { try { return String(x); } catch { return '?'; } }).join(' ')); };\nprocess.on('exit', () => console.log(out.join('\\n')));\n` : `const log = console.log;\n`;
    head += `const mk = (x) => ({ then(ok, no) { log('then', x); ${pick(['ok(x);', 'ok(x);', 'queueMicrotask(() => ok(x));', 'setImmediate(ok, x);'])} } });\n`;
    return { seed, flavour: esm ? 'mixed module' : 'mixed', ending: esm ? '.mjs' : '.cjs', text: `${head}${hooks.join('\n')}\n${list.join('\n')}\n` };
}
