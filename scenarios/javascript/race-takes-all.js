// Promise.race does not stop the losers
//
// You may have read: the slower promise is cancelled.
// What happens: the slow one still does its work and prints.
// Why: a promise is a value, not a task: nothing can be cancelled by not looking at it.
// Rules: R2.6

const after = (ms, name) => new Promise((resolve) => setTimeout(() => {
    console.log(name, 'is done');
    resolve(name);
}, ms));
Promise.race([after(200, 'slow'), after(5, 'fast')]).then((name) => console.log('the winner:', name));

// expect:
//   fast is done
//   the winner: fast
//   slow is done
