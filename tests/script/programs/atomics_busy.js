// The time of Atomics.waitAsync counts from when the loop next polls, however long the program is busy until then.
const cells = new Int32Array(new SharedArrayBuffer(16));
const busy = (ms) => { for (const start = Date.now(); Date.now() - start < ms;); };
const wait = (ms, name) => Atomics.waitAsync?.(cells, 0, 0, ms).value.then((answer) => console.log(name, answer));

wait(5, 'short');
wait(20, 'in main');
setImmediate(() => console.log('immediate'));
setTimeout(() => console.log('timer'), 50);
setTimeout(() => {
    wait(20, 'in a timer');
    setTimeout(() => console.log('a timer of 30'), 30);
    busy(40);
}, 200);
setTimeout(() => console.log('over'), 400);
busy(40);
