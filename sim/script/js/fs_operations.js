'use strict';
// What each function of Node's internal binding 'fs' does, on the virtual file system. One row a function: how
// many arguments it has before the request object, the system call that its errors name, the row of the API
// catalogue that times it, and its work. Versions of Node call the same functions with the same arguments.

const nodeFs = require('fs');
const { getStatFsFromBinding } = require('internal/fs/utils');
const { openingPipe, readingPipe } = require('./fifo.js');
const { kinds } = require('./file_node.js');
const { may } = require('./file_tree.js');
const { nodeMajor, uvMinor } = require('./host_versions.js');
const { fail } = require('./system_error.js');

const { O_CREAT } = nodeFs.constants;
// Older versions of Node give the binding the whole template, newer ones what comes before it.
const hasTemplate = nodeFs.mkdtemp.toString().includes('XXXXXX');
const hasFragmentSize = 'frsize' in getStatFsFromBinding([]);
// Times and owner of a copied file go with it. Source: libuv src/unix/fs.c, uv__fs_copyfile, from 1.49 on.
const copiesStatus = uvMinor >= 49;
const copyExclusively = 1;  // COPYFILE_EXCL
const copyByReference = 4;  // COPYFILE_FICLONE_FORCE, which few file systems can do
const sizeMost = 2 ** 40;
const unchanged = 2 ** 32 - 1;  // an owner, as -1
const linkBytesMost = 4095;

/** { arity, syscall, api, paths: [path, dest] as indices of arguments, ...}; of the optional members, each called
 * with the world and the arguments: bytes: what the cost depends on; trip: the kind of work of the worker if it is not
 * the usual one (arguments only); hold: what the worker waits for. */
const operations = {
    access: {
        arity: 2, syscall: 'access', api: 'fs.access', paths: [0], mode: 1,
        work({ tree }, path, mode) {
            const node = tree.node(path);
            if ((mode & 7) !== 0) tree.check(node, mode & 7);
            // Root may do all but run what nobody may run.
            if ((mode & may.enter) !== 0 && !node.isDirectory && (node.mode & 0o111) === 0) fail('EACCES');
        },
    },
    stat: {
        arity: 2, syscall: 'stat', api: 'fs.stat', paths: [0], isStatus: true, tolerated: nodeMajor < 22 ? ['ENOENT'] : ['ENOENT', 'ENOTDIR'],
        work: ({ tree }, path) => tree.node(path),
    },
    lstat: {
        arity: 2, syscall: 'lstat', api: 'fs.lstat', paths: [0], isStatus: true, tolerated: ['ENOENT'],
        work: ({ tree }, path) => tree.node(path, { follow: false }),
    },
    fstat: { arity: 2, syscall: 'fstat', api: 'fs.fstat', isStatus: true, work: ({ files }, fd) => files.file(fd).node },
    statfs: {
        arity: 2, syscall: 'statfs', api: 'fs.statfs', paths: [0],
        work({ tree }, path, isBig) {
            tree.node(path);
            // A file system of 64 GiB in memory, half full: type, block size, blocks, free, available, files, free.
            const fields = [0x01021994, 4096, 16777216, 8388608, 8388608, 4194304, 4194000];
            if (hasFragmentSize) fields.splice(2, 0, 4096);
            return isBig ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
        },
    },
    open: {
        arity: 3, syscall: 'open', api: 'fs.open', paths: [0],
        trip: (path, how) => ((how & O_CREAT) === 0 ? 'open' : 'create'),
        hold: ({ tree }, path, how) => openingPipe(tree, path, how),
        work: ({ files }, path, how, mode) => files.open(path, how, mode),
    },
    close: { arity: 1, syscall: 'close', api: 'fs.close', work: ({ files }, fd) => files.close(fd) },
    read: {
        arity: 5, syscall: 'read', api: 'fs.read',
        bytes: ({ files }, fd, buffer, offset, length, position) => files.available(fd, length, Number(position)),
        hold: ({ files }, fd) => readingPipe(files.table.get(fd)?.node.pipe),
        work({ files }, fd, buffer, offset, length, position) {
            return files.read(fd, bytesOf(buffer).subarray(offset, offset + length), Number(position));
        },
    },
    readBuffers: {
        arity: 3, syscall: 'read', api: 'fs.readv', failsAtOnce: (fd, buffers) => (buffers.length === 0 ? 'EINVAL' : undefined),
        bytes: ({ files }, fd, buffers, position) => files.available(fd, total(buffers), placeOf(position)),
        work({ files }, fd, buffers, position) {
            if (buffers.length === 0) fail('EINVAL');
            const whole = Buffer.alloc(total(buffers));
            const count = files.read(fd, whole, placeOf(position));
            let taken = 0;
            for (const buffer of buffers) {
                const part = whole.subarray(taken, Math.min(taken + buffer.byteLength, count));
                bytesOf(buffer).set(part);
                taken += part.length;
            }
            return count;
        },
    },
    writeBuffer: {
        arity: 5, syscall: 'write', api: 'fs.write',
        bytes: (world, fd, buffer, offset, length) => length ?? buffer.byteLength - offset,
        work({ files }, fd, buffer, offset, length, position) {
            return files.write(fd, bytesOf(buffer).subarray(offset, offset + length), placeOf(position));
        },
    },
    writeBuffers: {
        arity: 3, syscall: 'write', api: 'fs.writev',
        bytes: (world, fd, buffers) => total(buffers),
        work: ({ files }, fd, buffers, position) => files.write(fd, Buffer.concat(buffers.map(bytesOf)), placeOf(position)),
    },
    writeString: {
        arity: 4, syscall: 'write', api: 'fs.write',
        bytes: (world, fd, text, position, encoding) => Buffer.byteLength(text, encodingOf(encoding)),
        work: ({ files }, fd, text, position, encoding) =>
            files.write(fd, Buffer.from(text, encodingOf(encoding)), placeOf(position)),
    },
    ftruncate: {
        arity: 2, syscall: 'ftruncate', api: 'fs.ftruncate',
        work: ({ files }, fd, length) => (length > sizeMost ? fail('EFBIG') : files.truncate(fd, length)),
    },
    fsync: { arity: 1, syscall: 'fsync', api: 'fs.fsync', work: ({ files }, fd) => void files.file(fd) },
    fdatasync: { arity: 1, syscall: 'fdatasync', api: 'fs.fdatasync', work: ({ files }, fd) => void files.file(fd) },
    rename: { arity: 2, syscall: 'rename', api: 'fs.rename', paths: [0, 1], work: rename },
    unlink: {
        arity: 1, syscall: 'unlink', api: 'fs.unlink', paths: [0],
        work({ tree }, path) {
            const place = tree.findLast(path);
            if (place.special !== undefined) fail('EISDIR');
            if (place.node === undefined) fail('ENOENT');
            if (!place.hasSlash) tree.check(place.folder, may.write);
            if (place.node.isDirectory) fail('EISDIR');
            if (place.hasSlash) fail('ENOTDIR');
            tree.remove(place.folder, place.name);
        },
    },
    rmdir: { arity: 1, syscall: 'rmdir', api: 'fs.rmdir', paths: [0], work: ({ tree }, path) => removeFolder(tree, path) },
    mkdir: {
        arity: 3, syscall: 'mkdir', api: 'fs.mkdir', paths: [0], isRecursive: (path, mode, isRecursive) => isRecursive,
        work({ tree }, path, mode) {
            const place = tree.findNew(path, true);
            if (place.node !== undefined) fail('EEXIST');
            tree.create(place, 'directory', mode);
        },
    },
    mkdtemp: {
        arity: 2, syscall: 'mkdtemp', api: 'fs.mkdtemp', paths: [0],
        work(world, prefix, encoding) {
            const { tree } = world;
            const begin = hasTemplate ? prefix.slice(0, -'XXXXXX'.length) : prefix;
            const path = begin + world.letters(6);
            try {
                tree.create(tree.find(path), 'directory', 0o700);
            } catch (failure) {
                throw Object.assign(failure, { path, pathSync: `${begin}XXXXXX` });
            }
            return encodeName(path, encoding);
        },
    },
    readdir: {
        arity: 3, syscall: 'scandir', api: 'fs.readdir', paths: [0],
        bytes: ({ tree }, path) => countEntries(tree, path),
        work({ tree }, path, encoding, withTypes) {
            const entries = sortedEntries(tree, tree.directory(path));
            const names = entries.map(([name]) => encodeName(name, encoding));
            return withTypes ? [names, entries.map(([, node]) => kinds[node.kind].entry)] : names;
        },
    },
    readdirRecursive: {
        arity: 3, syscall: 'scandir', api: 'fs.readdir', paths: [0],
        bytes: ({ tree }, path) => countEntries(tree, path),
        work: ({ tree }, path, encoding, withTypes) => readFolders(tree, path, encoding, withTypes),
    },
    link: {
        arity: 2, syscall: 'link', api: 'fs.link', paths: [0, 1],
        work({ tree }, from, to) {
            const { node } = existing(tree, from);
            const place = tree.findNew(to);
            if (place.node !== undefined) fail('EEXIST');
            if (node.isDirectory) fail('EPERM');
            tree.inotify.tellSelf(node, 'IN_ATTRIB');
            tree.insert(place.folder, place.name, node);
            node.links += 1;
            node.times.change = tree.now();
        },
    },
    symlink: {
        arity: 3, syscall: 'symlink', api: 'fs.symlink', paths: [0, 1],
        work({ tree }, target, path) {
            if (target === '') fail('ENOENT');
            if (Buffer.byteLength(target) > linkBytesMost) fail('ENAMETOOLONG');
            const place = tree.findNew(path);
            if (place.node !== undefined) fail('EEXIST');
            const node = tree.create(place, 'link', 0o777);
            node.mode = 0o777;
            node.target = target;
        },
    },
    readlink: {
        arity: 2, syscall: 'readlink', api: 'fs.readlink', paths: [0],
        work({ tree }, path, encoding) {
            const node = tree.node(path, { follow: false });
            return node.kind === 'link' ? encodeName(node.target, encoding) : fail('EINVAL');
        },
    },
    realpath: {
        arity: 2, syscall: 'realpath', api: 'fs.realpath.native', apiSync: 'fs.realpathSync', trip: () => 'name', paths: [0],
        work({ tree }, path, encoding) {
            const place = existing(tree, path, { follow: true });
            return encodeName(tree.pathOf(place), encoding);
        },
    },
    copyFile: {
        arity: 3, syscall: 'copyfile', api: 'fs.copyFile', paths: [0, 1], mode: 2,
        bytes: ({ tree }, from) => quietly(() => tree.node(from).size) ?? 0,
        work: ({ tree }, from, to, mode) => copyFile(tree, from, to, mode),
    },
    chmod: { arity: 2, syscall: 'chmod', api: 'fs.chmod', paths: [0], work: ({ tree }, path, mode) => setMode(tree, existing(tree, path, { follow: true }), mode) },
    fchmod: { arity: 2, syscall: 'fchmod', api: 'fs.chmod', work: ({ tree, files }, fd, mode) => setMode(tree, files.file(fd), mode) },
    chown: { arity: 3, syscall: 'chown', api: 'fs.chown', paths: [0], work: ({ tree }, path, uid, gid) => setOwner(tree, existing(tree, path, { follow: true }), uid, gid) },
    fchown: { arity: 3, syscall: 'fchown', api: 'fs.chown', work: ({ tree, files }, fd, uid, gid) => setOwner(tree, files.file(fd), uid, gid) },
    lchown: {
        arity: 3, syscall: 'lchown', api: 'fs.chown', paths: [0],
        work: ({ tree }, path, uid, gid) => setOwner(tree, existing(tree, path), uid, gid),
    },
    utimes: { arity: 3, syscall: 'utime', api: 'fs.utimes', paths: [0], work: ({ tree }, path, access, modify) => setTimes(tree, existing(tree, path, { follow: true }), access, modify) },
    futimes: { arity: 3, syscall: 'futime', api: 'fs.utimes', work: ({ tree, files }, fd, access, modify) => setTimes(tree, files.file(fd), access, modify) },
    lutimes: {
        arity: 3, syscall: 'lutime', api: 'fs.utimes', paths: [0],
        work: ({ tree }, path, access, modify) => setTimes(tree, existing(tree, path), access, modify),
    },
};

function rename({ tree, files }, from, to) {
    const source = tree.findLast(from);
    const place = tree.findLast(to);
    if (source.special !== undefined || place.special !== undefined) fail('EBUSY');
    if (source.node === undefined) fail('ENOENT');
    if (!source.node.isDirectory && (source.hasSlash || place.hasSlash)) fail('ENOTDIR');
    if (source.node.isDirectory && isWithin(tree, source.node, place.folder)) fail('EINVAL');
    if (place.node?.isDirectory && isWithin(tree, place.node, source.folder)) fail('ENOTEMPTY');
    if (place.node === source.node) return;
    tree.check(source.folder, may.write);
    tree.check(place.folder, may.write);
    if (place.node !== undefined) {
        if (source.node.isDirectory && !place.node.isDirectory) fail('ENOTDIR');
        if (!source.node.isDirectory && place.node.isDirectory) fail('EISDIR');
        if (place.node.isDirectory && tree.all(place.node).length > 0) fail('ENOTEMPTY');
    }
    tree.move(source, place);
    files.move(source, place);
}

/** Whether `inner` is the folder `outer` or lies below it. */
function isWithin(tree, outer, inner) {
    for (let at = inner; at !== tree.root; at = tree.parentOf(at)) {
        if (at === outer) return true;
    }
    return outer === tree.root;
}

/** `isByLibrary`: not by libuv but by the C++ library of the system, as fs.cpSync may do. */
function copyFile(tree, from, to, mode, isByLibrary = false) {
    const source = tree.node(from);
    tree.check(source, may.read);
    const isExclusive = (mode & copyExclusively) !== 0;
    const place = isExclusive || to.endsWith('/') ? tree.findNew(to, true) : tree.find(to);
    let { node } = place;
    if (to.endsWith('/')) fail('EISDIR');
    if (node !== undefined && isExclusive) fail('EEXIST');
    if (node?.isDirectory) fail('EISDIR');
    if (node === source) return;
    const failure = source.isDirectory ? 'EISDIR' : (mode & copyByReference) !== 0 ? 'ENOTSUP' : node?.kind === 'device' ? 'EINVAL' : undefined;
    if (failure !== undefined) {
        // As libuv does when a copy has failed: what it was to go to has been made, and its name is removed.
        if (node === undefined) tree.create(place, 'file', source.mode);
        operations.unlink.work({ tree }, to);
        fail(failure);
    }
    node ??= tree.create(place, 'file', source.mode);
    tree.check(node, may.write);
    const content = source.content() ?? Buffer.alloc(0);  // of a device nothing, as it says that it is empty
    const copy = { ...place, node };
    if (isByLibrary ? place.node !== undefined : !isExclusive) {
        node.resize(0);
        node.touch(tree.now());
        tree.tellChange(copy, 'IN_MODIFY');
    }
    if (copiesStatus && !isByLibrary) {
        Object.assign(node.times, { access: source.times.access, modify: source.times.modify });
        setChanged(tree, copy);
        quietly(() => setOwner(tree, copy, source.uid, source.gid));
    }
    setMode(tree, copy, source.mode);
    if (source.size === 0) return;
    node.resize(source.size);
    content.copy(node.bytes, 0, 0, source.size);
    node.touch(tree.now());
    tree.tellChange(copy, 'IN_MODIFY');
}

function removeFolder(tree, path) {
    const place = tree.findLast(path);
    const failure = { '..': 'ENOTEMPTY', '.': 'EINVAL', '/': 'EBUSY' }[place.special];
    if (failure !== undefined) fail(failure);
    if (place.node === undefined) fail('ENOENT');
    tree.check(place.folder, may.write);
    if (!place.node.isDirectory) fail('ENOTDIR');
    if (tree.all(place.node).length > 0) fail('ENOTEMPTY');
    tree.remove(place.folder, place.name);
}

/** Names, types, counts a folder and folders of all that is below, one folder after the other, those that links lead to included. */
function readFolders(tree, path, encoding, withTypes) {
    const names = [];
    const types = [];
    const counts = [];
    const folders = [''];
    for (let i = 0; i < folders.length; i++) {
        const inside = folders[i];
        const entries = sortedEntries(tree, tree.directory(inside === '' ? path : `${path}/${inside}`));
        counts.push(entries.length);
        for (const [name, node] of entries) {
            const relative = inside === '' ? name : `${inside}/${name}`;
            names.push(encodeName(withTypes ? name : relative, encoding));
            types.push(kinds[node.kind].entry);
            if (node.isDirectory || (node.kind === 'link' && tree.findQuietly(`${path}/${relative}`)?.isDirectory)) folders.push(relative);
        }
    }
    const encoded = folders.map((folder) => encodeName(folder, encoding));
    return withTypes ? [names, Uint8Array.from(types), Uint32Array.from(counts), encoded] : names;
}

/** What is at `path`, the link itself if it is one; ENOENT if nothing is. */
function existing(tree, path, { follow = false } = {}) {
    const place = tree.find(path, { follow });
    return place.node === undefined ? fail('ENOENT') : place;
}

/** Entries of a folder by the bytes of their names, as scandir gives them. */
function sortedEntries(tree, node) {
    tree.check(node, may.read);
    return tree.all(node).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function countEntries(tree, path) {
    return quietly(() => tree.all(tree.directory(path)).length) ?? 0;
}

function setMode(tree, place, mode) {
    place.node.mode = mode & 0o7777;
    setChanged(tree, place);
}

/** -1 leaves the one or the other as it is. */
function setOwner(tree, place, givenUid, givenGid) {
    const { node } = place;
    const keeps = (id) => id === -1 || id === unchanged;
    const [uid, gid] = [keeps(givenUid) ? node.uid : givenUid, keeps(givenGid) ? node.gid : givenGid];
    if (process.getuid() !== 0 && (uid !== node.uid || gid !== node.gid)) fail('EPERM');
    if (keeps(givenUid) && keeps(givenGid)) return;
    node.uid = uid;
    node.gid = gid;
    setChanged(tree, place);
}

function setTimes(tree, place, access, modify) {
    const { node } = place;
    const times = [toNanoseconds(access, tree), toNanoseconds(modify, tree)];
    node.times.access = times[0] ?? node.times.access;
    node.times.modify = times[1] ?? node.times.modify;
    if (times[0] === undefined && times[1] === undefined) return;
    // That of the access alone is an access, which nobody watches.
    setChanged(tree, place, times[0] === undefined ? 'IN_MODIFY' : times[1] === undefined ? 'IN_ACCESS' : 'IN_ATTRIB');
}

function setChanged(tree, place, mask = 'IN_ATTRIB') {
    place.node.times.change = tree.now();
    if (mask !== 'IN_ACCESS') tree.tellChange(place, mask);
}

/**
 * Seconds as the binding takes them; undefined if the time stays as it is, which later versions of libuv say by NaN, as they say now by Infinity. Source: libuv
 * src/unix/fs.c, uv__fs_to_timespec, up to 1.51 with whole microseconds.
 */
function toNanoseconds(given, tree) {
    if (Number.isNaN(given) && uvMinor >= 51) return undefined;
    if (Math.abs(given) === Infinity && uvMinor >= 51) return tree.now();
    if (!(Math.abs(given) < 2 ** 63)) fail('EINVAL');
    const seconds = Math.trunc(given);
    const rest = Math.trunc((given - seconds) * 1e9);
    return BigInt(seconds) * 1000000000n + BigInt(uvMinor >= 52 ? rest : rest - (rest % 1000));
}

function encodeName(name, encoding) {
    if (encoding === 'buffer') return Buffer.from(name);
    const isText = !Buffer.isEncoding(encoding) || ['utf8', 'utf-8'].includes(encoding.toLowerCase());
    return isText ? name : Buffer.from(name).toString(encoding);
}

function encodingOf(encoding) {
    return Buffer.isEncoding(encoding) ? encoding : 'utf8';
}

/** -1 stands for the place where the file stands, as does all that is no whole number, a bigint too. Source: Node src/node_file.cc, IsSafeJsInt. */
function placeOf(position) {
    return Number.isSafeInteger(position) ? position : -1;
}

function bytesOf(view) {
    return ArrayBuffer.isView(view) ? Buffer.from(view.buffer, view.byteOffset, view.byteLength) : Buffer.from(view);
}

function total(buffers) {
    return buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
}

/** For estimates before the work: what fails will fail again, with its error. */
function quietly(question) {
    try {
        return question();
    } catch {
        return undefined;
    }
}

// A row has what stands in it and nothing that a script puts into Object.prototype.
for (const row of Object.values(operations)) Object.setPrototypeOf(row, null);

module.exports = { copyFile, encodeName, operations, quietly, sortedEntries };
