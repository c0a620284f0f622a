// The poll phase runs callbacks at once
//
// You may have read: poll only collects: a callback of I/O runs after the immediates, in the next turn.
// What happens: stat is before the immediate.
// Why: callbacks that are ready run within the poll phase. The experiment that seems to show the opposite
// uses readFile, which makes several trips to the pool.
// Rules: R4.8 R4.10

const fs = require('fs');
fs.stat(__filename, () => console.log('stat'));
setImmediate(() => console.log('immediate'));
const start = Date.now();
while (Date.now() - start < 50);
console.log('main');

// expect:
//   main
//   stat
//   immediate
