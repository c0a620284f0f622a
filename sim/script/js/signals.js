'use strict';
// Signals that the process sends to itself. Besides it there are those that began it.

const { executionAsyncId } = require('async_hooks');
const { asyncContextFrames } = require('./node_internals.js');

// Without a listener nothing comes of these (Node ignores SIGPIPE), and these would stop the process for ever.
const ignored = ['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGPIPE'];
const stopping = ['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'];

/** A signal arrives in the poll phase if a handle of Node's watches for it, otherwise it may be the end of the process. */
function signalOnlyMyself(host) {
    const { _kill: kill, abort, pid: own, ppid: parent } = process;
    const { signals } = host.internalBinding('constants').os;
    const { UV_ESRCH } = host.internalBinding('uv');
    const others = [1, parent];
    const frames = asyncContextFrames();
    const watchers = watchHandles(host, frames);
    // Bound, so that no frame of this file is in what Node prints.
    process.abort = host.hide(host.endBySignal.bind(undefined, signals.SIGABRT, abort));
    Object.defineProperty(process.abort, 'name', { value: abort.name });
    process._kill = function _kill() {
        const [given, number] = arguments;  // Node's has no parameters of its own
        const pid = given | 0;  // Node takes a number's text, too
        if (pid !== process.pid && pid !== 0) {
            if (pid !== -1 && ![process.pid, ...others].includes(Math.abs(pid))) return UV_ESRCH;
            host.refuse('process.kill of another process', 'a script is alone');
        }
        const name = Object.keys(signals).find((one) => signals[one] === number);
        const watcher = watchers.get(number);
        if (name === 'SIGUSR1' && watcher === undefined) host.refuse('the inspector, which SIGUSR1 starts', 'there is no debugger within the simulation');
        if (name === undefined) return number === 0 ? 0 : kill.call(process, own, number);
        if (watcher === undefined) {
            if (stopping.includes(name)) host.refuse(`a process that ${name} stops`, 'nobody would continue it');
            if (!ignored.includes(name)) host.endBySignal(number);
            return 0;
        }
        const { handle, trigger, frame } = watcher;
        const arrive = () => {
            if (watchers.get(number) !== watcher) return undefined;  // closed meanwhile
            frames?.set(frame);
            return [handle, handle.onsignal, number];
        };
        host.ready('process.kill', host.now(), arrive, { isSignal: true, ids: [handle.getAsyncId(), trigger], resource: handle }).unref();
        return 0;
    };
}

/** Who watches for signals, by number: Node's handles with the asynchronous context in which each was made. */
function watchHandles(host, frames) {
    const { prototype } = host.internalBinding('signal_wrap').Signal;
    const { start, close } = prototype;
    const watchers = new Map();
    prototype.start = host.hide(function (number) {
        const error = start.call(this, number);
        if (error === 0) watchers.set(number, { handle: this, trigger: executionAsyncId(), frame: frames?.current() });
        return error;
    });
    prototype.close = host.hide(function (...args) {
        for (const [number, { handle }] of watchers) {
            if (handle !== this) continue;
            watchers.delete(number);
            host.internalBinding('async_wrap').queueDestroyAsyncId(handle.getAsyncId());
        }
        return close.apply(this, args);
    });
    return watchers;
}

module.exports = { signalOnlyMyself };
