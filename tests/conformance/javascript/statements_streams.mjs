// Streams in memory.

import { statement } from './tree.mjs';

const chunks = (g) => `[${Array.from({ length: 1 + g.random.below(3) }, () => `'c${g.label()}'`).join(', ')}]`;
const shown = 'String(c)';

const transform = (g) => g.random.pick([
    `new stream.Transform({ transform(c, e, done) { log('${g.label()}', ${shown}); done(null, c); } })`,
    `new stream.Transform({ transform(c, e, done) { setImmediate(() => { log('${g.label()}', ${shown}); done(null, c); }); } })`,
    `new stream.Transform({ transform(c, e, done) { process.nextTick(done, null, c); }, flush(done) { log('${g.label()}'); done(); } })`,
    'new stream.PassThrough()',
]);
const sink = (g) => g.random.pick([
    `new stream.Writable({ write(c, e, done) { log('${g.label()}', ${shown}); done(); } })`,
    `new stream.Writable({ highWaterMark: 3, write(c, e, done) { log('${g.label()}', ${shown}); setImmediate(done); } })`,
    `new stream.Writable({ write(c, e, done) { log('${g.label()}', ${shown}); queueMicrotask(done); }, final(done) { log('${g.label()}'); process.nextTick(done); } })`,
    `new stream.Writable({ objectMode: true, writev(list, done) { log('${g.label()}', list.length); setImmediate(done); } })`,
]);
const source = (g) => g.random.pick([
    `stream.Readable.from(${chunks(g)})`,
    `stream.Readable.from((async function* () { yield 'a'; await null; log('${g.label()}'); yield 'b'; })())`,
    `(() => { let n = 0; return new stream.Readable({ read() { log('${g.label()}'); this.push(++n < 3 ? 'n' + n : null); } }); })()`,
    `(() => { let n = 0; return new stream.Readable({ read() { setImmediate(() => this.push(++n < 3 ? 'n' + n : null)); } }); })()`,
    `(() => { let n = 0; return new stream.Readable({ highWaterMark: 2, read() { process.nextTick(() => this.push(++n < 4 ? 'n' + n : null)); } }); })()`,
]);
const follow = (g, name, names) => names.map((event) =>
    statement(`${name}.on('${event}', (v) => log('${g.label()} ${event}', v?.message ?? ''));`));

export const streamRows = [
    { weight: 5, make: (g, scope) => {
        g.module('stream');
        const name = g.name('readable');
        return statement(`const ${name} = ${source(g)}; ${name}.on('data', (c) => {`, [g.logOf(shown), ...g.body(scope)], '});',
            follow(g, name, ['end', 'close']));
    } },
    { weight: 3, make: (g, scope) => {
        g.module('stream');
        const name = g.name('readable');
        return statement(`const ${name} = ${source(g)}; ${name}.on('readable', () => { let c; while ((c = ${name}.read()) !== null) {`,
            [g.logOf(shown), ...g.body(scope)], '} });', follow(g, name, ['end', 'close']));
    } },
    { weight: 4, make: (g, scope) => {
        g.module('stream');
        return statement(`(async () => { for await (const c of ${source(g)}) {`, [g.logOf(shown), ...g.body(scope, { isSync: true })],
            '} })().then(() => {', g.body(scope), '});');
    } },
    { weight: 5, make: (g, scope) => {
        g.module('stream');
        return statement(`stream.pipeline(${source(g)}, ${transform(g)}, ${sink(g)}, (e) => {`, [g.logOf('e?.message'), ...g.body(scope)], '});');
    } },
    { weight: 3, make: (g) => {
        g.module('stream');
        g.module('streamPromises');
        return statement(`streamPromises.pipeline(${source(g)}, ${transform(g)}, ${sink(g)}).then(() => log('${g.label()}'));`);
    } },
    { weight: 3, make: (g) => {
        g.module('stream');
        const name = g.name('writable');
        return statement(`const ${name} = ${sink(g)};`, follow(g, name, ['finish', 'close', 'drain']),
            `for (const c of ${chunks(g)}) log('${g.label()}', ${name}.write(c, () => log('${g.label()}'))); ${name}.end(() => log('${g.label()}'));`);
    } },
    { weight: 3, make: (g, scope) => {
        g.module('stream');
        const name = g.name('through');
        const when = g.random.pick(['', 'setImmediate', 'process.nextTick', 'queueMicrotask']);
        const write = `${name}.write('w'); ${name}.end('x');`;
        return statement(`const ${name} = ${transform(g)}; ${name}.on('data', (c) => {`, [g.logOf(shown), ...g.body(scope)], '});',
            follow(g, name, ['end', 'finish', 'close']), when === '' ? write : `${when}(() => { ${write} });`);
    } },
    { weight: 2, make: (g) => {
        g.module('stream');
        const name = g.name('readable');
        return statement(`const ${name} = ${source(g)}; ${name}.pipe(${transform(g)}).pipe(${sink(g)}).on('finish', () => log('${g.label()}'));`,
            follow(g, name, ['end', 'pause', 'resume', 'close']));
    } },
    { weight: 2, make: (g) => {
        g.module('stream');
        const name = g.name('broken');
        return statement(`const ${name} = ${source(g)};`, follow(g, name, ['error', 'close', 'data']),
            `${g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask'])}(() => ${name}.destroy(${g.random.chance(50) ? `new Error('e${g.label()}')` : ''}));`);
    } },
    { weight: 2, make: (g) => {
        g.module('stream');
        g.module('streamPromises');
        const name = g.name('finished');
        return statement(`const ${name} = ${source(g)}; streamPromises.finished(${name}).then(() => log('${g.label()}'), (e) => log('${g.label()}', e.message));`,
            ` ${name}.${g.random.pick(['resume', 'resume', 'destroy'])}();`);
    } },
    { weight: 1, make: (g) => {
        g.module('stream');
        const name = g.name('corked');
        return statement(`const ${name} = ${sink(g)}; ${name}.cork(); ${name}.write('p'); ${name}.write('q'); process.nextTick(() => ${name}.uncork()); ${name}.end();`,
            follow(g, name, ['finish', 'close']));
    } },
    { weight: 1, make: (g) => statement('(async () => { const s = new ReadableStream({ pull(c) {', [g.log(),
        statement("if (c.desiredSize > 0) c.enqueue('r'); c.close();")], `} }); for await (const c of s) log('${g.label()}', c); })();`) },
    { weight: 1, make: (g) => {
        g.module('stream');
        return statement(`stream.Duplex.from(async function* (list) { for await (const c of list) yield ${shown} + '!'; })`,
            `.on('data', (c) => log('${g.label()}', ${shown})).on('end', () => log('${g.label()}')).end('d');`);
    } },
];
