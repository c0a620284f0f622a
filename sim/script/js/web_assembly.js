'use strict';
// WebAssembly.compile and instantiate: V8 compiles on threads of its own and tells of it by a task of the real loop, which does not
// turn. Here the code is compiled at once and handed over in a later poll, as by such a task. Node up to 20 reads the exports of
// CommonJS modules by WebAssembly, so that import() of one comes by here.

// Measured in Node 18 and 20: modules of 171 bytes and 9 KB, idle machine.
const compileTime = 200_000;  // ns
const compileTimePerByte = 40;

const { isAnyArrayBuffer } = require('util').types;

function installWebAssembly(host) {
    const { Instance, Module, compile, instantiate } = WebAssembly;

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
    const compileIn = (name, bytes) => new Promise((resolve, reject) => {
        const { value, error } = attempt(name, () => new Module(bytes));
        const due = host.now() + compileTime + compileTimePerByte * bytes.byteLength;
        host.ready(`WebAssembly.${name}`, due, () => (error ? [undefined, reject, error] : [undefined, resolve, value]));
    });
    const instanceOf = async (module, imports) => {
        const { value, error } = attempt('instantiate', () => new Instance(module, ...imports));
        if (error) throw error;
        return value;
    };
    const isCode = (value) => ArrayBuffer.isView(value) || isAnyArrayBuffer(value);

    WebAssembly.compile = host.hide(function (bytes, ...rest) {
        return isCode(bytes) ? compileIn('compile', bytes) : compile(bytes, ...rest);
    });
    WebAssembly.instantiate = host.hide(function (source, ...imports) {
        if (source instanceof Module) return instanceOf(source, imports);
        if (!isCode(source)) return instantiate(source, ...imports);
        return compileIn('instantiate', source).then(async (module) => ({ module, instance: await instanceOf(module, imports) }));
    });
}

module.exports = { installWebAssembly };
