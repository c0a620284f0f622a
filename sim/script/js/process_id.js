'use strict';
// Paths and seeds are explored by several processes: what a program prints of its own number, as Node's warnings do, has to be the same in
// all of them.

const numbers = { pid: 1000, ppid: 999 };

function keepProcessId() {
    for (const [name, value] of Object.entries(numbers)) {
        const own = Object.getOwnPropertyDescriptor(process, name);
        // What looks like a value may be a function of Node's C++, which stays unless it becomes another kind of property first.
        Object.defineProperty(process, name, { get: () => value, configurable: true });
        Object.defineProperty(process, name, { ...own, value });
    }
}

module.exports = { keepProcessId };
