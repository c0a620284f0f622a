// A promise returned from then costs two hops more
//
// You may have read: a then that returns Promise.resolve(v) is the same as one that returns v.
// What happens: the second chain is two lines behind.
// Why: resolving with a promise takes a job that calls its then and one that settles the outer promise.
// Rules: R3.6

Promise.resolve()
    .then(() => Promise.resolve('promise'))
    .then((v) => console.log('from a', v));
Promise.resolve()
    .then(() => console.log('hop 1'))
    .then(() => console.log('hop 2'))
    .then(() => console.log('hop 3'))
    .then(() => console.log('hop 4'));

// expect:
//   hop 1
//   hop 2
//   hop 3
//   from a promise
//   hop 4
