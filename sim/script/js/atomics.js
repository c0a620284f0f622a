'use strict';
// Atomics in a world of one thread. Atomics.wait blocks, and there is no other thread that could wake it: it waits for its timeout,
// in virtual time. Who waits by Atomics.waitAsync hears of Atomics.notify when the loop next polls, all in one task as in V8;
// to wait keeps nothing alive. Source: Node src/node_platform.cc, PostDelayedTask and FlushForegroundTasksInternal.

const nanosecondsOfMillisecond = 1e6;

function installAtomics(host) {
    const { wait, waitAsync, notify } = Atomics;
    const waiters = new Set();
    let woken = [];

    replace(host, 'wait', (array, index, value, timeout) => {
        const most = limitOf(timeout);
        // With no time to wait the real one only checks its arguments and the value.
        const answer = wait(array, index, value, 0);
        if (answer !== 'timed-out') return answer;
        if (most === Infinity) host.refuse('Atomics.wait without a timeout', 'no other thread can wake the script');
        host.spend(most * nanosecondsOfMillisecond);
        return answer;
    });

    replace(host, 'waitAsync', (array, index, value, timeout) => {
        const most = limitOf(timeout);
        // The real one makes a promise whatever its answer is, which async hooks count.
        if (most === 0 || wait(array, index, value, 0) !== 'timed-out') return waitAsync(array, index, value, 0);
        const waiter = { buffer: array.buffer, place: placeOf(array, index) };
        const answer = { async: true, value: new Promise((resolve) => { waiter.resolve = resolve; }) };
        waiters.add(waiter);
        if (most !== Infinity) {
            limit(waiter, Math.round(most) * nanosecondsOfMillisecond);
        }
        return answer;
    });

    replace(host, 'notify', (array, index, count) => {
        notify(array, index, 0);
        const most = count === undefined ? Infinity : Math.trunc(Number(count)) || 0;
        let found = 0;
        for (const waiter of waiters) {
            if (found >= most) break;
            if (waiter.buffer !== array.buffer || waiter.place !== placeOf(array, index)) continue;
            waiters.delete(waiter);
            waiter.limit?.cancel();
            if (woken.push(waiter) === 1) soon(wake);
            found += 1;
        }
        return found;
    });

    /** The time counts from when the loop next polls: only then Node hears of the task that V8 has posted, and starts a timer for it. */
    function limit(waiter, wait) {
        const timeOut = () => waiters.delete(waiter) && waiter.resolve('timed-out');
        const begin = () => {
            if (!waiters.has(waiter)) return;
            waiter.limit = host.ready('Atomics.waitAsync', host.now() + wait, () => [undefined, timeOut], { isUnheard: true });
            waiter.limit.unref();
        };
        waiter.limit = soon(begin);
    }

    function wake() {
        const all = woken;
        woken = [];
        for (const { resolve } of all) resolve('ok');
    }

    /** In a task that V8 posts. */
    function soon(call) {
        return host.ready('Atomics.waitAsync', host.now(), () => [undefined, call], { isTask: true });
    }
}

function replace(host, name, virtual) {
    const real = Atomics[name];
    if (real === undefined) return;
    const hidden = (...args) => {
        try {
            return virtual(...args);
        } catch (error) {
            const isOwn = error instanceof Error && / at (?:wait|waitAsync|notify) \(<anonymous>\)/.test(error.stack);
            throw isOwn ? thrownBy(name, error, hidden) : error;
        }
    };
    Atomics[name] = host.hide(hidden);
    Object.defineProperties(Atomics[name], { name: { value: name }, length: { value: real.length } });
}

/** The error with the stack trace that the real function would have given it, when it was called where `above` was. */
function thrownBy(name, error, above) {
    Error.captureStackTrace(error, above);
    const [text, ...frames] = error.stack.split(/\n(?= {4}at )/);
    error.stack = [text, `    at Atomics.${name} (<anonymous>)`, ...frames].slice(0, 1 + Error.stackTraceLimit).join('\n');
    return error;
}

function limitOf(timeout) {
    const limit = timeout === undefined ? NaN : Number(timeout);
    return Number.isNaN(limit) ? Infinity : Math.max(0, limit);
}

/** Of an element within its buffer. */
function placeOf(array, index) {
    return array.byteOffset + Math.trunc(Number(index) || 0) * array.BYTES_PER_ELEMENT;
}

module.exports = { installAtomics };
