// readFile is more than one job of the pool
//
// You may have read: fs.readFile is one job.
// What happens: up to Node 24 it is four jobs, and each takes a turn of the loop; Node 26 reads a small
// file in one.
// Why: open, fstat, read and close are separate requests to the pool. The next one is made when the one
// before it has come back.
// Rules: R4.7 R4.8

const { createHook } = require('async_hooks');
const fs = require('fs');
let requests = 0;
createHook({ init(id, type) { if (type === 'FSREQCALLBACK') requests += 1; } }).enable();
fs.readFile(__filename, () => console.log('requests for one readFile:', requests));

// expect, Node 18 20 22 24:
//   requests for one readFile: 4

// expect, Node 26:
//   requests for one readFile: 1
