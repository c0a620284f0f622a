// return p takes longer than return await p
//
// You may have read: return await is a useless extra step.
// What happens: the one that returns a promise settles in the third round of the queue, with await in the
// second, the one without a value in the first.
// Why: to return a promise from an async function is to resolve with a thenable: one job calls its then,
// that of the promise settles another round later. await takes a native promise as it is.
// Rules: R3.6

const done = Promise.resolve();
(async () => done)().then(() => console.log('return p'));
(async () => await done)().then(() => console.log('return await p'));
(async () => {})().then(() => console.log('return nothing'));
let hop = Promise.resolve();
for (const n of [1, 2, 3, 4]) hop = hop.then(() => console.log('hop', n));

// expect:
//   return nothing
//   hop 1
//   return await p
//   hop 2
//   return p
//   hop 3
//   hop 4
