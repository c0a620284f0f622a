// Synchronous code, ticks, promises, and then a race
//
// You may have read: the order of these five lines is fixed, with setImmediate before setTimeout (or the
// other way round).
// What happens: the first three lines are certain. Which of the last two comes first changes from run to
// run.
// Why: a timer of 0 ms is one of 1 ms. If that millisecond is over when the loop begins, the timer is
// first, otherwise the immediate is.
// Rules: R2.1 R2.13 R2.31

setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timeout'), 0);
Promise.resolve().then(() => console.log('promise'));
process.nextTick(() => console.log('tick'));
console.log('main');

// expect either:
//   main
//   tick
//   promise
//   timeout
//   immediate

// expect either:
//   main
//   tick
//   promise
//   immediate
//   timeout
