'use strict';
// What strips types from a program is Node's own, and its machine code is made anew in each process: nothing that the program computes.

const { standAroundLoading } = require('./node_internals.js');

function leaveStrippingOut(host) {
    const stop = () => { host.measure(false); };
    standAroundLoading('internal/deps/amaro/dist/index', stop, (exports) => {
        host.measure(true);
        const strip = host.putBetween(exports.transformSync, stop, (result) => {
            host.measure(true);
            return result;
        });
        return Object.create(exports, { transformSync: { value: strip } });
    });
}

module.exports = { leaveStrippingOut };
