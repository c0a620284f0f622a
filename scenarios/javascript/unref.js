// An unref'd timer does not keep the process alive
//
// What happens: the second timer never fires.
// Why: when nothing that is ref'd is left the loop ends.
// Rules: R1.5 R2.3

setTimeout(() => console.log('short'), 5);
setTimeout(() => console.log('long'), 500).unref();

// expect:
//   short
