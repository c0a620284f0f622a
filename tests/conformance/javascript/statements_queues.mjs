// Timers, immediates, ticks and microtasks.

import { statement } from './tree.mjs';

function keep(scope, kind, name) {
    scope.handles.push({ kind, name });
    return name;
}

export const queueRows = [
    { weight: 3, make: (g) => g.log() },
    { weight: 8, make: (g, scope) => statement('setTimeout(() => {', g.body(scope), `}, ${g.delay()});`) },
    { weight: 4, make: (g, scope) => {
        const body = g.body(scope);
        const name = keep(scope, 'timeout', g.name('timer'));
        return statement(`const ${name} = setTimeout(() => {`, body, `}, ${g.delay()});`);
    } },
    { weight: 2, make: (g, scope) => statement('setTimeout((a, b) => {', [g.logOf('a'), ...g.body(scope)], `}, ${g.delay()}, 'x', 'y');`) },
    { weight: 3, handle: 'timeout', make: (g, scope, name) => statement(`clearTimeout(${name});`) },
    { weight: 2, handle: 'timeout', make: (g, scope, name) => statement(`${name}.refresh();`) },
    { weight: 1, handle: 'timeout', make: (g, scope, name) => statement(`${name}.unref();`) },
    { weight: 1, handle: 'timeout', make: (g, scope, name) => statement(`${name}.unref().ref();`) },
    { weight: 1, handle: 'timeout', make: (g, scope, name) => g.logOf(`${name}.hasRef()`) },
    { weight: 2, make: (g, scope) => {
        const name = g.name('count');
        const timer = g.name('interval');
        return statement(`let ${name} = 0; const ${timer} = setInterval(() => {`,
            [statement(`if (++${name} === ${2 + g.random.below(2)}) clearInterval(${timer});`), ...g.body(scope)], `}, ${g.delay()});`);
    } },
    { weight: 7, make: (g, scope) => statement('setImmediate(() => {', g.body(scope), '});') },
    { weight: 2, make: (g, scope) => {
        const body = g.body(scope);
        const name = keep(scope, 'immediate', g.name('immediate'));
        return statement(`const ${name} = setImmediate(() => {`, body, '});');
    } },
    { weight: 2, handle: 'immediate', make: (g, scope, name) => statement(`clearImmediate(${name});`) },
    { weight: 1, handle: 'immediate', make: (g, scope, name) => statement(`${name}.unref();`) },
    { weight: 7, make: (g, scope) => statement('process.nextTick(() => {', g.body(scope), '});') },
    { weight: 1, make: (g, scope) => statement('process.nextTick((a) => {', [g.logOf('a'), ...g.body(scope)], "}, 'argument');") },
    { weight: 6, make: (g, scope) => statement('queueMicrotask(() => {', g.body(scope), '});') },
    { weight: 1, make: (g, scope) => {
        const name = g.name('again');
        const how = g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask']);
        return statement(`const ${name} = (n) => {`, [g.logOf('n'), statement(`if (n > 0) ${how}(() => ${name}(n - 1));`)], `}; ${name}(3);`);
    } },
    { weight: 1, make: (g) => statement(`busy(${g.random.pick([2, 3])});`) },
    { weight: 1, make: (g, scope) => statement('setTimeout(() => {',
        [g.log(), statement(`throw new Error('thrown ${g.label()}');`)], `}, ${g.delay()});`) },
    { weight: 1, make: (g) => statement(g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask']),
        `(() => { throw new Error('thrown ${g.label()}'); });`) },
];
