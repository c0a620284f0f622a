// The race of setTimeout and setImmediate, decided by waiting
//
// What happens: the timeout is always first.
// Why: the main script keeps the CPU busy until the timer is due, so the first look at the timers finds
// it.
// Rules: R1.4 R2.13

setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timeout'), 0);
const start = Date.now();
while (Date.now() - start < 5);
console.log('main');

// expect:
//   main
//   timeout
//   immediate
