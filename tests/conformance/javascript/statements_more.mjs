// Rarer forms: iterators by hand, combinations of modules, files by handle and by stream, aborting what runs.

import { statement } from './tree.mjs';

const own = 'process.argv[1]';
const soon = (g) => g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask', 'setTimeout']);

export const rarePromiseRows = [
    { weight: 2, make: (g) => {
        const name = g.name('iterator');
        const steps = Array.from({ length: 3 + g.random.below(2) }, () =>
            `${name}.${g.random.pick(['next', 'next', 'next', 'return', 'throw'])}('i${g.label()}').then((r) => log('${g.label()}', r.value, r.done), (e) => log('${g.label()}', e));`);
        return statement(`const ${name} = (async function* () { try { log('${g.label()}', yield 1); log('${g.label()}', yield Promise.resolve(2)); }`,
            ` catch (e) { log('${g.label()}', e); yield 3; } finally { log('${g.label()}'); await null; } })(); ${steps.join(' ')}`);
    } },
    { weight: 1, make: (g) => {
        const name = g.name('Own');
        return statement(`class ${name} extends Promise {} ${name}.resolve('v${g.label()}').then((v) => log('${g.label()}', v)).finally(() => log('${g.label()}'));`,
            ` (async () => { log('${g.label()}', await new ${name}((resolve) => resolve(1))); })();`);
    } },
    { weight: 1, make: (g) => statement(`(async () => { for (const how of [null, { then(f) { f('t'); } }, Promise.resolve(1), 2]) { log('${g.label()}', await how); } })();`) },
    { weight: 1, make: (g) => statement(`(async () => { try { for await (const v of [Promise.resolve('a'), Promise.reject(new Error('e${g.label()}')), 'never']) log('${g.label()}', v); }`,
        ` catch (e) { log('${g.label()}', e.message); } })();`) },
    { weight: 1, make: (g) => statement(`(async () => { const list = await Promise.allSettled([1, Promise.reject(new Error('x')), new Promise((f) => ${soon(g)}(f))]);`,
        ` log('${g.label()}', list.map((one) => one.status).join()); })();`) },
    { weight: 1, make: (g) => statement(`(function chain(n) { Promise.resolve(n).then((v) => { log('${g.label()}', v); if (v > 0) chain(v - 1); }); })(3);`) },
    { weight: 1, make: (g) => statement(`${g.module('timersPromises')}.scheduler?.yield().then(() => log('${g.label()}'));`) },
    { weight: 1, make: (g) => statement(`${g.module('timersPromises')}.setImmediate('v', { signal: AbortSignal.abort() }).catch((e) => log('${g.label()}', e.name, e.code));`) },
    { weight: 1, make: (g) => {
        g.module('async_hooks');
        return statement(`{ const storage = new async_hooks.AsyncLocalStorage(); storage.run(${g.label()}, async () => { await null; log('${g.label()}', storage.getStore());`,
            ` ${soon(g)}(() => { log('${g.label()}', storage.getStore()); storage.exit(() => log('${g.label()}', storage.getStore())); }); });`,
            ` const bound = async_hooks.AsyncResource.bind(() => log('${g.label()}', storage.getStore())); storage.run('other', bound); }`);
    } },
    { weight: 1, make: (g) => statement(`structuredClone({ n: ${g.label()} }); const c${g.label()} = new MessageChannel(); c${g.labels}.port1.on('message', (m) => {`,
        ` log('${g.label()}', m); c${g.labels - 1}.port1.close(); }); c${g.labels - 1}.port2.postMessage('m');`) },
];

export const rareEventRows = [
    { weight: 2, handle: 'emitter', make: (g, scope, name) => statement(`${name}.on(${g.module('events')}.errorMonitor, (e) => log('${g.label()}', e.message));`) },
    { weight: 1, handle: 'emitter', make: (g, scope, name) => g.logOf(`${name}.listenerCount('x'), ${name}.eventNames().length`) },
    { weight: 1, handle: 'emitter', make: (g, scope, name) => {
        const stop = g.name('stop');
        g.module('events');
        return statement(`const ${stop} = new AbortController(); (async () => { try { for await (const v of events.on(${name}, 'x', { signal: ${stop}.signal })) log('${g.label()}', v); }`,
            ` catch (e) { log('${g.label()}', e.name); } })(); ${soon(g)}(() => ${stop}.abort());`);
    } },
    { weight: 1, handle: 'target', make: (g, scope, name) => statement(`${name}.addEventListener('x', { handleEvent(e) { log('${g.label()}', e.type, this !== e.target); } }, { once: true });`) },
    { weight: 1, handle: 'target', make: (g, scope, name) => {
        const stop = g.name('stop');
        return statement(`const ${stop} = new AbortController(); ${name}.addEventListener('x', () => log('${g.label()}'), { signal: ${stop}.signal }); ${soon(g)}(() => ${stop}.abort());`);
    } },
    { weight: 1, handle: 'target', make: (g, scope, name) => statement(`${name}.addEventListener('x', (e) => { e.stopImmediatePropagation(); log('${g.label()}'); }, { once: true });`) },
    { weight: 1, handle: 'target', make: (g, scope, name) => statement(`${g.module('events')}.once(${name}, 'x').then(([e]) => log('${g.label()}', e.type));`) },
];

export const rareStreamRows = [
    { weight: 2, make: (g) => {
        const steps = g.random.pick(['.map((x) => x + 1)', '.filter((x) => x % 2 === 1)', '.take(2)', '.drop(1)', '.flatMap((x) => [x, x])', '.map(async (x) => { await null; return x; })']);
        return statement(`${g.module('stream')}.Readable.from([1, 2, 3, 4])${steps}.toArray().then((list) => log('${g.label()}', list.join()));`);
    } },
    { weight: 1, make: (g) => statement(`${g.module('stream')}.Readable.from(['a', 'b', 'c']).forEach((c) => log('${g.label()}', c)).then(() => log('${g.label()}'));`) },
    { weight: 1, make: (g) => {
        g.module('stream');
        return statement(`{ const stop = new AbortController(); const s = stream.addAbortSignal(stop.signal, new stream.Readable({ read() {} })); s.on('error', (e) => log('${g.label()}', e.name))`,
            `.on('close', () => log('${g.label()}')); ${soon(g)}(() => stop.abort()); }`);
    } },
    { weight: 1, make: (g) => {
        g.module('stream');
        return statement(`stream.pipeline(stream.Readable.from(['a', 'b']), async function* (from) { for await (const c of from) { log('${g.label()}', String(c)); yield c; } },`,
            ` async (from) => { let n = 0; for await (const c of from) n += 1; return n; }, (e, v) => log('${g.label()}', e?.message, v));`);
    } },
    { weight: 1, make: (g) => {
        g.module('stream');
        return statement(`stream.pipeline(stream.Readable.from(['a', 'b']), new stream.Transform({ transform(c, e, done) { log('${g.label()}'); ${soon(g)}(() => done(new Error('e${g.label()}'))); } }),`,
            ` new stream.PassThrough(), (e) => log('${g.label()}', e?.message));`);
    } },
    { weight: 1, make: (g) => {
        g.module('stream');
        const name = g.name('late');
        return statement(`const ${name} = new stream.Writable({ write(c, e, done) { done(); } }); ${name}.on('error', (e) => log('${g.label()}', e.code)).on('close', () => log('${g.label()}'));`,
            ` ${name}.end(); ${soon(g)}(() => ${name}.write('x', (e) => log('${g.label()}', e?.code)));`);
    } },
    { weight: 1, make: (g) => statement(`(async () => { const t = new TransformStream({ transform(c, k) { log('${g.label()}', c); k.enqueue(c + c); } }); const w = t.writable.getWriter();`,
        ` w.write('a'); w.close().then(() => log('${g.label()}')); for await (const c of t.readable) log('${g.label()}', c); })();`) },
    { weight: 1, make: (g) => {
        g.module('stream');
        return statement(`${g.module('readline')}.createInterface({ input: stream.Readable.from(['one\\ntw', 'o\\n', 'three']) }).on('line', (l) => log('${g.label()}', l)).on('close', () => log('${g.label()}'));`);
    } },
];

export const rareIoRows = [
    { weight: 1, isIo: true, make: (g, scope) => statement(`fs.promises.open(${own}).then(async (file) => { let n = 0; for await (const line of file.readLines()) if (++n === 2) break; log('${g.label()}', n);`,
        g.body(scope, { io: true }), '});') },
    { weight: 1, isIo: true, make: (g, scope) => statement(`fs.promises.opendir('.').then(async (folder) => { let n = 0; for await (const entry of folder) n += 1; log('${g.label()}', n > 0);`,
        g.body(scope, { io: true }), '});') },
    { weight: 1, isIo: true, make: (g) => statement(`{ const stop = new AbortController(); fs.readFile(${own}, { signal: stop.signal }, (e) => log('${g.label()}', e?.name)); stop.abort(); }`) },
    { weight: 1, isIo: true, make: (g, scope) => {
        g.module('streamPromises');
        g.module('zlib');
        return statement(`streamPromises.pipeline(fs.createReadStream(${own}), zlib.createGzip(), fs.createWriteStream('made${g.label()}.gz')).then(() => {`,
            [g.logOf(`fs.existsSync('made${g.labels}.gz')`), ...g.body(scope, { io: true })], '});');
    } },
    { weight: 1, isIo: true, make: (g, scope) => {
        const name = `made${g.label()}`;
        return statement(`(async () => { await fs.promises.mkdir('${name}'); await fs.promises.writeFile('${name}/a', 'x'); await fs.promises.rename('${name}/a', '${name}/b');`,
            ` log('${g.label()}', (await fs.promises.readdir('${name}')).join()); await fs.promises.rm('${name}', { recursive: true }); log('${g.label()}', fs.existsSync('${name}'));`,
            g.body(scope, { io: true }), '})();');
    } },
    { weight: 1, isIo: true, make: (g, scope) => statement(`fs.appendFile('made${g.label()}.txt', 'x', (e) => {`, [g.logOf('e?.code'),
        statement(`fs.unlink('made${g.labels - 1}.txt', (e) => {`, [g.logOf('e?.code'), ...g.body(scope, { io: true })], '});')], '});') },
    { weight: 1, isIo: true, make: (g, scope) => statement(`${g.module('crypto')}.hkdf('sha256', 'key', 'salt', 'info', 8, (e, v) => {`, [g.logOf('Buffer.from(v).toString(\'hex\')'), ...g.body(scope, { io: true })], '});') },
    { weight: 1, isIo: true, make: (g, scope) => statement(`${g.module('zlib')}.createDeflate().on('data', (c) => log('${g.label()}', c.length > 0)).on('end', () => {`,
        [g.log(), ...g.body(scope, { io: true })], `}).end('text'.repeat(${1 + g.random.below(9)}000));`) },
    { weight: 1, make: (g) => statement(`try { fs.${g.random.pick(['readFileSync', 'statSync', 'readdirSync', 'unlinkSync', 'rmdirSync'])}('missing${g.label()}'); } catch (e) { log('${g.label()}', e.message); }`) },
    { weight: 1, make: (g) => statement(`{ const name = 'sync${g.label()}'; fs.mkdirSync(name); fs.writeFileSync(name + '/f', 'text'); fs.appendFileSync(name + '/f', '!');`,
        ` log('${g.label()}', fs.readFileSync(name + '/f', 'utf8'), fs.readdirSync(name).join(), fs.statSync(name + '/f').size); fs.rmSync(name, { recursive: true }); }`) },
];
