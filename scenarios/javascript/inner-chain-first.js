// A chain that is started inside a callback does not wait for the outer one
//
// You may have read: the answer of a well-known quiz has 5 before 4.
// What happens: 4 comes first.
// Why: the inner promise is resolved already, so its callback is queued while the outer callback still
// runs; the outer chain goes on only when that callback has returned.
// Rules: R2.35 R3.6

console.log(1);
Promise.resolve()
    .then(() => {
        console.log(2);
        return Promise.resolve(3);
    })
    .then((v) => {
        console.log(v);
        Promise.resolve(4).then((w) => console.log(w));
    })
    .then(() => console.log(5));
console.log(6);

// expect:
//   1
//   6
//   2
//   3
//   4
//   5
