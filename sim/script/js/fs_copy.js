'use strict';
// fs.cp where Node does it in C++: the checks of source and destination, and the copy of a whole folder.

const nodePath = require('path');
const { withoutSlashes } = require('./file_tree.js');
const { FolderMaking } = require('./folder_making.js');
const { toPath } = require('./fs_arguments.js');
const { copyFile, operations, sortedEntries } = require('./fs_operations.js');
const { nodeMajor } = require('./host_versions.js');
const { SystemFailure, errno, libraryError, libraryTexts, withoutFrames } = require('./system_error.js');

/** An error of fs.cp that Node makes itself. */
function refuse(code, message) {
    throw Object.assign(withoutFrames(message), { code });
}

function refuseAsLibrary(code, path) {
    throw libraryError({ code, errno: Math.abs(errno(code)), text: libraryTexts[code], path, syscall: 'cp' });
}

/** How the C++ library of the host refuses to copy a file to where a folder is. */
const folderInTheWay = nodeMajor < 24 ? 'ENOTSUP' : 'EINVAL';
const keepsFolderModes = nodeMajor >= 24;
const setsModeAgain = nodeMajor >= 26;  // of a file that it has copied

/** Whether `inner` is `folder` or below it, as the texts say. */
function isInside(inner, folder) {
    return `${inner}/`.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** As the C++ library has it: of what ends in a slash, all before that. */
function parentText(path) {
    return withoutSlashes(path.slice(0, path.lastIndexOf('/') + 1)) || '/';
}

function installCopies(world, binding, replace, guarded) {
    const { tree } = world;

    const replaceCopy = (name, copy) => replace(binding, name, ([from, to, ...rest]) => copy(toPath(from), toPath(to), ...rest));

    replaceCopy('cpSyncCheckPaths', (from, to, followsLinks, isRecursive) =>
        guarded(binding.cpSyncCheckPaths, followsLinks ? 'stat' : 'lstat', from, () => checkPaths(from, to, followsLinks, isRecursive)));

    // The texts, the slash and that links are followed unless they are to be are those of Node's C++.
    // Source: Node src/node_file.cc, CpSyncCheckPaths.
    const checkPaths = (from, to, followsLinks, isRecursive) => {
        const source = tree.node(from, { follow: !followsLinks });
        const target = tree.findQuietly(to, { follow: followsLinks });
        const isFolder = source.isDirectory || (followsLinks && source.kind === 'link');
        if (target !== undefined) {
            if (tree.findQuietly(to) === tree.findQuietly(from)) refuse('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${to}`);
            if (isFolder && !target.isDirectory) refuse('ERR_FS_CP_DIR_TO_NON_DIR', `Cannot overwrite non-directory ${to} with directory ${from}`);
            if (target.isDirectory && !isFolder) refuse('ERR_FS_CP_NON_DIR_TO_DIR', `Cannot overwrite directory ${to} with non-directory ${from}`);
        }
        const [fromWhole, toWhole] = [nodePath.resolve(from), nodePath.resolve(to)];
        const fromText = from.endsWith('/') ? from : `${from}/`;
        const parent = parentText(to);
        const isParent = parentText(from) !== parent && parent.includes('/') && parent !== '/' &&
            tree.findQuietly(parent) === source;
        const isWithin = isParent || (isFolder && isInside(toWhole, fromWhole));
        if (isWithin) refuse('ERR_FS_CP_EINVAL', `Cannot copy ${fromText} to a subdirectory of self ${to}`);
        if (isFolder && !isRecursive) refuse('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${fromText}`);
        if (source.kind === 'fifo') refuse('ERR_FS_CP_FIFO_PIPE', `Cannot copy a FIFO pipe: ${to}`);
        makeFolders(to.endsWith('/') ? toWhole : nodePath.dirname(toWhole));
    };

    /** As far as they can be made: what copies to there says why it cannot. */
    const makeFolders = (path) => {
        const making = new FolderMaking(tree, path, 0o777);
        try {
            while (making.step());
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw failure;
        }
    };

    const spendCopy = (bytes) => world.spendSync('fs.copyFileSync', { bytes });

    /** What lies where a link to `target` is to be made goes away, if it may be replaced by one. */
    const makeRoom = (target, outer, { followsLinks, isForced, failsOnPresent }) => {
        const present = tree.findQuietly(outer);
        if (present === undefined) return;
        const there = tree.find(outer, { follow: false }).node;
        if (there.kind === 'link') {
            const current = there.target;
            if (!followsLinks && tree.findQuietly(target)?.isDirectory && isInside(current, target)) {
                refuse('ERR_FS_CP_EINVAL', `Cannot copy ${target} to a subdirectory of self ${current}`);
            }
            if (present.isDirectory && isInside(target, current)) refuse('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', `cannot overwrite ${current} with ${target}`);
            operations.unlink.work(world, outer);
        } else if (there.kind === 'file' && (!followsLinks || (!isForced && failsOnPresent))) {
            refuseAsLibrary('EEXIST', outer);
        }
    };

    const copyLink = (from, to, outer, { target }, options) => {
        if (!options.isVerbatim) makeRoom(target, outer, options);
        if (tree.find(outer, { follow: false }).node !== undefined) refuseAsLibrary('EEXIST', to);
        operations.symlink.work(world, options.isVerbatim ? target : nodePath.resolve(nodePath.resolve(from), target), outer);
    };

    /** Whether there was none. */
    const makeFolder = (path) => {
        try {
            const place = tree.find(path);
            if (place.node?.isDirectory) return false;
            if (place.node !== undefined || tree.find(path, { follow: false }).node !== undefined) refuseAsLibrary('EEXIST', path);
            tree.create(place, 'directory', 0o777);
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw failure;
            refuseAsLibrary(failure.code === 'ENOTDIR' ? 'ENOTDIR' : 'EEXIST', path);
        }
        return true;
    };

    const keepTimes = (source, path) => {
        const place = tree.find(path);
        place.node.times = { ...source.times };
        tree.tellChange(place, 'IN_ATTRIB');
    };

    /** `options.spend` is told the size of each file; a worker of the pool has paid already. */
    const copyFolder = (from, to, options) => {
        const source = tree.directory(from);
        const isNew = makeFolder(to);
        for (const [name, node] of sortedEntries(tree, source)) {
            const [inner, outer] = [`${from}/${name}`, `${to}/${name}`];
            const present = tree.findQuietly(outer);
            if (node.isDirectory) {
                copyFolder(inner, outer, options);
            } else if (node.kind === 'link') {
                copyLink(from, to, outer, node, options);
            } else if (present?.isDirectory) {
                refuseAsLibrary(folderInTheWay, to);
            } else if (present === undefined || options.isForced) {
                options.spend?.(node.size);
                copyFile(tree, inner, outer, 0, true);
                if (options.keepsTimes) keepTimes(node, outer);
                if (setsModeAgain) operations.chmod.work(world, outer, node.mode);
            } else if (options.failsOnPresent) {
                refuse('ERR_FS_CP_EEXIST', `[ERR_FS_CP_EEXIST]: Target already exists: cp returned EEXIST (${outer} already exists)`);
            }
        }
        if (isNew && keepsFolderModes) operations.chmod.work(world, to, source.mode);
    };

    replaceCopy('cpSyncCopyDir', (from, to, isForced, followsLinks, failsOnPresent, isVerbatim, keepsTimes) =>
        guarded(binding.cpSyncCopyDir, 'cp', from, () =>
            copyFolder(from, to, { isForced, followsLinks, failsOnPresent, isVerbatim, keepsTimes, spend: spendCopy })));

    const remove = (path) => {
        try {
            operations[tree.node(path, { follow: false }).isDirectory ? 'rmdir' : 'unlink'].work(world, path);
        } catch (failure) {
            if (failure.code === 'ENOTEMPTY') refuseAsLibrary('ENOTEMPTY', path);
            throw failure;
        }
    };

    replaceCopy('cpSyncOverrideFile', (from, to, mode, keepsTimes) => guarded(binding.cpSyncOverrideFile, 'cp', to, () => {
        const source = tree.node(from);
        world.spendSync('fs.copyFileSync', { bytes: source.size });
        remove(to);
        if (to.endsWith('/')) refuseAsLibrary('EISDIR', to);  // a folder by that name was made
        copyFile(tree, from, to, mode, true);
        if (keepsTimes) keepTimes(source, to);
    }));

    // The asynchronous copy of a folder, where Node has it: one trip.
    if (binding.CpDirJob !== undefined) {
        binding.CpDirJob = class CpDirJob {
            constructor(from, to, isForced, followsLinks, failsOnPresent, isVerbatim, keepsTimes) {
                this.work = () => copyFolder(toPath(from), toPath(to), { isForced, followsLinks, failsOnPresent, isVerbatim, keepsTimes });
                this.from = toPath(from);
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
