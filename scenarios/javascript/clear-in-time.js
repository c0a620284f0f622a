// A timer can be cleared by another that is due at the same time
//
// What happens: the second timer does not fire.
// Why: being due is not being run: each is looked at again when its turn comes.
// Rules: R2.6 R2.10

setTimeout(() => {
    console.log('first');
    clearTimeout(second);
}, 1);
const second = setTimeout(() => console.log('second'), 1);
const start = Date.now();
while (Date.now() - start < 10);

// expect:
//   first
