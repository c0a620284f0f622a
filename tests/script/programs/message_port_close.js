'use strict';
// The other port is told in the next poll. Where nothing keeps the loop alive there is none, and it never hears of it.
const { port1, port2 } = new MessageChannel();
port2.on('message', () => { console.log('message'); port2.close(); });
port2.on('close', () => console.log('closed'));
port1.on('close', () => console.log('never'));
port1.postMessage(1);
