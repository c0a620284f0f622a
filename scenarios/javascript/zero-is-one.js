// setTimeout(f, 0) is setTimeout(f, 1)
//
// You may have read: a timer of 0 ms comes before one of 1 ms.
// What happens: they come in the order in which they were set.
// Why: Node makes 1 ms of everything below 1 or above 2^31 - 1, and timers of one duration stand in one
// list.
// Rules: R2.1 R2.7

setTimeout(() => console.log('1 ms'), 1);
setTimeout(() => console.log('0 ms'), 0);
setTimeout(() => console.log('no delay'));
setTimeout(() => console.log('-5 ms'), -5);

// expect:
//   1 ms
//   0 ms
//   no delay
//   -5 ms
