// In an exit listener only promises still run, and only if nobody called exit
//
// You may have read: whatever an exit listener queues is abandoned.
// What happens: the timer and the tick are, the promise callback is not.
// Why: when the listeners have returned the microtask queue is drained once more. Ticks are not, and the
// loop does not run again. After process.exit() nothing is drained at all.
// Rules: R1.24

process.on('exit', () => {
    setTimeout(() => console.log('timer'), 0);
    process.nextTick(() => console.log('tick'));
    Promise.resolve().then(() => console.log('promise'));
    console.log('exit');
});

// expect:
//   exit
//   promise
