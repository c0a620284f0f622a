'use strict';
// The table of open descriptors, and what can be done with one. Numbers start where Node's own descriptors of
// this version end, so that the first file a script opens has the number it has in Node.

const { may } = require('./file_tree.js');
const { fail } = require('./system_error.js');

const flags = require('fs').constants;
const accessMask = flags.O_RDONLY | flags.O_WRONLY | flags.O_RDWR;

class OpenFiles {
    constructor(tree, firstDescriptor) {
        this.tree = tree;
        this.first = firstDescriptor;
        this.table = new Map();
        tree.isOpen = (node) => [...this.table.values()].some((file) => file.node === node);
    }

    /** Opens `path` and gives the number of its descriptor. */
    open(path, how, mode) {
        const access = how & accessMask;
        const isReader = access === flags.O_RDONLY || access === flags.O_RDWR;
        const isWriter = access === flags.O_WRONLY || access === flags.O_RDWR;
        const isEmptied = (how & flags.O_TRUNC) !== 0;  // also what is opened for reading
        if ((how & flags.O_CREAT) !== 0 && (how & flags.O_DIRECTORY) !== 0) fail('EINVAL');
        if ((how & flags.O_CREAT) !== 0 && path.endsWith('/')) {
            this.tree.findNew(path, true);
            fail('EISDIR');
        }
        const place = this.tree.find(path, {
            follow: (how & flags.O_NOFOLLOW) === 0 && !isExclusive(how),
            isNew: (how & flags.O_CREAT) !== 0,
        });
        let { node } = place;
        if (node === undefined) {
            if ((how & flags.O_CREAT) === 0) fail('ENOENT');
            node = this.tree.create(place, 'file', mode);
        } else {
            if (isExclusive(how)) fail('EEXIST');
            if (node.kind === 'link') fail('ELOOP');
            if (node.isDirectory && (isWriter || isEmptied || (how & flags.O_CREAT) !== 0)) fail('EISDIR');
            if (!node.isDirectory && (how & flags.O_DIRECTORY) !== 0) fail('ENOTDIR');
            this.tree.check(node, (isReader ? may.read : 0) | (isWriter || isEmptied ? may.write : 0));
            if (isEmptied && node.kind === 'file') {
                node.resize(0);
                node.touch(this.tree.now());
                this.tree.tellChange(place, 'IN_MODIFY');
            }
        }
        const bytes = node.generate?.();  // /proc: the text of this instant
        const { folder, name } = place;
        const file = { node, folder, name, path, isReader, isWriter, isAppending: (how & flags.O_APPEND) !== 0, position: 0, bytes };
        return this.add(file);
    }

    add(file) {
        let descriptor = this.first;
        while (this.table.has(descriptor)) descriptor += 1;
        this.table.set(descriptor, file);
        return descriptor;
    }

    file(descriptor) {
        return this.table.get(descriptor) ?? fail('EBADF');
    }

    close(descriptor) {
        const file = this.file(descriptor);
        this.table.delete(descriptor);
        if (file.isWriter) this.onClosed?.(file.path);
        file.node.pipe?.leave(file);
        this.tree.forget(file.node);
    }

    /** What is open under a name has another one from now on. */
    move(from, to) {
        for (const file of this.table.values()) {
            if (file.node === from.node && file.folder === from.folder && file.name === from.name) Object.assign(file, { folder: to.folder, name: to.name });
        }
    }

    /** How many bytes a read of `length` at `position` (-1: where the file stands) would give now. */
    available(descriptor, length, position) {
        const file = this.table.get(descriptor);
        if (file === undefined || file.node.kind !== 'file') return 0;
        const from = position < 0 ? file.position : position;
        return Math.max(0, Math.min(length, sizeOf(file) - from));
    }

    /** Reads into `target` and gives the count; `position` -1 moves the place of the file along. */
    read(descriptor, target, position) {
        const file = this.file(descriptor);
        if (!file.isReader) fail('EBADF');
        const { node } = file;
        if (node.isDirectory) fail('EISDIR');
        if (node.kind === 'device') return node.driver.read(target);
        if (node.kind === 'fifo') {
            if (position >= 0) fail('ESPIPE');
            return node.pipe.read(target);
        }
        const from = position < 0 ? file.position : position;
        const content = file.bytes ?? node.content();
        const count = Math.max(0, Math.min(target.length, sizeOf(file) - from));
        if (count > 0) Buffer.from(target.buffer, target.byteOffset, target.byteLength).set(content.subarray(from, from + count));
        if (position < 0) file.position += count;
        return count;
    }

    /** Writes all of `bytes` and gives their number. */
    write(descriptor, bytes, position) {
        const file = this.file(descriptor);
        if (!file.isWriter) fail('EBADF');
        const { node } = file;
        if (node.kind === 'device') return node.driver.write(bytes);
        if (node.kind === 'fifo') {
            if (position >= 0) fail('ESPIPE');
            return node.pipe.readers === 0 ? fail('EPIPE') : node.pipe.write(bytes);
        }
        node.content();
        const isMoving = position < 0;
        const from = file.isAppending ? node.size : isMoving ? file.position : position;
        if (bytes.length > 0) {
            if (from + bytes.length > node.size) node.resize(from + bytes.length);
            node.bytes.set(bytes, from);
            node.touch(this.tree.now());
            this.tree.tellChange(file, 'IN_MODIFY');
        }
        if (isMoving) file.position = from + bytes.length;
        return bytes.length;
    }

    truncate(descriptor, length) {
        const file = this.file(descriptor);
        if (!file.isWriter || file.node.kind !== 'file') fail('EINVAL');
        file.node.resize(length);
        file.node.touch(this.tree.now());
        this.tree.tellChange(file, 'IN_MODIFY');
    }
}

function isExclusive(how) {
    const both = flags.O_CREAT | flags.O_EXCL;
    return (how & both) === both;
}

function sizeOf(file) {
    return file.bytes?.length ?? file.node.size;
}

module.exports = { OpenFiles };
