// Awaiting a thenable takes a job more than awaiting a promise
//
// What happens: the value and the promise are there after one hop, the thenable after two.
// Why: the then of an object that is no promise is called in a job of its own, since it is somebody's
// code.
// Rules: R3.6

const thenable = { then(resolve) { console.log('then is called'); resolve(); } };
(async () => { await thenable; console.log('thenable'); })();
(async () => { await Promise.resolve(); console.log('promise'); })();
(async () => { await 1; console.log('value'); })();
Promise.resolve().then(() => console.log('hop 1')).then(() => console.log('hop 2'));

// expect:
//   then is called
//   promise
//   value
//   hop 1
//   thenable
//   hop 2
