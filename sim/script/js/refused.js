'use strict';
// What is not modelled yet is refused by name when it is used.

const { whenLoaded } = require('./node_internals.js');
const { asIfFrom } = require('./system_error.js');

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
    process._debugProcess = host.hide(function _debugProcess() { host.refuse('process._debugProcess', 'there is no debugger within the simulation'); });
    if (process.execve) process.execve = host.hide(function execve(path) { host.refuse('process.execve', 'child processes are not run'); });
    process.dlopen = host.hide({ dlopen() { host.refuse('process.dlopen', 'native addons cannot be loaded'); } }.dlopen);
}

/** Node's own modules that could use an inspector, as the prompt does, do as in a Node that was built without one. */
function goWithoutInspector() {
    whenLoaded('internal/util/inspector', (inspector) => { inspector.sendInspectorCommand = (use, goWithout) => goWithout(); });
}

/** SQLite opens files itself, and would say that it could not. */
function refuseDatabaseFiles(host) {
    const textOf = (path) => (path instanceof Uint8Array ? Buffer.from(path).toString() : path instanceof URL ? path.href : path);
    const isInMemory = (path) => typeof path !== 'string' || path === '' || /:memory:|[?&]mode=memory/.test(path);
    const construct = (real, args, newTarget) => {
        const path = textOf(args[0]);
        if (!isInMemory(path)) host.refuse(`node:sqlite with a file (${path})`, 'a database in memory works: new DatabaseSync(\':memory:\')');
        return asIfFrom(construct, () => Reflect.construct(real, args, newTarget));
    };
    whenLoaded('sqlite', (sqlite) => {
        const { DatabaseSync } = sqlite;
        sqlite.DatabaseSync = new Proxy(DatabaseSync, {
            construct: host.hide(construct),
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

module.exports = { refuseWhatIsNotModelled };
