'use strict';
// Atomics.waitAsync with nobody but this thread to notify it.
const cells = new Int32Array(new SharedArrayBuffer(16));
const log = console.log;

log(Atomics.waitAsync(cells, 0, 1), Atomics.waitAsync(cells, 0, 0, 0));
for (const number of [1, 2, 3]) {
    Atomics.waitAsync(cells, 0, 0).value.then((answer) => {
        log('waiter', number, answer);
        process.nextTick(log, 'tick', number);
    });
}
for (const bad of [() => Atomics.waitAsync(new Int32Array(4), 0, 0), () => Atomics.waitAsync(cells, 9, 0), () => Atomics.notify({}, 0)]) {
    try {
        bad();
    } catch (error) {
        log(error.name, error.message);
    }
}
log(Atomics.waitAsync.length, Atomics.waitAsync.name, Atomics.notify.length);

setTimeout(() => {
    log('notified', Atomics.notify(cells, 0, 2));
    queueMicrotask(() => log('microtask'));
    process.nextTick(log, 'tick');
    setImmediate(() => log('immediate'));
}, 5);
setTimeout(() => log('notified', Atomics.notify(cells, 0)), 100);
Atomics.waitAsync(cells, 1, 0, 200).value.then((answer) => log('alone', answer));
setTimeout(() => {
    log('too late', Atomics.notify(cells, 1));
    Atomics.waitAsync(cells, 0, 0).value.then((answer) => log('at the end', answer));
    Atomics.notify(cells, 0);
}, 400);
process.on('exit', () => {
    log('left', Atomics.waitAsync(cells, 2, 0).async);
    Atomics.waitAsync(cells, 3, 0, 50).value.then(log);
});
