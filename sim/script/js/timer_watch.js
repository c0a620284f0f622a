'use strict';
// Where paths are explored the engine decides how late the program is when it sets a timer: it is told before Node reads
// the clock for it. As in task_hooks.js this stands beside the public door of async hooks. A refreshed timer goes unseen.

const { getHookArrays, symbols } = require('internal/async_hooks');
const { timerListMap } = require('internal/timers');

function dueTimes() {
    const due = [];
    for (const ms of Object.keys(timerListMap)) {
        const list = timerListMap[ms];
        for (let timer = list._idleNext; timer !== list; timer = timer._idleNext) due.push(timer._idleStart + Number(ms));
    }
    return due;
}

/** Lists in the order in which they run, each with its duration, what is left until it and each of its timers is due, and -1. */
function timerShape(now) {
    const lists = [];
    for (const ms of Object.keys(timerListMap)) {
        const list = timerListMap[ms];
        let at = lists.length;
        while (at > 0 && isBefore(list, lists[at - 1])) at -= 1;
        lists.splice(at, 0, list);
    }
    const shape = [];
    for (const list of lists) {
        shape.push(list.msecs, Math.max(list.expiry - now, 0));
        for (let timer = list._idleNext; timer !== list; timer = timer._idleNext)
            shape.push(Math.max(timer._idleStart + list.msecs - now, 0));
        shape.push(-1);
    }
    return shape;
}

function isBefore(a, b) {
    return a.expiry !== b.expiry ? a.expiry < b.expiry : a.id < b.id;
}

function watchTimers(door, internalBinding) {
    const { async_hook_fields: counts, constants } = internalBinding('async_wrap');
    const [hooks] = getHookArrays();
    const repeating = new Map();
    hooks.push({
        [symbols.init_symbol](id, type, trigger, timer) {
            if (type !== 'Timeout') return;
            if (timer._repeat) repeating.set(id, timer);
            door.beforeTimer(Math.trunc(timer._idleTimeout));
        },
        // An interval takes the time before its callback runs.
        [symbols.before_symbol](id) {
            const timer = repeating.get(id);
            if (timer?._repeat) door.beforeTimer(Math.trunc(timer._repeat));
        },
    });
    for (const kind of ['kInit', 'kBefore']) counts[constants[kind]] += 1;
    door.setTimersNow(internalBinding('timers').getLibuvNow());
    door.watchTimers(dueTimes, timerShape);
}

module.exports = { watchTimers };
