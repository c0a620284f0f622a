// In a callback of the poll phase there is no race
//
// You may have read: setImmediate "typically" comes before setTimeout after I/O.
// What happens: it always does.
// Why: the check phase follows the poll phase; the timers are looked at later, however long the timer has
// been due.
// Rules: R1.1 R1.2 R4.10

const fs = require('fs');
fs.stat(__filename, () => {
    setTimeout(() => console.log('timeout'), 0);
    setImmediate(() => console.log('immediate'));
    const start = Date.now();
    while (Date.now() - start < 5);
    console.log('in the callback');
});

// expect:
//   in the callback
//   immediate
//   timeout
