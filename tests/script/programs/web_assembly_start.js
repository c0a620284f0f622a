// What runs while WebAssembly.instantiate makes an instance of bytes: in a task, from Node 26 on in a microtask.
'use strict';
// Imports m.f and calls it at the start.
const code = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0, 8, 1, 0]);
const told = (error) => console.log(error.message);
process.on('unhandledRejection', told);

async function begin(name, imports) {
    console.log('--', name);
    await WebAssembly.instantiate(code, imports).then(() => console.log('made')).catch(told).then(() => console.log('over'));
    await new Promise((resolve) => { setTimeout(resolve, 5); });
}

function schedule() {
    process.nextTick(() => console.log('tick'));
    queueMicrotask(() => console.log('microtask'));
    setImmediate(() => console.log('immediate'));
}

(async () => {
    await begin('calls', { m: { f: schedule } });
    await begin('throws', { m: { f() { schedule(); throw new Error('thrown'); } } });
    await begin('reads', { get m() { schedule(); return { f() { console.log('called'); } }; } });
    await begin('finds nothing', { get m() { schedule(); return undefined; } });
    await begin('rejects', { m: { f() {
        const rejected = Promise.reject(new Error('rejected'));
        queueMicrotask(() => rejected.catch(told));
    } } });
})();
