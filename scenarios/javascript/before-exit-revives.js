// beforeExit may start something, and then comes again
//
// What happens: the process goes on as long as something was started.
// Why: beforeExit is emitted whenever the loop has nothing left; exit only once.
// Rules: R1.24

let left = 2;
process.on('beforeExit', () => {
    console.log('beforeExit');
    if (left-- > 0) setTimeout(() => console.log('one more'), 1);
});
process.on('exit', () => console.log('exit'));

// expect:
//   beforeExit
//   one more
//   beforeExit
//   one more
//   beforeExit
//   exit
