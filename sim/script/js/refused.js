'use strict';
// What is not modelled yet is refused by name when it is used.

const { whenLoaded } = require('./node_internals.js');

const refusals = [
    ['spawn_sync', 'spawn', 'child_process', 'child processes are not run'],
    ['process_wrap', 'Process', 'child_process', 'child processes are not run'],
    ['worker', 'Worker', 'worker_threads.Worker', 'a script runs on one thread'],
    ['tcp_wrap', 'TCP', 'net (and what is built on it: http, https, tls, fetch)', 'sockets are not simulated for scripts; a JSON scenario has them (loopglass language listen)'],
    ['udp_wrap', 'UDP', 'dgram', 'sockets are not simulated for scripts; a JSON scenario has them (loopglass language dgram)'],
    ['trace_events', 'CategorySet', 'trace_events', 'loopglass writes traces itself: --trace FILE'],
    ['heap_utils', 'triggerHeapSnapshot', 'v8.writeHeapSnapshot', 'V8 writes no files here'],
    ['report', 'writeReport', 'process.report.writeReport', 'process.report.getReport() gives one'],
    ['inspector', 'Connection', 'inspector', 'there is no debugger within the simulation'],
    ['inspector', 'open', 'inspector', 'there is no debugger within the simulation'],
];

function refuseWhatIsNotModelled(host) {
    for (const [bindingName, name, what, instead] of refusals) {
        let binding;
        try {
            binding = host.internalBinding(bindingName);
        } catch {
            continue;
        }
        if (binding[name] === undefined) continue;
        const replaced = host.hide(function () { host.refuse(what, instead); });
        // A module that was loaded before has the class itself.
        if (binding[name].prototype?.start) binding[name].prototype.start = host.hide(() => host.refuse(what, instead));
        if (binding[name].prototype) replaced.prototype = binding[name].prototype;
        binding[name] = replaced;
    }
    // Standard output may be a pipe; connecting to one or listening on one is another matter.
    for (const method of ['bind', 'listen', 'connect']) {
        const { prototype } = host.internalBinding('pipe_wrap').Pipe;
        if (prototype[method] === undefined) continue;
        prototype[method] = host.hide(() => host.refuse('net', 'sockets are not simulated for scripts; a JSON scenario has them (loopglass language listen)'));
    }
    refuseDatabaseFiles(host);
    goWithoutInspector();
    tellTheEnd(host);
    rememberFetch(host);
    endPipes(host);
    signalOnlyMyself(host);
    process._debugProcess = host.hide(function _debugProcess() { host.refuse('process._debugProcess', 'there is no debugger within the simulation'); });
    if (process.execve) process.execve = host.hide(function execve() { host.refuse('process.execve', 'child processes are not run'); });
    process.dlopen = host.hide(function dlopen() { host.refuse('process.dlopen', 'native addons cannot be loaded'); });
}

/** Node's own modules that could use an inspector, as the prompt does, do as in a Node that was built without one. */
function goWithoutInspector() {
    whenLoaded('internal/util/inspector', (inspector) => { inspector.sendInspectorCommand = (use, goWithout) => goWithout(); });
}

/** SQLite opens files itself, and would say that it could not. */
function refuseDatabaseFiles(host) {
    const textOf = (path) => (path instanceof Uint8Array ? Buffer.from(path).toString() : path instanceof URL ? path.href : path);
    const isInMemory = (path) => typeof path !== 'string' || path === '' || /:memory:|[?&]mode=memory/.test(path);
    whenLoaded('sqlite', (sqlite) => {
        const { DatabaseSync } = sqlite;
        sqlite.DatabaseSync = new Proxy(DatabaseSync, {
            construct: host.hide((real, args, newTarget) => {
                const path = textOf(args[0]);
                if (!isInMemory(path)) host.refuse(`node:sqlite with a file (${path})`, 'a database in memory works: new DatabaseSync(\':memory:\')');
                return Reflect.construct(real, args, newTarget);
            }),
        });
        DatabaseSync.prototype.constructor = sqlite.DatabaseSync;
    });
}

/** A program that catches a refusal goes on; that of another one is its end. */
function tellTheEnd(host) {
    const { _fatalException: value } = process;
    const receiver = Object.assign(Object.create(Object.getPrototypeOf(process)), { _fatalException: value });  // where stack traces find its name
    process._fatalException = host.putBetween(value, undefined, (isCaught, error) => {
        if (!isCaught) host.noteUncaught(error);
        return isCaught;
    }, receiver);
}

/** With a body a fetch gets as far as a socket when the program's call has returned. */
function rememberFetch(host) {
    const { fetch } = globalThis;
    if (fetch === undefined) return;
    globalThis.fetch = host.putBetween(fetch, () => host.noteAsked());
}

/**
 * The end of standard output where it is a pipe or a terminal: the system has nothing to do then, and says so in the next poll;
 * nothing is written any more.
 * Source: libuv src/unix/stream.c, uv__drain.
 */
function endPipes(host) {
    let { prototype } = host.internalBinding('pipe_wrap').Pipe;
    while (!Object.hasOwn(prototype, 'shutdown')) prototype = Object.getPrototypeOf(prototype);
    const { UV_EPIPE } = host.internalBinding('uv');
    const writes = Object.keys(Object.getOwnPropertyDescriptors(prototype)).filter((name) => name.startsWith('write'));
    prototype.shutdown = host.hide(function shutdown(request) {
        for (const name of writes) Object.defineProperty(this, name, { value: host.hide(() => UV_EPIPE), enumerable: false });
        host.ready('shutdown', host.now(), () => [request, request.oncomplete, 0]);
        return 0;
    });
}

// Without a listener nothing comes of these (Node ignores SIGPIPE), and these would stop the process for ever.
const ignored = ['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGPIPE'];
const stopping = ['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'];

/**
 * A signal to the process itself arrives in the poll phase if it has a listener, otherwise it may be the end of it. Besides it
 * there are those that began it.
 */
function signalOnlyMyself(host) {
    const { _kill: kill, abort, pid: own, ppid: parent } = process;
    const { signals } = host.internalBinding('constants').os;
    const { UV_ESRCH } = host.internalBinding('uv');
    const others = [1, parent];
    // Bound, so that no frame of this file is in what Node prints.
    process.abort = host.hide(host.endBySignal.bind(undefined, signals.SIGABRT, abort));
    Object.defineProperty(process.abort, 'name', { value: abort.name });
    process._kill = function _kill(pid, number) {
        if (pid !== process.pid && pid !== 0) {
            if (pid !== -1 && ![process.pid, ...others].includes(Math.abs(pid))) return UV_ESRCH;
            host.refuse('process.kill of another process', 'a script is alone');
        }
        const name = Object.keys(signals).find((one) => signals[one] === number);
        if (name === 'SIGUSR1' && process.listenerCount(name) === 0) host.refuse('the inspector, which SIGUSR1 starts', 'there is no debugger within the simulation');
        if (name === undefined) return number === 0 ? 0 : kill.call(process, own, number);
        if (process.listenerCount(name) === 0 || name === 'SIGKILL' || name === 'SIGSTOP') {
            if (stopping.includes(name)) host.refuse(`a process that ${name} stops`, 'nobody would continue it');
            if (!ignored.includes(name)) host.endBySignal(number);
            return 0;
        }
        host.ready('process.kill', host.now(), () => [process, process.emit, name, name, number], { isSignal: true }).unref();
        return 0;
    };
}

module.exports = { refuseWhatIsNotModelled };
