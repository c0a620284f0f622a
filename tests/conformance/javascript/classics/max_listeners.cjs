const { EventEmitter } = require('events');
const e = new EventEmitter();
process.on('warning', (w) => console.log(w.name, w.message.replace(/Use.*/, ''), w.type, w.count));
for (let i = 0; i < 12; i++) e.on('foo', () => {});
const et = new EventTarget(); for (let i = 0; i < 12; i++) et.addEventListener('bar', () => {});
