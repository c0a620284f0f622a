// end comes a tick after the last data, close after end
//
// What happens: the order of the events of a stream in memory.
// Why: a readable stream emits end in a tick, and destroys itself after it.
// Rules: R6.7 R6.10

const { Readable } = require('stream');
const stream = Readable.from(['a', 'b']);
stream.on('data', (chunk) => console.log('data', chunk));
stream.on('end', () => console.log('end'));
stream.on('close', () => console.log('close'));
setImmediate(() => console.log('immediate'));
console.log('main');

// expect:
//   main
//   data a
//   data b
//   end
//   close
//   immediate
