'use strict';
// fs.rm where Node does it in C++, by the library of the system: all at once, and with its words.

const { may } = require('./file_tree.js');
const { operations } = require('./fs_operations.js');
const { SystemFailure, errno, libraryError, libraryTexts } = require('./system_error.js');

/** Removes what is at `path`, if anything is, with all below if it `isRecursive`. */
function removeAll(world, path, isRecursive) {
    const { tree } = world;
    try {
        const node = nodeToRemove(tree, path);
        if (node !== undefined) removeTree(world, node, path, isRecursive, () => removeOne(world, node, path));
    } catch (failure) {
        if (failure instanceof SystemFailure) refuseRemoval(failure.code, path);
        throw failure;
    }
}

/** Undefined if there is nothing; what hinders a look hinders its removal, too. */
function nodeToRemove(tree, path) {
    try {
        return tree.findIfThere(path, { follow: false });
    } catch {
        return tree.findLast(path).node;
    }
}

function removeTree(world, node, path, isRecursive, remove) {
    const { tree } = world;
    world.effects?.change(tree.cwd, [path]);
    world.effects?.meet({ folder: tree.cwd, paths: [path], changes: true });
    if (node.isDirectory && isRecursive) {
        for (const [name, inner] of tree.all(node)) {
            removeTree(world, inner, `${path}/${name}`, true, () => {
                tree.check(node, may.write);
                tree.remove(node, name);
            });
        }
    }
    world.spendSync(node.isDirectory ? 'fs.rmdirSync' : 'fs.unlinkSync', {});
    remove();
}

/** What went away with all below it need not be there any more: `folder/..` has lost the folder. */
function removeOne(world, node, path) {
    try {
        operations[node.isDirectory ? 'rmdir' : 'unlink'].work(world, path);
    } catch (failure) {
        if (failure.code !== 'ENOENT') throw failure;
    }
}

/** Node's words for some, for all others those of the system's C++ library and no code. Source: Node src/node_file.cc, RmSync. */
function refuseRemoval(code, path) {
    const isKnown = ['EPERM', 'ENOTEMPTY', 'ENOTDIR', 'EACCES'].includes(code);
    const text = libraryTexts[code] ?? code;
    throw isKnown
        ? libraryError({ code, errno: Math.abs(errno(code)), text: `${text}:`, path, syscall: 'rm' })
        : libraryError({ code: '', errno: errno('UNKNOWN'), text: `Unknown error: ${text}`, path, syscall: 'rm' });
}

module.exports = { removeAll };
