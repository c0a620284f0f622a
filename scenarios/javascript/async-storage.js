// AsyncLocalStorage follows the cause, not the time
//
// What happens: each callback sees the value of the run in which it was queued.
// Why: timers, ticks and promises remember the context in which they were created.
// Rules: R2.32

const { AsyncLocalStorage } = require('async_hooks');
const request = new AsyncLocalStorage();
const handle = (name) => request.run(name, async () => {
    await null;
    console.log('after await:', request.getStore());
    setTimeout(() => console.log('in a timer:', request.getStore()), 1);
});
handle('A');
handle('B');
console.log('outside:', request.getStore());

// expect:
//   outside: undefined
//   after await: A
//   after await: B
//   in a timer: A
//   in a timer: B
