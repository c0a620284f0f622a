// After an uncaught exception the other timers still run
//
// What happens: the listener is called, then the second timer, and only then the tick that the listener
// queued.
// Why: the exception ends the callback, not the list of timers. Node goes on with the list before it
// drains the queues.
// Rules: R2.12

process.on('uncaughtException', (error) => {
    console.log('uncaught:', error.message);
    process.nextTick(() => console.log('tick'));
});
setTimeout(() => { throw new Error('on purpose'); }, 1);
setTimeout(() => console.log('second timer'), 1);
const start = Date.now();
while (Date.now() - start < 10);

// expect:
//   uncaught: on purpose
//   second timer
//   tick
