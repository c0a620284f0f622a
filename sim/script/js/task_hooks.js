'use strict';
// Lets the engine's trace hear of the program's tasks. Node calls its async hooks only if their counts say that there
// are some; they are put beside it without its public door, which would give promises ids and so change what a program sees.

const { isAwaited, isChained } = require('./await_chains.js');
const { callOf } = require('./callbacks.js');
const { internal, isThere, whenLoaded } = require('./node_internals.js');
const asyncHooks = require('internal/async_hooks');

function installTaskHooks(door, internalBinding) {
    const { async_hook_fields: counts, constants } = internalBinding('async_wrap');
    const { getHookArrays, symbols } = asyncHooks;
    const own = {
        [symbols.init_symbol]: door.taskInit,
        [symbols.before_symbol]: door.taskBefore,
        [symbols.after_symbol]: door.taskAfter,
    };
    getHookArrays()[0].push(own);
    if (isThere('internal/async_context_frame')) hideHooks(door, own);
    for (const kind of ['kInit', 'kBefore', 'kAfter']) counts[constants[kind]] += 1;
    door.setTimersNow(internalBinding('timers').getLibuvNow());

    door.setSourceQuestions(isChained, isAwaited, callOf);

    const { prototype } = internalBinding('module_wrap').ModuleWrap;
    for (const name of ['evaluate', 'evaluateSync']) {
        if (typeof prototype[name] === 'function') prototype[name] = door.wrapEvaluate(prototype[name]);
    }
    // Not by the public door, which reads all that the module exports: V8 would compile a getter before the program needs it.
    const EventEmitter = internal('events');
    const { emit } = EventEmitter.prototype;
    const traced = door.wrapEmit(emit);
    EventEmitter.prototype.emit = traced;
    door.setEmit(EventEmitter.prototype, emit, traced);
    // Duplex takes over the methods of Writable when it is loaded, after it. Neither is loaded for this: that has its price.
    whenLoaded('internal/streams/writable', ({ prototype }) => {
        const { write } = prototype;
        const { get: needsDrain } = Object.getOwnPropertyDescriptor(prototype, 'writableNeedDrain');
        prototype.write = door.wrapWrite(write, needsDrain);
        whenLoaded('internal/streams/duplex', (Duplex) => { Duplex.prototype.write = prototype.write; });
    });
}

/**
 * Since Node 24 queueMicrotask and, since 26, `finished` make a resource only if there are hooks, which would show in ids and in
 * stack traces: ours are none. They are away while Node decides, and what makes no resource tells by itself.
 */
function hideHooks(door, own) {
    const { getHookArrays } = asyncHooks;
    const { current } = internal('internal/async_context_frame');
    asyncHooks.enabledHooksExist = () => getHookArrays()[0].some((one) => one !== own);
    const turn = () => {
        const [hooks] = getHookArrays();
        if (hooks.length === 0) return hooks.push(own) > 1;
        return !asyncHooks.enabledHooksExist() && current() === undefined && hooks.pop() === own;
    };
    const queues = internal('internal/process/task_queues');
    queues.queueMicrotask = door.wrapQueueMicrotask(queues.queueMicrotask, turn);
    Object.defineProperty(globalThis, 'queueMicrotask', { value: queues.queueMicrotask });
}

module.exports = { installTaskHooks };
