'use strict';
// What V8 compiles on threads of its own keeps nothing alive: the loop ends, and who waits for the code hears of it before
// 'beforeExit'. A port that nothing listens to is not told meanwhile that its other end was closed.
const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const { port1, port2 } = new MessageChannel();
port1.on('message', () => {
    console.log('message');
    port1.close();
    WebAssembly.compile(empty).then(() => {
        console.log('compiled');
        process.nextTick(() => console.log('tick'));
        setTimeout(() => console.log('timer'), 10);
    });
});
port1.on('close', () => console.log('closed'));
port2.once('close', () => console.log('told at last'));
process.on('beforeExit', () => {
    console.log('before exit');
    WebAssembly.instantiate(empty).then(() => console.log('never'));
});
process.on('exit', () => console.log('exit'));
port2.postMessage(1);
