'use strict';
// A port that answers itself for ever does not keep timers and immediates from running.
const { port1, port2 } = new MessageChannel();
let count = 0;
let inner;
port1.on('message', () => {
    count += 1;
    if (count === 1) inner = setTimeout(() => { console.log('inner'); port1.close(); }, 0);
    if (count > 50_000) { clearTimeout(inner); console.log('starved'); port1.close(); }
    port2.postMessage(0);
});
port2.postMessage(0);
setTimeout(() => console.log('outer'), 0);
process.on('exit', () => console.log(count < 50_000));
