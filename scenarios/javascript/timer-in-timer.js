// A timer set in a timer waits for the next turn
//
// What happens: the immediate is between them.
// Why: timers that are set while timers run are not run in the same pass, even if the clock has moved.
// Rules: R2.6

setTimeout(() => {
    console.log('outer');
    setTimeout(() => console.log('inner'), 0);
    setImmediate(() => console.log('immediate'));
}, 1);

// expect:
//   outer
//   immediate
//   inner
