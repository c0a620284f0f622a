// Two chains take turns
//
// What happens: one callback of each in turn.
// Why: every then queues the next link only when the link before it has run.
// Rules: R2.35

const chain = (name) => Promise.resolve()
    .then(() => console.log(name, 1))
    .then(() => console.log(name, 2))
    .then(() => console.log(name, 3));
chain('left');
chain('right');

// expect:
//   left 1
//   right 1
//   left 2
//   right 2
//   left 3
//   right 3
