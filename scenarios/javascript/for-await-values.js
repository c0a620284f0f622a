// for await takes rounds of the microtask queue for each value
//
// What happens: the loop and the chain take turns.
// Why: each step of the loop awaits the next result, even if it is there already; over a list of plain
// values that is two rounds.
// Rules: R3.6

(async () => {
    for await (const value of ['a', 'b', 'c']) console.log(value);
})();
let hop = Promise.resolve();
for (const n of [1, 2, 3, 4, 5, 6, 7]) hop = hop.then(() => console.log('hop', n));

// expect:
//   hop 1
//   a
//   hop 2
//   hop 3
//   b
//   hop 4
//   hop 5
//   c
//   hop 6
//   hop 7
