// The executor of a promise runs at once, and resolve does not end it
//
// What happens: only the callback of then waits.
// Why: new Promise calls its function synchronously; then is what queues.
// Rules: R2.35

new Promise((resolve) => {
    console.log('executor');
    resolve();
    console.log('after resolve');
}).then(() => console.log('then'));
console.log('main');

// expect:
//   executor
//   after resolve
//   main
//   then
