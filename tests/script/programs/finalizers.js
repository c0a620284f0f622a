'use strict';
// What a FinalizationRegistry calls comes when the loop polls, and keeps nothing alive by itself.
require('v8').setFlagsFromString('--expose-gc');
const gc = require('vm').runInNewContext('gc');
const registry = new FinalizationRegistry((name) => {
    console.log('gone', name);
    process.nextTick(() => console.log('tick of', name));
    if (name === 'last') setTimeout(() => console.log('timer of', name), 1);
    if (name === 'bad') throw new Error('thrown by a finalizer');
});
globalThis.kept = registry;
process.on('uncaughtException', (error) => console.log(error.message));
process.on('beforeExit', () => console.log('beforeExit'));
process.on('exit', () => console.log('exit'));
console.log(FinalizationRegistry.prototype.register.length, registry.register.name);

// In a callback of its own, so that nothing on the stack holds the object.
const register = (name, then) => setTimeout(() => { registry.register({ name }, name); setTimeout(then, 1); }, 1);
const collect = (text) => { gc(); setImmediate(() => console.log('immediate', text)); console.log(text); };
register('first', () => {
    collect('once');
    register('bad', () => {
        collect('twice');
        register('last', () => setImmediate(() => { gc(); console.log('at the end'); }));
    });
});
