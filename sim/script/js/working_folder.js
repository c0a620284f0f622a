'use strict';
// process.chdir and process.cwd within the virtual file system.

const { SystemFailure, hidden, toError } = require('./system_error.js');

function installWorkingFolder(world, binding) {
    const { tree } = world;
    binding.cwd = () => tree.cwd;
    const chdir = hidden(world.host, function chdir(path) {
        try {
            const place = tree.find(path);
            tree.directory(path);
            tree.cwd = tree.pathOf(place);
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw failure;
            throw toError({ code: failure.code, syscall: 'chdir', path: tree.cwd, dest: path }, chdir);
        }
    });
    binding.chdir = chdir;
}

module.exports = { installWorkingFolder };
