const { EventEmitter } = require('events');
const e = new EventEmitter({ captureRejections: true });
e.on('x', async (v) => { await null; throw new Error('async ' + v); });
e.on('error', (er) => console.log('error', er.message));
e[Symbol.for('nodejs.rejection')] = undefined;
e.emit('x', 1); e.emit('x', 2);
process.nextTick(() => console.log('tick')); setImmediate(() => console.log('immediate'));
