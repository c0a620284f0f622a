'use strict';
// process.chdir and process.cwd within the virtual file system.

const { SystemFailure, toError } = require('./system_error.js');

function installWorkingFolder(world, binding) {
    const { tree } = world;
    binding.cwd = () => tree.cwd;
    binding.chdir = function chdir(path) {
        try {
            const place = tree.find(path);
            tree.directory(path);
            tree.cwd = tree.pathOf(place);
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw failure;
            throw toError({ code: failure.code, syscall: 'chdir', path: tree.cwd, dest: path }, chdir);
        }
    };
}

module.exports = { installWorkingFolder };
