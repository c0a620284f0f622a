// A rejection that nobody handles ends the process
//
// You may have read: an unhandled rejection prints a warning.
// What happens: nothing after it happens, and the exit code is 1.
// Why: since Node 15 an unhandled rejection is thrown as an uncaught exception.
// Rules: R2.33

setTimeout(() => console.log('never'), 10);
process.on('exit', (code) => console.log('exit', code));
Promise.reject(new Error('on purpose'));
console.log('main');

// expect:
//   main
//   exit 1

// expect exit code: 1
