'use strict';
// Node's internal modules, also after they have been hidden from the script.

let builtins;

/** To be called while internal modules can still be required. */
function learn() {
    let helpers;
    try {
        helpers = require('internal/modules/helpers');
    } catch {
        helpers = require('internal/modules/cjs/helpers');
    }
    builtins = (helpers.loadBuiltinModule ?? helpers.loadNativeModule)('fs').constructor;
}

function internal(id) {
    return builtins.map.get(id).compileForInternalLoader();
}

module.exports = { internal, learn };
