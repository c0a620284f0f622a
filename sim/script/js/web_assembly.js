'use strict';
// WebAssembly.compile and instantiate: V8 compiles on threads of its own and tells of it by a task of the real loop, which does not
// turn. Here the code is compiled at once and handed over in a later poll, as by such a task, or before 'beforeExit'. What V8 refuses at
// once, and what it does without ours (instances of a module that is there), it does itself, in Node 20 in a task that it posts. Node up to 20 reads the exports of
// CommonJS modules by WebAssembly, so that import() of one comes by here.

const { isAnyArrayBuffer } = require('util').types;
const { nodeMajor } = require('./host_versions.js');

// Measured in Node 18 and 20: modules of 171 bytes and 9 KB, idle machine.
const compileTime = 200_000;  // ns
const compileTimePerByte = 40;
// Until the first of several tasks: with immediates that are busy for 30 to 80 us in between the empty module of Node 18 to 24 needs one less.
const decodeTime = 50_000;
// How often V8 goes on in a task of the loop until code that is new to it is compiled, counted by immediates that are busy for 3 ms in
// between. Once less if it finds an error or has compiled the same before.
const tasksOfHost = { 18: 2, 20: 3, 22: 2, 24: 2 }[nodeMajor] ?? 1;

function installWebAssembly(host) {
    const { Instance, Module } = WebAssembly;

    /** What `make` gives or throws, as a function of WebAssembly other than the one that it calls would say it. */
    const attempt = (name, make) => {
        try {
            return { value: make() };
        } catch (error) {
            error.message = error.message.replace(/^WebAssembly\.(Module|Instance)\(\)/, `WebAssembly.${name}()`);
            error.stack = `${error.name}: ${error.message}`;
            return { error };
        }
    };
    const known = new Set();
    /** Whether the same bytes have been compiled before. */
    const isKnown = (bytes) => {
        const view = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
        const text = Buffer.from(view.buffer, view.byteOffset, view.byteLength).latin1Slice();
        return known.has(text) || !known.add(text);
    };
    /** Has `call` made in the last of so many tasks. */
    const callIn = (name, tasks, bytes, call) => {
        const whole = compileTime + compileTimePerByte * bytes.byteLength;
        const wait = (time, left) => host.ready(`WebAssembly.${name}`, host.now() + time, () => {
            if (left === 0) return call();
            wait((whole - decodeTime) / (tasks - 1), left - 1);
            return undefined;
        }, { isTask: true });
        wait(tasks === 1 ? whole : decodeTime, tasks - 1);
    };
    /**
     * A promise of the module, or of what `instantiate` gives for it, in the task in which V8 tells that it is compiled. From 26 on an instance
     * is made in a microtask of that task; 20 makes it known in another task.
     */
    const compileIn = (name, bytes, options, instantiate) => new Promise((resolve, reject) => {
        let made = attempt(name, () => new Module(bytes, options));
        const { value: module, error } = made;
        const tell = host.hide(() => {
            if (made.error) {
                reject(made.error);
            } else {
                resolve(made.value);
            }
        });
        const make = host.hide(() => { made = instantiate(module); });
        const makeAndTell = host.hide(() => {
            make();
            tell();
        });
        const makeLater = async () => {
            await undefined;
            makeAndTell();
        };
        const tasks = error || isKnown(bytes) ? tasksOfHost - 1 : tasksOfHost;
        callIn(name, Math.max(1, tasks), bytes, () => {
            if (error || instantiate === undefined) return [undefined, tell];
            if (nodeMajor === 20) return [[undefined, make], () => [undefined, tell]];
            return [undefined, nodeMajor >= 26 ? makeLater : makeAndTell];
        });
    });
    const isCode = (value) => (ArrayBuffer.isView(value) || isAnyArrayBuffer(value)) && value.byteLength > 0;
    const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

    replace(host, 'compile', (bytes, options) => {
        if (!isCode(bytes)) return undefined;
        return [compileIn('compile', bytes, options)];
    });
    replace(host, 'instantiate', (source, imports, options) => {
        if (!isCode(source) || (imports !== undefined && !isObject(imports))) return undefined;
        const instanceOf = (module) => attempt('instantiate', () => ({ module, instance: new Instance(module, imports) }));
        return [compileIn('instantiate', source, options, instanceOf)];
    });
    for (const name of ['compileStreaming', 'instantiateStreaming']) {
        if (WebAssembly[name] === undefined) continue;
        replace(host, name, () => host.refuse(`WebAssembly.${name}`, 'the same without streaming takes the bytes: await response.arrayBuffer()'));
    }
}

function replace(host, name, before) {
    const real = WebAssembly[name];
    WebAssembly[name] = host.putBetween(real, (...args) => {
        const answer = before(...args);
        if (answer === undefined) host.watchFinalizers();
        return answer;
    });
}

module.exports = { installWebAssembly };
