// Promises wait until all listeners of an event have run
//
// You may have read: microtasks run after each event listener.
// What happens: both listeners come first.
// Why: that is what browsers do for clicks, since each listener is called from outside. emit() is a plain
// function call: the stack is not empty between listeners.
// Rules: R2.32 R2.34

const { EventEmitter } = require('events');
const door = new EventEmitter();
door.on('open', () => {
    console.log('first listener');
    Promise.resolve().then(() => console.log('promise'));
});
door.on('open', () => console.log('second listener'));
setImmediate(() => door.emit('open'));

// expect:
//   first listener
//   second listener
//   promise
