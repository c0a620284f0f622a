'use strict';
// What strips types from a program is Node's own, and its machine code is made anew in each process: nothing that the program computes.

const { builtinModules } = require('./node_internals.js');

function leaveStrippingOut(host) {
    const module = builtinModules().map.get('internal/deps/amaro/dist/index');
    if (module === undefined) return;
    const stop = () => { host.measure(false); };
    module.compileForInternalLoader = function compileForInternalLoader() {
        delete this.compileForInternalLoader;
        stop();
        const exports = this.compileForInternalLoader();
        host.measure(true);
        const strip = host.putBetween(exports.transformSync, stop, (result) => {
            host.measure(true);
            return result;
        });
        return Object.create(exports, { transformSync: { value: strip } });
    };
}

module.exports = { leaveStrippingOut };
