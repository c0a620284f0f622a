const { EventEmitter, once, on, errorMonitor } = require('events');
const e = new EventEmitter();
e.on('newListener', (n) => console.log('new', String(n)));
e.on('removeListener', (n) => console.log('rm', String(n)));
e.once('a', () => console.log('a once'));
e.on('a', function () { console.log('a on', this === e, e.listenerCount('a')); e.removeAllListeners('a'); });
e.prependOnceListener('a', () => console.log('a prepend'));
console.log(e.emit('a'), e.emit('a'));
e.on(errorMonitor, (er) => console.log('monitor', er.message));
try { e.emit('error', new Error('x')); } catch (er) { console.log('thrown', er.message); }
try { e.emit('error', 5); } catch (er) { console.log(er.code, er.message, er.context); }
once(e, 'z').then(console.log); e.emit('z', 1, 2);
console.log(e.eventNames(), e.rawListeners('z').length, e);
