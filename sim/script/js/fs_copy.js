'use strict';
// fs.cp where Node does it in C++: the checks of source and destination, and the copy of a whole folder.

const nodePath = require('path');
const { operations, sortedEntries } = require('./fs_operations.js');
const { SystemFailure, toError } = require('./system_error.js');

/** Node's errors of fs.cp, by name: what they say and the system error within. */
const refusals = {
    ERR_FS_CP_EINVAL: { text: 'Invalid src or dest', code: 'EINVAL' },
    ERR_FS_CP_EEXIST: { text: 'Target already exists', code: 'EEXIST' },
    ERR_FS_CP_DIR_TO_NON_DIR: { text: 'Cannot overwrite non-directory with directory', code: 'EISDIR' },
    ERR_FS_CP_NON_DIR_TO_DIR: { text: 'Cannot overwrite directory with non-directory', code: 'ENOTDIR' },
    ERR_FS_EISDIR: { text: 'Recursive option not enabled, cannot copy a directory', code: 'EISDIR' },
};

function refuse(name, detail) {
    const error = new Error(`${refusals[name].text}: ${detail}`);
    error.code = name;
    throw error;
}

function installCopies(world, binding, replace, guarded) {
    const { tree } = world;

    /** What is at `path`; undefined also where a folder above it is missing. */
    const found = (path, follow) => {
        try {
            return tree.find(path, follow).node;
        } catch (failure) {
            if (failure instanceof SystemFailure && (failure.code === 'ENOENT' || failure.code === 'ENOTDIR')) return undefined;
            throw failure;
        }
    };

    replace(binding, 'cpSyncCheckPaths', ([from, to, followsLinks, isRecursive]) => {
        const follow = { follow: Boolean(followsLinks) };
        const source = found(from, follow);
        if (source === undefined) {
            throw toError({ code: 'ENOENT', syscall: followsLinks ? 'stat' : 'lstat', path: from }, binding.cpSyncCheckPaths);
        }
        const target = found(to, follow);
        if (target === source) refuse('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${to}`);
        if (target !== undefined && source.isDirectory && !target.isDirectory) {
            refuse('ERR_FS_CP_DIR_TO_NON_DIR', `cannot overwrite non-directory ${to} with directory ${from}`);
        }
        if (target?.isDirectory && !source.isDirectory) {
            refuse('ERR_FS_CP_NON_DIR_TO_DIR', `cannot overwrite directory ${to} with non-directory ${from}`);
        }
        const [fromWhole, toWhole] = [nodePath.resolve(from), nodePath.resolve(to)];
        if (source.isDirectory && toWhole.startsWith(`${fromWhole}/`)) {
            refuse('ERR_FS_CP_EINVAL', `cannot copy ${from} to a subdirectory of self ${to}`);
        }
        if (source.isDirectory && !isRecursive) refuse('ERR_FS_EISDIR', `cp returned EISDIR (${from} is a directory (not copied)) ${from}`);
        tree.folder(nodePath.dirname(toWhole));
    });

    const spendCopy = (bytes) => world.spendSync('fs.copyFileSync', { bytes });

    /** `options.spend` is told the size of each file; a worker of the pool has paid already. */
    const copyFolder = (from, to, options) => {
        const target = tree.find(to);
        if (target.node === undefined) tree.create(target, 'directory', 0o777);
        for (const [name, node] of sortedEntries(tree, tree.directory(from))) {
            const [inner, outer] = [`${from}/${name}`, `${to}/${name}`];
            const present = tree.findQuietly(outer);
            if (node.isDirectory) {
                copyFolder(inner, outer, options);
            } else if (node.kind === 'link') {
                const link = options.isVerbatim ? node.target : nodePath.resolve(nodePath.resolve(from), node.target);
                if (present !== undefined) operations.unlink.work(world, outer);
                operations.symlink.work(world, link, outer);
            } else if (present === undefined || options.isForced) {
                options.spend?.(node.size);
                operations.copyFile.work(world, inner, outer, 0);
                if (options.keepsTimes) tree.node(outer).times = { ...node.times };
            } else if (options.failsOnPresent) {
                refuse('ERR_FS_CP_EEXIST', `[ERR_FS_EEXIST]: Target already exists: cp returned EEXIST (${outer} already exists) ${outer}`);
            }
        }
    };

    replace(binding, 'cpSyncCopyDir', ([from, to, isForced, , failsOnPresent, isVerbatim, keepsTimes]) =>
        guarded(binding.cpSyncCopyDir, 'cp', from, () =>
            copyFolder(from, to, { isForced, failsOnPresent, isVerbatim, keepsTimes, spend: spendCopy })));

    replace(binding, 'cpSyncOverrideFile', ([from, to, mode, keepsTimes]) => guarded(binding.cpSyncOverrideFile, 'cp', to, () => {
        const source = tree.node(from);
        world.spendSync('fs.copyFileSync', { bytes: source.size });
        operations.unlink.work(world, to);
        operations.copyFile.work(world, from, to, mode);
        if (keepsTimes) tree.node(to).times = { ...source.times };
    }));

    // The asynchronous copy of a folder, where Node has it: one trip.
    if (binding.CpDirJob !== undefined) {
        binding.CpDirJob = class CpDirJob {
            constructor(from, to, isForced, followsLinks, failsOnPresent, isVerbatim, keepsTimes) {
                this.work = () => copyFolder(from, to, { isForced, failsOnPresent, isVerbatim, keepsTimes });
                this.from = from;
            }

            run() {
                let failure;
                const end = () => {
                    try {
                        guarded(undefined, 'cp', this.from, this.work);
                    } catch (thrown) {
                        failure = thrown;
                    }
                };
                world.submit('fs.copyFile', { ...world.scope('FSREQCALLBACK'), end }, () => [this, 'ondone', failure]);
            }
        };
    }
}

module.exports = { installCopies };
