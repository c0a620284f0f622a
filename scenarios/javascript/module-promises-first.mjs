// In an ES module promises come before ticks
//
// You may have read: ticks come first, with an ES module as the example.
// What happens: in the main body of an ES module the promises are first.
// Why: a module body runs in a promise job itself, so the microtask queue is being drained already when it
// ends. Node's documentation had this wrong until 2025.
// Rules: R3.2

import { nextTick } from 'node:process';
nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('microtask'));
Promise.resolve().then(() => console.log('promise'));

// expect:
//   microtask
//   promise
//   tick
