// Timers that are late fire in the order in which they were due
//
// You may have read: a new timer counts from a cached clock, so one of 0 ms that is set after a long wait
// may come before the older one of 10 ms.
// What happens: the older one comes first.
// Why: the clock is read whenever a timer is set: the new one is due later than the old one, which is due
// for long.
// Rules: R2.2 R2.4

setTimeout(() => console.log('10 ms, set first'), 10);
const start = Date.now();
while (Date.now() - start < 30);
setTimeout(() => console.log('0 ms, set last'), 0);

// expect:
//   10 ms, set first
//   0 ms, set last
