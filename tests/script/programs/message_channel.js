// Messages within one thread.
const { MessageChannel } = require('worker_threads');
const { port1, port2 } = new MessageChannel();
port2.on('message', (message) => {
    console.log('message', message);
    if (message === 2) port2.close();
});
port2.on('close', () => console.log('close'));
port1.postMessage(1);
port1.postMessage(2);
process.nextTick(() => console.log('tick'));
console.log(structuredClone(new Map([[1, { a: [new Date(0)] }]])));
