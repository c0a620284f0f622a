// Ticks that queue ticks keep everything else waiting
//
// What happens: the timer is last, although it has been due for long.
// Why: the tick queue is drained to its end, including what is added meanwhile.
// Rules: R2.30

let left = 3;
const tick = () => {
    console.log('tick', left);
    const start = Date.now();
    while (Date.now() - start < 5);
    if (--left > 0) process.nextTick(tick);
};
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));
process.nextTick(tick);

// expect:
//   tick 3
//   tick 2
//   tick 1
//   timer
//   immediate
