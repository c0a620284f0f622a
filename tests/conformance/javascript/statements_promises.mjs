// Promises, async functions, generators, thenables, timers/promises, AsyncLocalStorage.

import { statement } from './tree.mjs';

/** An expression to resolve or to await with. */
function valueOf(g) {
    const label = `'v${g.label()}'`;
    return g.random.row([
        { weight: 5, text: label },
        { weight: 4, text: `Promise.resolve(${label})` },
        { weight: 3, text: `thenable(${label})` },
        { weight: 2, text: `new Promise((resolve) => setImmediate(resolve, ${label}))` },
        { weight: 1, text: `new Promise((resolve) => process.nextTick(resolve, ${label}))` },
        { weight: 1, text: `new Promise((resolve) => queueMicrotask(() => resolve(${label})))` },
        { weight: 2, text: `(async () => ${label})()` },
        { weight: 1, text: `(async () => { await null; return ${label}; })()` },
        { weight: 1, text: `Promise.resolve().then(() => Promise.resolve(${label}))` },
    ]).text;
}

const errorOf = (g) => `new Error('e${g.label()}')`;

/** A promise that may reject, as a list for combinators. */
function promisesOf(g) {
    const list = [];
    for (let i = 0; i < 2 + g.random.below(2); ++i) list.push(g.random.chance(25) ? `Promise.reject(${errorOf(g)})` : valueOf(g));
    return `[${list.join(', ')}]`;
}

const show = '(v) => v?.message ?? v?.errors?.map((e) => e.message).join() ?? JSON.stringify(v)';

export const promiseRows = [
    { weight: 6, make: (g, scope) => statement(`Promise.resolve(${valueOf(g)}).then((v) => {`, [g.logOf('v'), ...g.body(scope)], '});') },
    { weight: 4, make: (g, scope) => statement('Promise.resolve().then(() => {', g.body(scope), '}).then(() => {', g.body(scope),
        '}).finally(() => {', g.body(scope), '});') },
    { weight: 3, make: (g, scope) => statement('Promise.resolve().then(() => {', [g.log(), statement(`return ${valueOf(g)};`)],
        '}).then((v) => {', [g.logOf('v'), ...g.body(scope)], '});') },
    { weight: 3, make: (g, scope) => statement('new Promise((resolve, reject) => {',
        [...g.body(scope, { isSync: true }), statement(`resolve(${valueOf(g)});`), g.log()], '}).then((v) => {', [g.logOf('v'), ...g.body(scope)], '});') },
    { weight: 3, make: (g, scope) => statement(`Promise.reject(${errorOf(g)}).catch((e) => {`, [g.logOf('e.message'), ...g.body(scope)],
        '}).finally(() => {', g.body(scope), '});') },
    { weight: 2, make: (g, scope) => statement('Promise.resolve().then(() => {', [g.log(), statement(`throw ${errorOf(g)};`)],
        '}).then(() => {', [g.log()], '}, (e) => {', [g.logOf('e.message'), ...g.body(scope)], '});') },
    { weight: 1, make: (g) => statement(`Promise.reject(${errorOf(g)});`) },
    { weight: 2, make: (g) => {
        const name = g.name('late');
        const how = g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask', 'setTimeout', 'Promise.resolve().then']);
        return statement(`const ${name} = Promise.reject(${errorOf(g)}); ${how}(() => ${name}.catch((e) => log('${g.label()}', e.message)));`);
    } },
    { weight: 7, make: (g, scope) => statement('(async () => {', g.body(scope, { isAsync: true, isSync: true }), '})().then(() => {', g.body(scope), '});') },
    { weight: 2, make: (g, scope) => statement('(async () => {', [...g.body(scope, { isAsync: true, isSync: true }),
        statement(`return ${g.random.chance(50) ? 'await ' : ''}${valueOf(g)};`)], '})().then((v) => {', [g.logOf('v')], '});') },
    { weight: 2, make: (g, scope) => statement('(async () => {', [statement('try {',
        [...g.body(scope, { isAsync: true, isSync: true }), statement(`${g.random.pick(['await', 'return', 'return await'])} Promise.reject(${errorOf(g)});`)],
        '} catch (e) {', [g.logOf('e.message')], '} finally {', g.body(scope, { isAsync: true, isSync: true }), '}')],
        '})().then(() => {', [g.log()], '}, (e) => {', [g.logOf('e.message')], '});') },
    { weight: 9, isAsync: true, make: (g) => statement(`log('${g.label()}', await ${valueOf(g)});`) },
    { weight: 2, isAsync: true, make: (g) => statement(`try { await Promise.reject(${errorOf(g)}); } catch (e) { log('${g.label()}', e.message); }`) },
    { weight: 2, isAsync: true, make: (g, scope) => statement(`for await (const v of ${promisesOf(g).replace(/Promise\.reject\([^)]*\)\)/g, 'null')}) {`,
        [g.logOf('v'), ...g.body(scope, { isSync: true })], '}') },
    { weight: 3, make: (g, scope) => {
        const name = g.name('generator');
        return statement(`async function* ${name}() {`, [statement('try {', [g.log(), statement(`yield ${valueOf(g)};`), g.log(),
            statement(`yield ${valueOf(g)};`)], '} finally {', [g.log()], '}')],
        `} (async () => { for await (const v of ${name}()) {`, [g.logOf('v'),
            ...(g.random.chance(30) ? [statement('break;')] : g.body(scope, { isSync: true }))], '} })().then(() => {', g.body(scope), '});');
    } },
    { weight: 1, make: (g) => {
        const name = g.name('generator');
        return statement(`async function* ${name}() { yield* (function* () { yield ${valueOf(g)}; yield 2; })(); } const of${name} = ${name}();`,
            ` for (let i = 0; i < 4; ++i) of${name}.${g.random.pick(['next', 'next', 'return'])}(i).then((r) => log('${g.label()}', r.value, r.done));`);
    } },
    { weight: 2, make: (g) => statement(`function* ${g.name('steps')}() { log('${g.label()}'); const v = yield 1; log('${g.label()}', v); } `,
        `{ const g = steps${g.names}(); g.next(); Promise.resolve('p').then((v) => g.next(v)); }`) },
    { weight: 4, make: (g) => statement(`Promise.${g.random.pick(['all', 'allSettled', 'race', 'any'])}(${promisesOf(g)})`,
        `.then((v) => log('${g.label()}', (${show})(v)), (e) => log('${g.label()}', (${show})(e)));`) },
    { weight: 2, make: (g, scope) => {
        const name = g.name('resolve');
        scope.handles.push({ kind: 'resolve', name });
        return statement(`let ${name}; new Promise((resolve) => { ${name} = resolve; }).then((v) => {`, [g.logOf('v')], '});');
    } },
    { weight: 3, handle: 'resolve', make: (g, scope, name) => statement(`${name}(${valueOf(g)});`) },
    { weight: 2, make: (g) => statement(`${g.module('timersPromises')}.${g.random.pick(['setImmediate(', 'setTimeout(0, ', 'setTimeout(1, '])}'v${g.label()}')`,
        `.then((v) => log('${g.label()}', v));`) },
    { weight: 1, make: (g) => {
        g.module('timersPromises');
        return statement(`(async () => { let n = 0; for await (const v of timersPromises.setInterval(1, 'i')) { log('${g.label()}', v); if (++n === 2) break; } })();`);
    } },
    { weight: 1, make: (g) => {
        g.module('timersPromises');
        const name = g.name('stop');
        return statement(`const ${name} = new AbortController(); timersPromises.setTimeout(50, null, { signal: ${name}.signal })`,
            `.catch((e) => log('${g.label()}', e.name)); ${g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask'])}(() => ${name}.abort());`);
    } },
    { weight: 2, make: (g, scope) => {
        const name = g.name('storage');
        g.module('async_hooks');
        const inner = { ...scope, handles: [...scope.handles, { kind: 'storage', name }] };
        return statement(`const ${name} = new async_hooks.AsyncLocalStorage(); ${name}.run('s${g.label()}', () => {`, g.body(inner, { isSync: true }), '});');
    } },
    { weight: 6, handle: 'storage', make: (g, scope, name) => g.logOf(`${name}.getStore()`) },
    { weight: 1, make: (g) => statement(`${g.module('util')}.promisify(setTimeout)(1, 'p').then((v) => log('${g.label()}', v));`) },
    { weight: 1, make: (g) => statement(`${g.module('util')}.callbackify(async () => ${valueOf(g)})((e, v) => log('${g.label()}', v));`) },
    { weight: 1, make: (g) => statement(`import('node:url').then(() => log('${g.label()}'));`) },
    { weight: 1, make: (g) => statement(`Array.from([1, 2], async (n) => { log('${g.label()}', n); await null; log('${g.label()}', n); });`) },
];
