// Two timers that are due together still have a drain between them
//
// What happens: what the first timer queues comes before the second timer.
// Why: the queues drain after each timer of a list, as after every callback since Node 11.
// Rules: R2.32

setTimeout(() => {
    console.log('timer 1');
    process.nextTick(() => console.log('tick of 1'));
    Promise.resolve().then(() => console.log('promise of 1'));
}, 1);
setTimeout(() => console.log('timer 2'), 1);

// expect:
//   timer 1
//   tick of 1
//   promise of 1
//   timer 2
