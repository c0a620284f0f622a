// "Ticks come before promises" ends inside a promise callback
//
// You may have read: process.nextTick always runs before promise callbacks.
// What happens: a tick that a promise callback queues comes after all promise callbacks.
// Why: the microtask queue is being drained, and it is drained to its end before anybody looks at the
// ticks again.
// Rules: R2.31

Promise.resolve().then(() => {
    process.nextTick(() => console.log('tick'));
    Promise.resolve().then(() => console.log('promise inside'));
    console.log('promise');
});

// expect:
//   promise
//   promise inside
//   tick
