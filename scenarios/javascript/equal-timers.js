// Timers of equal duration fire in the order in which they were set
//
// What happens: in the order of setting, also when another duration is due at the same time.
// Why: there is one list for each duration, ordered by start; the lists are ordered by when their first
// timer is due.
// Rules: R2.2 R2.7

setTimeout(() => console.log('200, first'), 200);
setTimeout(() => console.log('10'), 10);
setTimeout(() => console.log('200, second'), 200);
setTimeout(() => console.log('200, third'), 200);

// expect:
//   10
//   200, first
//   200, second
//   200, third
