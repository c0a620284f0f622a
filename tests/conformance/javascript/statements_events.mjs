// Emitters, event targets, abort signals.

import { statement } from './tree.mjs';

export const eventRows = [
    { weight: 8, make: (g, scope) => {
        const name = g.name('emitter');
        g.module('events');
        scope.handles.push({ kind: 'emitter', name });
        return statement(`const ${name} = new events.EventEmitter(${g.random.chance(25) ? '{ captureRejections: true }' : ''});`);
    } },
    { weight: 8, handle: 'emitter', make: (g, scope, name) => statement(`${name}.${g.random.pick(['on', 'on', 'once', 'prependListener', 'prependOnceListener'])}('x', (v) => {`,
        [g.logOf('v'), ...g.body(scope)], '});') },
    { weight: 2, handle: 'emitter', make: (g, scope, name) => statement(`${name}.on('x', async (v) => {`,
        [g.logOf('v'), ...g.body(scope, { isAsync: true }), statement(`${g.random.chance(20) ? `throw new Error('e${g.label()}')` : `return ${g.label()}`};`)], '});') },
    { weight: 2, handle: 'emitter', make: (g, scope, name) => statement(`${name}.on('error', (e) => {`, [g.logOf('e.message'), ...g.body(scope)], '});') },
    { weight: 10, handle: 'emitter', make: (g, scope, name) => g.logOf(`${name}.emit('x', ${g.label()})`) },
    { weight: 4, handle: 'emitter', make: (g, scope, name) => statement(
        `${g.random.pick(['setImmediate', 'process.nextTick', 'queueMicrotask', 'setTimeout'])}(() => ${name}.emit('x', ${g.label()}));`) },
    { weight: 1, handle: 'emitter', make: (g, scope, name) => statement(`${name}.emit('error', new Error('e${g.label()}'));`) },
    { weight: 1, handle: 'emitter', make: (g, scope, name) => statement(`${name}.removeAllListeners('x');`) },
    { weight: 1, handle: 'emitter', make: (g, scope, name) => statement(`${name}.on('newListener', (n) => log('${g.label()}', n));`) },
    { weight: 3, handle: 'emitter', make: (g, scope, name) => statement(
        `events.once(${name}, 'x').then((v) => log('${g.label()}', v), (e) => log('${g.label()}', e.message));`) },
    { weight: 2, handle: 'emitter', make: (g, scope, name) => statement(
        `(async () => { let n = 0; for await (const v of events.on(${name}, 'x')) {`, [g.logOf('v'), statement('if (++n === 2) break;')], '} })();') },
    { weight: 3, make: (g, scope) => {
        const name = g.name('target');
        scope.handles.push({ kind: 'target', name });
        return statement(`const ${name} = new EventTarget(); ${name}.addEventListener('x', (e) => {`, [g.logOf('e.type'), ...g.body(scope)],
            `}${g.random.chance(30) ? ', { once: true }' : ''});`);
    } },
    { weight: 5, handle: 'target', make: (g, scope, name) => g.logOf(`${name}.dispatchEvent(new Event('x'))`) },
    { weight: 3, make: (g, scope) => {
        const name = g.name('controller');
        scope.handles.push({ kind: 'controller', name });
        return statement(`const ${name} = new AbortController(); ${name}.signal.addEventListener('abort', () => {`, [g.log(), ...g.body(scope)], '});');
    } },
    { weight: 4, handle: 'controller', make: (g, scope, name) => statement(`${name}.abort(new Error('e${g.label()}'));`) },
    { weight: 1, handle: 'controller', make: (g, scope, name) => statement(
        `${g.module('events')}.once(new events.EventEmitter(), 'x', { signal: ${name}.signal }).catch((e) => log('${g.label()}', e.name));`) },
    { weight: 1, make: (g) => statement(`AbortSignal.timeout(2).addEventListener('abort', () => log('${g.label()}')); setTimeout(() => {}, 20);`) },
    { weight: 1, make: (g) => statement(`process.emitWarning('w${g.label()}'); process.once('warning', (w) => log('${g.label()}', w.message));`) },
    { weight: 1, make: (g) => statement(`process.once('x${g.label()}', () => log('${g.label()}')); process.emit('x${g.labels - 1}');`) },
];
