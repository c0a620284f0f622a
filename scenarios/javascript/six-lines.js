// Ticks first, then every promise, then the ticks of the promises
//
// You may have read: these print 1 to 6 in order.
// What happens: 4 is last.
// Why: line 4 is a tick queued from a promise callback; the promises 5 and 6 belong to the queue that is
// just being drained.
// Rules: R2.31

process.nextTick(() => console.log(1));
Promise.resolve().then(() => console.log(2));
Promise.resolve()
    .then(() => {
        console.log(3);
        process.nextTick(() => console.log(4));
        Promise.resolve().then(() => console.log(5));
    })
    .then(() => console.log(6));

// expect:
//   1
//   2
//   3
//   5
//   6
//   4
