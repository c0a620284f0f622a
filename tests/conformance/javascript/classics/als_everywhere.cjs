const { AsyncLocalStorage, AsyncResource, executionAsyncId } = require('async_hooks'); const fs = require('fs'); const { EventEmitter } = require('events');
const als = new AsyncLocalStorage(); const e = new EventEmitter();
als.run(1, () => { e.on('x', () => console.log('emit', als.getStore())); fs.readFile(__filename, () => { console.log('fs', als.getStore()); }); setTimeout(() => console.log('timer', als.getStore()), 1); als.run(2, async () => { await null; console.log('await', als.getStore()); als.exit(() => console.log('exit', als.getStore())); }); queueMicrotask(() => console.log('micro', als.getStore())); });
e.emit('x'); als.run(3, () => e.emit('x')); const snap = als.run(4, () => AsyncLocalStorage.snapshot?.() ?? ((f) => f())); snap(() => console.log('snap', als.getStore()));
const bound = als.run(5, () => AsyncResource.bind(() => console.log('bound', als.getStore()))); bound();
als.enterWith(6); setImmediate(() => console.log('imm', als.getStore())); console.log(als.getStore(), executionAsyncId());
