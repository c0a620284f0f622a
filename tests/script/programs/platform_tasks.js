// Where V8's tasks stand among the async handles of the loop: after the pool, before all ports, in the same pass.
'use strict';
const fs = require('fs');
const cells = new Int32Array(new SharedArrayBuffer(8));
const wait = (name, call) => Atomics.waitAsync?.(cells, 0, 0).value.then(() => {
    console.log(name);
    call?.();
});
const port = (name) => {
    const { port1, port2 } = new MessageChannel();
    port1.once('message', () => {
        console.log(name);
        port1.close();
    });
    return port2;
};
const immediate = () => setImmediate(() => console.log('immediate'));

const steps = {
    'a task posts'() {
        const posts = port('message');
        wait('task', () => {
            immediate();
            posts.postMessage(1);
        });
        Atomics.notify(cells, 0);
    },
    'a task makes a port'() {
        const pending = port('pending');
        wait('task', () => {
            immediate();
            port('new').postMessage(1);
        });
        Atomics.notify(cells, 0);
        pending.postMessage(0);
    },
    'heard later'() {
        const old = port('old');
        let young;
        wait('task', () => { young = port('young'); });
        setTimeout(() => Atomics.notify(cells, 0), 10);
        setTimeout(() => [old, young].forEach((each) => each?.postMessage(1)), 20);
    },
    'the pool posts'() {
        fs.stat('.', () => {
            console.log('stat');
            immediate();
            wait('task');
            Atomics.notify(cells, 0);
        });
    },
    'one after the other'() {
        wait('first', () => {
            immediate();
            wait('second', () => wait('third'));
            Atomics.notify(cells, 0);
            setTimeout(() => Atomics.notify(cells, 0), 5);
        });
        Atomics.notify(cells, 0);
    },
};

const next = ([[name, step], ...others]) => {
    console.log('--', name);
    step();
    setTimeout(() => {
        if (others.length > 0) next(others);
    }, 50);
};
if (Atomics.waitAsync !== undefined) setTimeout(next, 20, Object.entries(steps));
