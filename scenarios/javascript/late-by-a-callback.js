// A timer is late when somebody keeps the CPU
//
// You may have read: setTimeout(f, 10) calls f after 10 ms.
// What happens: it is called after 50 ms.
// Why: a timer says when at the earliest. Nothing interrupts running JavaScript.
// Rules: R2.6

const start = Date.now();
setTimeout(() => console.log('after at least 50 ms:', Date.now() - start >= 50), 10);
while (Date.now() - start < 50);
console.log('main is done');

// expect:
//   main is done
//   after at least 50 ms: true
