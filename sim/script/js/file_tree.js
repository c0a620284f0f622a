'use strict';
// The virtual file system as a tree of nodes: names are looked up as POSIX says (links, trailing slashes,
// permissions), and changed in memory. Folders that stand for real ones learn their names when first entered.

const { FileNode, nodeOfReal } = require('./file_node.js');
const { Inotify } = require('./inotify.js');
const { SystemFailure, fail } = require('./system_error.js');

const linksMost = 40;
const nameBytesMost = 255;
const pathBytesMost = 4095;
const modeBits = { directory: 0o1777 };  // that count for something new of a kind, if not all do
const may = { read: 4, write: 2, enter: 1 };

class FileTree {
    /** `now` gives the instant in nanoseconds since 1970; `cwd` the folder that relative paths start from. */
    constructor({ now, cwd }) {
        this.now = now;
        this.cwd = cwd;
        this.root = new FileNode('directory', 0o755, now());
        this.inotify = new Inotify();
        this.isOpen = () => false;  // whether a descriptor has the node
    }

    /** Shows the part of the real disk that `folder` allows, at its own paths; `missed` hears of what is not there. */
    mount(folder, missed) {
        this.root.real = { folder, path: '/' };
        this.missed = missed;
    }

    /** Has `make` called when a name is missing or a folder is listed; what it makes is as old as the rest. */
    postpone(make) {
        this.postponed = make;
    }

    /** Whether there was something left to make. */
    complete() {
        const { now, postponed } = this;
        if (postponed === undefined) return false;
        this.postponed = undefined;
        this.now = () => 0n;
        postponed();
        this.now = now;
        return true;
    }

    /** A folder at the absolute `path`, made with those above it as far as they are missing. */
    folder(path, mode = 0o755) {
        let node = this.root;
        for (const name of path.split('/').filter(Boolean)) {
            const entries = this.entries(node);
            if (entries.get(name) === undefined) this.insert(node, name, new FileNode('directory', mode, this.now()));
            node = entries.get(name);
        }
        return node;
    }

    /** The names of a folder, learned from the real one if it stands for one. */
    entries(node) {
        node.refresh?.();
        if (node.real !== undefined) {
            const { folder, path } = node.real;
            node.real = undefined;
            for (const name of folder.names(path)) {
                const inside = path === '/' ? `/${name}` : `${path}/${name}`;
                if (!node.entries.has(name)) node.entries.expect(name, () => nodeOfReal(folder, inside));
            }
        }
        return node.entries;
    }

    /** [name, node] of all in a folder. */
    all(node) {
        this.complete();
        return this.entries(node).all();
    }

    /**
     * Where `path` leads: { folder, name, node }, node undefined if only the last name is missing. `follow`:
     * whether a link as last name is followed, `isNew`: what is to be made there is not missed, but its folder is. `/` has no name.
     */
    find(path, { follow = true, isNew = false } = {}) {
        if (path === '') fail('ENOENT');
        if (Buffer.byteLength(path) > pathBytesMost) fail('ENAMETOOLONG');
        const names = path.split('/').filter((name) => name !== '');
        const start = path[0] === '/' ? this.root : this.cwdNode();
        const mustBeDirectory = path.endsWith('/');
        const found = this.walk(start, names, { follow: follow || mustBeDirectory, isNew, links: 0 });
        if (mustBeDirectory && found.node !== undefined && !found.node.isDirectory) fail('ENOTDIR');
        return found;
    }

    /** Where something new is to be made at `path`: as find(), but a link as last name is there, slash or not. */
    findNew(path, isFolder = false) {
        const whole = withoutSlashes(path);
        const found = this.find(whole === '' ? path : whole, { follow: false, isNew: true });
        if (found.node === undefined && !isFolder && whole !== path) fail('ENOENT');
        return found;
    }

    /**
     * Where what `path` names is to go away from: as find(), but a link as last name is never followed, slash or not. `special`: the last
     * name is that of a folder by itself, `.`, `..` or `/`.
     */
    findLast(path) {
        const whole = withoutSlashes(path);
        const found = this.find(whole || path, { follow: false });
        const last = whole.slice(whole.lastIndexOf('/') + 1);
        const special = last === '.' || last === '..' ? last : found.node === this.root ? '/' : undefined;
        return { ...found, special, hasSlash: path.endsWith('/') };
    }

    walk(start, names, state) {
        let found = { folder: start, name: '', node: start };
        const rest = [...names];
        while (rest.length > 0) {
            const name = rest.shift();
            const folder = found.node;
            if (folder === undefined) fail('ENOENT');
            if (!folder.isDirectory) fail('ENOTDIR');
            this.check(folder, may.enter);
            if (Buffer.byteLength(name) > nameBytesMost) fail('ENAMETOOLONG');
            if (name === '.') continue;
            if (name === '..') {
                const up = this.parentOf(folder);
                found = { folder: up, name: '', node: up };
                continue;
            }
            const node = this.entries(folder).get(name) ?? (this.complete() ? this.entries(folder).get(name) : undefined);
            if (node === undefined) this.missed?.([folder === this.root ? '' : this.folderPath(folder), name, ...(state.isNew ? [] : rest)].join('/'));
            found = { folder, name, node };
            if (node?.kind === 'link' && (rest.length > 0 || state.follow)) {
                if (++state.links > linksMost) fail('ELOOP');
                const target = node.target;
                rest.unshift(...target.split('/').filter((part) => part !== ''));
                const from = target[0] === '/' ? this.root : folder;
                found = { folder: from, name: '', node: from };
            } else if (node?.isDirectory) {
                node.parent = folder;
            }
        }
        return found;
    }

    parentOf(folder) {
        return folder.parent ?? this.root;
    }

    cwdNode() {
        return this.walk(this.root, this.cwd.split('/').filter(Boolean), { follow: true, links: 0 }).node ?? fail('ENOENT');
    }

    /** The node at `path`; ENOENT if there is none. */
    node(path, options) {
        return this.find(path, options).node ?? fail('ENOENT');
    }

    /** Does `work` with relative paths starting from `folder`: where the process was when it asked for it. */
    within(folder, work) {
        const { cwd } = this;
        this.cwd = folder;
        try {
            return work();
        } finally {
            this.cwd = cwd;
        }
    }

    /** The node at `path`, or undefined if it cannot be reached. */
    findQuietly(path, options) {
        try {
            return this.find(path, options).node;
        } catch {
            return undefined;
        }
    }

    /** The node at `path`; undefined also where a folder above it is missing or is none. */
    findIfThere(path, options) {
        try {
            return this.find(path, options).node;
        } catch (failure) {
            if (failure instanceof SystemFailure && (failure.code === 'ENOENT' || failure.code === 'ENOTDIR')) return undefined;
            throw failure;
        }
    }

    directory(path) {
        const node = this.node(path);
        return node.isDirectory ? node : fail('ENOTDIR');
    }

    insert(folder, name, node) {
        this.attach(folder, name, node);
        this.inotify.tell(folder, 'IN_CREATE', name);
    }

    remove(folder, name) {
        const node = this.detach(folder, name);
        if (!node.isDirectory) this.inotify.tellSelf(node, 'IN_ATTRIB');  // of the number of its names
        this.forget(node);
        this.inotify.tell(folder, 'IN_DELETE', name);
    }

    /** From one place that find() gave to another, which gets free. */
    move(from, to) {
        const { node } = from;
        const { links } = node;
        if (to.node !== undefined) this.detach(to.folder, to.name);
        this.detach(from.folder, from.name);
        this.attach(to.folder, to.name, node);
        node.links = links;
        this.inotify.tell(from.folder, 'IN_MOVED_FROM', from.name);
        this.inotify.tell(to.folder, 'IN_MOVED_TO', to.name);
        if (to.node !== undefined) this.inotify.tellSelf(to.node, 'IN_ATTRIB');
        this.inotify.tellSelf(node, 'IN_MOVE_SELF');
        if (to.node !== undefined) this.forget(to.node);
    }

    attach(folder, name, node) {
        this.entries(folder).set(name, node);
        if (node.isDirectory) {
            node.parent = folder;
            folder.links += 1;
        }
        folder.touch(this.now());
    }

    /** Gives what was there. */
    detach(folder, name) {
        const node = this.entries(folder).get(name);
        this.entries(folder).delete(name);
        if (node.isDirectory) folder.links -= 1;
        node.links -= node.isDirectory ? 2 : 1;
        node.times.change = this.now();
        folder.touch(this.now());
        return node;
    }

    /** What has no name any more is gone as soon as nobody has it open. */
    forget(node) {
        if (node.links === 0 && !this.isOpen(node)) this.inotify.tellGone(node);
    }

    /** Of a place that find() gave, or an open file: tells who watches the folder, and who watches the node. */
    tellChange({ folder, name, node }, mask) {
        if (name !== '') {
            this.inotify.tell(folder, mask, name, node.isDirectory);
        } else if (node !== this.root) {
            const parent = this.parentOf(node);
            this.inotify.tell(parent, mask, this.nameIn(parent, node), true);
        }
        this.inotify.tellSelf(node, mask);
    }

    /** A new node at the place that find() gave, which must be free. */
    create(place, kind, mode) {
        if (place.folder.links === 0) fail('ENOENT');
        this.check(place.folder, may.write);
        const node = new FileNode(kind, mode & (modeBits[kind] ?? 0o7777) & ~process.umask(), this.now());
        this.insert(place.folder, place.name, node);
        return node;
    }

    /** EACCES unless the user may do `wanted` (bits of `may`) with `node`; root may do all. */
    check(node, wanted) {
        const user = process.getuid();
        if (user === 0) {
            if (wanted === may.enter && !node.isDirectory && (node.mode & 0o111) === 0) fail('EACCES');
            return;
        }
        const shift = user === node.uid ? 6 : process.getgroups().includes(node.gid) ? 3 : 0;
        if (((node.mode >> shift) & wanted) !== wanted) fail('EACCES');
    }

    /** The path of what find() gave, from the root and without links. */
    pathOf({ folder, name, node }) {
        if (node.isDirectory) return this.folderPath(node);
        return `${folder === this.root ? '' : this.folderPath(folder)}/${name}`;
    }

    folderPath(folder) {
        const names = [];
        for (let at = folder; at !== this.root; at = this.parentOf(at)) {
            names.unshift(this.nameIn(this.parentOf(at), at));
        }
        return `/${names.join('/')}`;
    }

    nameIn(folder, node) {
        return folder.entries.nameOf(node) ?? fail('ENOENT');
    }
}

/** Without those at its end. */
function withoutSlashes(path) {
    let end = path.length;
    while (path[end - 1] === '/') --end;
    return path.slice(0, end);
}

module.exports = { FileTree, may, withoutSlashes };
