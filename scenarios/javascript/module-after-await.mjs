// After an await at the top level of a module, promises still come before ticks
//
// What happens: each part of the module between two awaits is a promise job.
// Why: ticks have to wait until the microtask queue is empty.
// Rules: R3.4

console.log('before');
await null;
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('promise'));
console.log('after');

// expect:
//   before
//   after
//   promise
//   tick
