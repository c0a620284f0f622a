// finally takes more hops than then
//
// You may have read: finally behaves like a then that ignores the value.
// What happens: the then chain overtakes it by two hops.
// Why: finally waits for what its callback returned and only then passes the old value on: two promises
// more.
// Rules: R3.6

Promise.resolve().finally(() => {}).then(() => console.log('after finally'));
Promise.resolve()
    .then(() => console.log('hop 1'))
    .then(() => console.log('hop 2'))
    .then(() => console.log('hop 3'))
    .then(() => console.log('hop 4'));

// expect:
//   hop 1
//   hop 2
//   hop 3
//   after finally
//   hop 4
