'use strict';
// Who watches files and folders, and what the kernel tells them by inotify: of a name in a folder, and of what is watched itself. The
// same event twice in a row, before anybody has read the first, is one.
// Source: Linux fs/notify/inotify/inotify_fsnotify.c (inotify_merge), include/linux/fsnotify.h; libuv src/unix/linux.c
// (uv__inotify_read, uv_fs_event_start and _stop); the order of what one call causes was seen in real Node on Linux 6.18.

class Inotify {
    #watches = new Map();  // by node
    #last;                 // the event put last, as long as nobody has read it
    #batch = 0;            // how often somebody has read all that there was

    /** `announce(event)` is called of each event as it happens. */
    announce() {}

    /** From now on `watcher` is one of those who hear of the node. Gives the watch that they share. */
    add(node, path, watcher) {
        if (!this.#watches.has(node)) this.#watches.set(node, new Watch(node, path));
        const watch = this.#watches.get(node);
        watch.watchers.add(watcher);
        return watch;
    }

    remove(watch, watcher) {
        watch.watchers.delete(watcher);
        watch.left.delete(watcher);
        this.#freeIfUnused(watch);
    }

    /** The watchers that an event is told to, one after the other: each is taken to the end before that, so new ones come between them. */
    begin({ watch, batch }) {
        if (batch === this.#batch) {
            this.#batch += 1;
            this.#last = undefined;
        }
        if (watch.isFree) return;
        watch.isTelling = true;
        watch.left = watch.watchers;
        watch.watchers = new Set();
    }

    /** The next of them; undefined when there is none any more. */
    next({ watch }) {
        for (const watcher of watch.left) {
            watch.left.delete(watcher);
            watch.watchers.add(watcher);
            return watcher;
        }
        watch.isTelling = false;
        this.#freeIfUnused(watch);
        return undefined;
    }

    /** Of a name in the folder; `isFolder`: of an inner one's status. */
    tell(folder, mask, name, isFolder) {
        const watch = this.#watches.get(folder);
        if (watch !== undefined) this.#put(watch, mask, name, isFolder);
    }

    /** Of the node itself. */
    tellSelf(node, mask) {
        this.tell(node, mask, undefined, node.isDirectory);
    }

    /** The node is no more, and neither is the kernel's watch. */
    tellGone(node) {
        this.tellSelf(node, 'IN_DELETE_SELF');
        this.tellSelf(node, 'IN_IGNORED');
        this.#watches.delete(node);
    }

    #put(watch, mask, name, isFolder) {
        if (this.#last?.watch === watch && this.#last.mask === mask && this.#last.name === name) return;
        const isChange = (mask === 'IN_MODIFY' || mask === 'IN_ATTRIB') && !isFolder;  // all else libuv calls a renaming
        this.#last = { watch, mask, name, batch: this.#batch, type: isChange ? 'change' : 'rename' };
        this.announce(this.#last);
    }

    /** The kernel says so by an event that nobody hears. */
    #freeIfUnused(watch) {
        if (watch.isFree || watch.isTelling || watch.watchers.size > 0) return;
        watch.isFree = true;
        if (this.#watches.get(watch.node) !== watch) return;
        this.#watches.delete(watch.node);
        this.#last = { watch, mask: 'IN_IGNORED' };
    }
}

class Watch {
    watchers = new Set();
    left = new Set();  // of those who hear of the event that is being told
    isTelling = false;
    isFree = false;

    constructor(node, path) {
        this.node = node;
        this.name = path.slice(path.lastIndexOf('/') + 1);
    }
}

module.exports = { Inotify };
