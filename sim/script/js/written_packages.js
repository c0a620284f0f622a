'use strict';
// Node's internal binding 'modules' (from 22 on): what a package.json says that the script itself wrote. All others are read by
// the real binding. Source: Node src/node_modules.cc.

const nodePath = require('path');
const { fileURLToPath } = require('url');

function installWrittenPackages(world, binding) {
    const { tree, host } = world;
    const answers = {
        readPackageJSON: (path) => fields(path),
        getNearestParentPackageJSON: (path) => nearest(path),
        getNearestParentPackageJSONType: (path) => nearest(path)?.[2],
        getPackageScopeConfig: (url) => nearest(pathOf(url)),
        getPackageType: (url) => nearest(pathOf(url))?.[2],
    };
    for (const [name, answer] of Object.entries(answers)) {
        if (binding[name] === undefined) continue;
        binding[name] = host.putBetween(binding[name], (place) => {
            const value = answer(place);
            return value === undefined ? undefined : [value];
        });
    }

    /** What is written at `path`: name, main, type, imports and exports as text, the path; undefined if the script did not write it. */
    function fields(path) {
        const file = tree.findQuietly(path);
        if (file?.kind !== 'file' || file.real !== undefined) return undefined;
        const { name, main, type, imports, exports } = parsed(path, file);
        const text = (value) => (typeof value === 'string' ? value : undefined);
        const kind = type === 'module' || type === 'commonjs' ? type : 'none';
        return [text(name), text(main), kind, lists(imports), text(exports) ?? lists(exports), path];
    }

    /** The same of the package that a file belongs to. */
    function nearest(path) {
        // A module that the program made itself may have a relative name.
        let folder = path === undefined ? '/' : nodePath.dirname(nodePath.resolve(tree.cwd, path));
        while (folder !== '/' && nodePath.basename(folder) !== 'node_modules') {
            const file = `${folder}/package.json`;
            if (tree.findQuietly(file)?.kind === 'file') return fields(file);
            folder = nodePath.dirname(folder);
        }
        return undefined;
    }
}

function lists(value) {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}

function pathOf(url) {
    return `${url}`.startsWith('file:') ? fileURLToPath(url) : undefined;
}

function parsed(path, file) {
    try {
        const value = JSON.parse(file.content().toString('utf8', 0, file.size));
        return typeof value === 'object' && value !== null ? value : {};
    } catch {
        throw Object.assign(new Error(`Invalid package config ${path}.`), { code: 'ERR_INVALID_PACKAGE_CONFIG' });
    }
}

module.exports = { installWrittenPackages };
