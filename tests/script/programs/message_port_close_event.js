'use strict';
// A handler of events instead of a listener: the class of the events is loaded at the first, in Node 22 with what compiles
// WebAssembly. The other port hears nothing of the end as nothing keeps the loop alive.
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => { console.log('message', data); port1.close(); };
port1.on('close', () => console.log('closed'));
port2.on('close', () => console.log('never'));
port2.postMessage(1);
