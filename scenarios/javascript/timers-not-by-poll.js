// Timers are still before I/O when both are ready
//
// You may have read: since libuv 1.45 (Node 20) timers run only after the poll phase, so the file comes
// first.
// What happens: the timer comes first, in every version.
// Why: the loop is a circle: the place of the timers moved to the end of the turn, which is just before
// the poll of the next turn.
// Rules: R1.2 R1.3

const fs = require('fs');
setImmediate(() => {
    fs.stat(__filename, () => console.log('file'));
    setTimeout(() => console.log('timer'), 1);
    const start = Date.now();
    while (Date.now() - start < 30);
});

// expect:
//   timer
//   file
