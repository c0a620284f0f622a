// emit calls the listeners before it returns
//
// You may have read: events are asynchronous.
// What happens: "emitted" is after the listener.
// Why: emit is a loop over functions. Only what listeners start can be asynchronous.
// Rules: R2.34

const { EventEmitter, once } = require('events');
const door = new EventEmitter();
once(door, 'open').then(() => console.log('once'));
door.on('open', () => console.log('listener'));
console.log('before');
door.emit('open');
console.log('emitted');

// expect:
//   before
//   listener
//   emitted
//   once
