// The same in CommonJS: ticks come before promises
//
// What happens: ticks first, then promises, and after the immediate the same again.
// Why: the main script of CommonJS is a callback like others: when it returns, ticks drain, then
// microtasks.
// Rules: R2.32 R3.1

Promise.resolve().then(() => console.log('promise'));
queueMicrotask(() => console.log('microtask'));
process.nextTick(() => {
    console.log('tick');
    Promise.resolve().then(() => console.log('promise of the tick'));
});
setImmediate(() => {
    Promise.resolve().then(() => console.log('promise of the immediate'));
    process.nextTick(() => console.log('tick of the immediate'));
});

// expect:
//   tick
//   promise
//   microtask
//   promise of the tick
//   tick of the immediate
//   promise of the immediate
