// unhandledRejection comes before the next phase
//
// You may have read: unhandledRejection fires in the next turn of the loop.
// What happens: it comes after the ticks and promises of the script, before the immediate.
// Why: when both queues are empty Node looks at rejections that are still unhandled, and only then goes on
// with the loop.
// Rules: R2.33

process.on('unhandledRejection', (reason) => console.log('unhandled:', reason.message));
setImmediate(() => console.log('immediate'));
Promise.reject(new Error('nobody'));
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('promise'));

// expect:
//   tick
//   promise
//   unhandled: nobody
//   immediate
