'use strict';
// require() of files that the script itself wrote. Older versions of Node's loader ask the real disk whether a file is
// there, whatever the binding says; what they do not find is looked for in the virtual one.

const Module = require('module');
const nodePath = require('path');
const { standIn } = require('./node_internals.js');

function installWrittenModules(world) {
    const { _findPath: find } = Module;
    const { tree } = world;
    Module._findPath = world.host.putBetween(find, undefined, (found, request, paths) => {
        if (found !== false && found !== undefined) return found;
        for (const folder of nodePath.isAbsolute(request) ? [''] : paths ?? []) {
            const file = fileOf(nodePath.resolve(folder, request));
            if (file !== undefined) return file;
        }
        return found;
    }, standIn('_findPath', find));

    /** The file that `base` stands for, with an ending or as a folder, without links. */
    function fileOf(base) {
        const endings = Object.keys(Module._extensions);
        const names = [base, ...endings.map((ending) => base + ending), ...endings.map((ending) => `${base}/index${ending}`)];
        const name = names.find((one) => tree.findQuietly(one)?.kind === 'file');
        return name === undefined ? undefined : tree.pathOf(tree.find(name));
    }
}

module.exports = { installWrittenModules };
