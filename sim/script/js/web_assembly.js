'use strict';
// WebAssembly.compile and instantiate: V8 compiles on threads of its own and tells of it by a task of the real loop, which does not
// turn. Here the code is compiled at once and handed over in a later poll, as by such a task, or before 'beforeExit'. What V8 refuses at
// once, and what it does without ours (instances of a module that is there), it does itself, in Node 20 in a task that it posts. Node up to 20 reads the exports of
// CommonJS modules by WebAssembly, so that import() of one comes by here.

// Measured in Node 18 and 20: modules of 171 bytes and 9 KB, idle machine.
const compileTime = 200_000;  // ns
const compileTimePerByte = 40;

const { isAnyArrayBuffer } = require('util').types;

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
    /** A promise of what `finish` makes of the module, in the task in which V8 tells that it is compiled. */
    const compileIn = (name, bytes, options, finish) => new Promise((resolve, reject) => {
        const compiled = attempt(name, () => new Module(bytes, options));
        const due = host.now() + compileTime + compileTimePerByte * bytes.byteLength;
        const settle = host.hide(() => {
            const { value, error } = compiled.error ? compiled : finish(compiled.value);
            if (error) {
                reject(error);
            } else {
                resolve(value);
            }
        });
        host.ready(`WebAssembly.${name}`, due, () => [undefined, settle], { isTask: true });
    });
    const isCode = (value) => (ArrayBuffer.isView(value) || isAnyArrayBuffer(value)) && value.byteLength > 0;
    const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

    replace(host, 'compile', (bytes, options) => {
        if (!isCode(bytes)) return undefined;
        return [compileIn('compile', bytes, options, (value) => ({ value }))];
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
