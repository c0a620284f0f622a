// Between how many immediates V8 goes on until WebAssembly.compile is done: new code, the same again, and what is no code.
'use strict';
const { performance } = require('perf_hooks');
const busy = (ms) => { for (const start = performance.now(); performance.now() - start < ms;); };
const code = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

const count = (name, bytes, kind) => new Promise((resolve) => {
    let immediates = 0;
    let isDone = false;
    WebAssembly[kind](bytes).catch(() => {}).then(() => {
        isDone = true;
        console.log(name, immediates);
        setTimeout(resolve, 10);
    });
    const turn = () => {
        immediates += 1;
        busy(10);
        if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    busy(10);
});

setTimeout(async () => {
    await count('new', code, 'compile');
    await count('again', code, 'compile');
    await count('an instance', code, 'instantiate');
    await count('no code', new Uint8Array([...code, 99]), 'compile');
}, 10);
