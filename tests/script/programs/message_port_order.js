// In which order ports are heard: by when they were made, but for those that are made while libuv goes through its list.
'use strict';
const fs = require('fs');

function port(name, hear) {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }) => {
        console.log(name, data);
        hear?.(data);
        if (data === 'end') port2.close();
    };
    return port1;
}

const end = (...ports) => ports.forEach((each) => each.postMessage('end'));

function madeByAPort(next) {
    console.log('-- made by a port');
    let third;
    let fourth;
    const first = port('first', (data) => {
        if (data !== 1) return;
        third = port('third');
        process.nextTick(() => { fourth = port('fourth'); });
    });
    const second = port('second');
    first.postMessage(1);
    second.postMessage(1);
    setImmediate(() => {
        const fifth = port('fifth');
        end(fifth, second, first, fourth, third);
        setTimeout(next, 20);
    });
}

function madeByTheDisk(next) {
    console.log('-- made by the disk');
    const first = port('first');
    fs.stat('.', () => {
        const [second, third] = [port('second'), port('third')];
        setImmediate(() => {
            end(first, second, third);
            setTimeout(next, 20);
        });
    });
}

function madeByATimer(next) {
    console.log('-- made by a timer');
    const first = port('first');
    setTimeout(() => {
        end(port('second'), first);
        setTimeout(next, 20);
    }, 5);
}

function channels() {
    console.log('-- channels');
    const [hears, speaks] = [0, 1].map(() => new BroadcastChannel('news'));
    hears.onmessage = ({ data }) => {
        console.log('heard', data);
        hears.close();
        speaks.close();
    };
    const later = port('later');
    const first = port('first', (data) => {
        if (data !== 1) return;
        const other = new BroadcastChannel('news');
        other.onmessage = ({ data: text }) => {
            console.log('other heard', text);
            other.close();
        };
    });
    first.postMessage(1);
    setImmediate(() => {
        end(later, first);
        speaks.postMessage('hi');
    });
}

madeByAPort(() => madeByTheDisk(() => madeByATimer(channels)));
