// What WebAssembly.compile and instantiate refuse, what they give, and when.
'use strict';
const log = (name) => [
    (value) => console.log(name, Object.keys(value).sort().join()),
    (error) => console.log(name, error.name, error.message, error.stack.split('\n').length > 1),
];
const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

WebAssembly.compile().then(...log('nothing'));
WebAssembly.compile(5).then(...log('a number'));
WebAssembly.compile(new Uint8Array()).then(...log('no bytes'));
WebAssembly.instantiate({}).then(...log('an object'));
WebAssembly.instantiate(empty, null).then(...log('no imports'));
WebAssembly.instantiate(new WebAssembly.Module(empty)).then(...log('a module'));
WebAssembly.instantiate(empty).then(...log('bytes'));
console.log(WebAssembly.compile.name, WebAssembly.compile.length, WebAssembly.instantiate.name, WebAssembly.instantiate.length);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('micro'));
setTimeout(() => console.log('timer'), 20);
