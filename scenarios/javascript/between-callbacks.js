// Ticks and promises run after every callback, not between phases
//
// You may have read: the two queues drain between the phases of the loop, so both immediates come first.
// What happens: the tick and the promise of the first immediate come before the second immediate.
// Why: it was like that until Node 10. Since Node 11 both queues drain after each callback.
// Rules: R2.30 R2.32

setImmediate(() => {
    console.log('first immediate');
    Promise.resolve().then(() => console.log('promise'));
    process.nextTick(() => console.log('tick'));
});
setImmediate(() => console.log('second immediate'));

// expect:
//   first immediate
//   tick
//   promise
//   second immediate
