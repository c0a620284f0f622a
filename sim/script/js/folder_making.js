'use strict';
// mkdir with `recursive`, one system call at a time as Node makes them: first the whole path, then up until
// something exists, then down again. What exists already is looked at once. Source: Node src/node_file.cc,
// MKDirpAsync.

const { SystemFailure, fail } = require('./system_error.js');

class FolderMaking {
    constructor(tree, path, mode, { isInPool = false } = {}) {
        this.isInPool = isInPool;
        this.tree = tree;
        this.mode = mode;
        this.stack = [path];
        this.looksAt = undefined;
        this.first = undefined;  // the first folder that was made
    }

    /** One system call; whether more are needed. Throws what stops it for good. */
    step() {
        if (this.looksAt !== undefined) {
            this.look();
            this.looksAt = undefined;
            return this.stack.length > 0;
        }
        const path = this.stack.pop();
        try {
            const place = this.tree.findNew(path, true);
            if (place.node !== undefined) fail('EEXIST');
            this.tree.create(place, 'directory', this.mode);
            this.first ??= path;
            return this.stack.length > 0;
        } catch (failure) {
            return this.recover(path, failure);
        }
    }

    look() {
        const { looksAt, stack, tree } = this;
        if (stack.length > 0 && this.isInPool) {  // whatever is there and is no folder, links to nothing included
            if (!tree.findQuietly(looksAt)?.isDirectory) throw Object.assign(new SystemFailure('ENOTDIR'), { path: looksAt });
        } else if (!tree.node(looksAt).isDirectory) {
            fail(stack.length > 0 ? 'ENOTDIR' : 'EEXIST');
        }
    }

    recover(path, failure) {
        if (!(failure instanceof SystemFailure)) throw failure;
        if (failure.code === 'ENOENT' && path !== '') {
            const above = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
            if (above === path || above === '') throw failure;
            this.stack.push(path, above);
            return true;
        }
        if (failure.code !== 'EEXIST') throw failure;
        this.looksAt = path;
        return true;
    }
}

module.exports = { FolderMaking };
