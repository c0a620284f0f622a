'use strict';
// stdin, stdout and stderr as descriptors 0, 1 and 2: they are the real ones. Output is what the run is for, and
// stdin is handed on by whoever started it.

const nodeFs = require('fs');
const { FileNode } = require('./file_node.js');
const { operations } = require('./fs_operations.js');
const { reading } = require('./real_folder.js');
const { fail } = require('./system_error.js');

const { fstatSync, readSync, writeSync } = nodeFs;

const works = {
    fstat: (world, fd) => ({ fields: () => statusFields(really(() => fstatSync(fd, { bigint: true }))) }),
    read: (world, fd, buffer, offset, length) => really(() => readSync(fd, buffer, offset, length, null)),
    writeBuffer: (world, fd, buffer, offset, length) => world.write(fd, bytesOf(buffer).subarray(offset, offset + length)),
    writeBuffers: (world, fd, buffers) => world.write(fd, Buffer.concat(buffers.map(bytesOf))),
    writeString: (world, fd, text, position, encoding) =>
        world.write(fd, Buffer.from(text, Buffer.isEncoding(encoding) ? encoding : 'utf8')),
    close() {},
    fsync: () => fail('EINVAL'),
    fdatasync: () => fail('EINVAL'),
    ftruncate: () => fail('EINVAL'),
};

/** The rows of `operations` that take a descriptor, for the standard ones. */
const standardOperations = Object.fromEntries(
    Object.entries(operations)
        .filter(([, row]) => row.paths === undefined)
        .map(([name, row]) => [name, { __proto__: null, ...row, bytes: undefined, work: works[name] ?? (() => fail('EINVAL')) }]),
);

/** What /dev/stdin and its like lead to. */
function standardNode(fd, now) {
    const driver = {
        read: (target) => works.read(undefined, fd, target, 0, target.length),
        write: (bytes) => writeReally(fd, bytes),
    };
    return Object.assign(new FileNode('device', 0o600, now), { driver, fields: () => works.fstat(undefined, fd).fields() });
}

/** Writes all of `bytes` to a standard descriptor and gives their number. */
function writeReally(fd, bytes) {
    for (let written = 0; written < bytes.length;) {
        try {
            written += reading(() => writeSync(fd, bytes, written));
        } catch (error) {
            if (error.code !== 'EAGAIN') fail(error.code);
        }
    }
    return bytes.length;
}

/** What comes next on a standard descriptor, in memory of its own; nothing at its end. */
function readSome(fd, size) {
    const chunk = new Uint8Array(size);
    const count = really(() => readSync(fd, chunk, 0, size, null));
    return count === size ? chunk : chunk.slice(0, count);
}

/** All that is left on a standard descriptor. */
function readReally(fd) {
    const chunks = [];
    for (;;) {
        const chunk = readSome(fd, 65536);
        if (chunk.length === 0) return Buffer.concat(chunks);
        chunks.push(chunk);
    }
}

function really(action) {
    try {
        return reading(action);
    } catch (error) {
        return error.code === 'EOF' ? 0 : fail(error.code);
    }
}

function bytesOf(view) {
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function statusFields(status) {
    const { dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks } = status;
    const times = [status.atimeNs, status.mtimeNs, status.ctimeNs, status.birthtimeNs];
    return [dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
        ...times.flatMap((time) => [time / 1000000000n, time % 1000000000n])];
}

module.exports = { readReally, readSome, standardNode, standardOperations, writeReally };
