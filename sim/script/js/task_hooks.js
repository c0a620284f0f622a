'use strict';
// Lets the engine's trace hear of the program's tasks. Node calls its async hooks only if their counts say that there
// are some; they are put beside it without its public door, which would give promises ids and so change what a program sees.

const EventEmitter = require('events');
const { isChained } = require('./await_chains.js');
const { whenLoaded } = require('./node_internals.js');
const { getHookArrays, symbols } = require('internal/async_hooks');

function installTaskHooks(door, internalBinding) {
    const { async_hook_fields: counts, constants } = internalBinding('async_wrap');
    const [hooks] = getHookArrays();
    hooks.push({
        [symbols.init_symbol]: door.taskInit,
        [symbols.before_symbol]: door.taskBefore,
        [symbols.after_symbol]: door.taskAfter,
    });
    for (const kind of ['kInit', 'kBefore', 'kAfter']) counts[constants[kind]] += 1;
    door.setTimersNow(internalBinding('timers').getLibuvNow());

    door.setAwaitQuestion(isChained);

    const { prototype } = internalBinding('module_wrap').ModuleWrap;
    for (const name of ['evaluate', 'evaluateSync']) {
        if (typeof prototype[name] === 'function') prototype[name] = door.wrapEvaluate(prototype[name]);
    }
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

module.exports = { installTaskHooks };
