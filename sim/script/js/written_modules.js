'use strict';
// require() of files that the script itself wrote. Older versions of Node's loader ask the real disk whether a file is
// there, whatever the binding says; what they do not find is looked for in the virtual one.

const nodePath = require('path');
const { internal, standIn } = require('./node_internals.js');

function installWrittenModules(world) {
    const { Module } = internal('internal/modules/cjs/loader');
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

    /** The file that `base` stands for, with an ending, as a package or as a folder, without links. */
    function fileOf(base) {
        const main = mainOf(base);
        const bases = [base, ...(main === undefined ? [] : [main, `${main}/index`]), `${base}/index`];
        const endings = Object.keys(Module._extensions);
        const names = bases.flatMap((one) => (one.endsWith('/index') ? [] : [one]).concat(endings.map((ending) => one + ending)));
        const name = names.find((one) => tree.findQuietly(one)?.kind === 'file');
        return name === undefined ? undefined : tree.pathOf(tree.find(name));
    }

    /** What the package.json of a folder names as its module. */
    function mainOf(folder) {
        const file = tree.findQuietly(`${folder}/package.json`);
        if (file?.kind !== 'file') return undefined;
        try {
            const { main } = JSON.parse(file.content().toString('utf8', 0, file.size));
            return typeof main === 'string' ? nodePath.resolve(folder, main) : undefined;
        } catch {
            return undefined;
        }
    }
}

module.exports = { installWrittenModules };
