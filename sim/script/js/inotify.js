'use strict';
// Who watches files and folders, and what the kernel tells them by inotify: of a name in a folder, and of what is watched itself. The
// same event twice in a row, before anybody has read the first, is one.
// Source: Linux fs/notify/inotify/inotify_fsnotify.c (inotify_merge), include/linux/fsnotify.h; the order of what one call
// causes was seen in real Node on Linux 6.18.

const changes = ['IN_MODIFY', 'IN_ATTRIB'];  // of a file; all else, and those of a folder, libuv calls a renaming

class Inotify {
    #watches = new Map();  // by node
    #unread;               // the last event, as long as nobody has read it
    #batch = 0;            // how often somebody has read all that there was

    /** Has `hear(eventType, name, batch)` called of each event from now on; gives what ends that. */
    add(node, path, hear) {
        if (!this.#watches.has(node)) this.#watches.set(node, { name: path.slice(path.lastIndexOf('/') + 1), listeners: [] });
        const { listeners } = this.#watches.get(node);
        listeners.push(hear);
        return () => {
            listeners.splice(listeners.indexOf(hear), 1);
            if (listeners.length === 0 && this.#watches.get(node)?.listeners === listeners) this.#watches.delete(node);
        };
    }

    /** Whoever reads an event reads all that have come until then: those of its batch. */
    read(batch) {
        if (batch !== this.#batch) return;
        this.#batch += 1;
        this.#unread = undefined;
    }

    /** Of a name in the folder. */
    tell(folder, mask, name, isFolder = false) {
        this.#put(folder, mask, name, isFolder);
    }

    /** Of the node itself. */
    tellSelf(node, mask) {
        this.#put(node, mask, undefined, node.isDirectory);
    }

    /** The node is no more, and neither is its watch. */
    tellGone(node) {
        this.tellSelf(node, 'IN_DELETE_SELF');
        this.tellSelf(node, 'IN_IGNORED');
        this.#watches.delete(node);
    }

    #put(node, mask, name, isFolder) {
        const watch = this.#watches.get(node);
        if (watch === undefined) return;
        const last = this.#unread;
        if (last?.watch === watch && last.mask === mask && last.name === name) return;
        this.#unread = { watch, mask, name };
        for (const hear of watch.listeners) hear(changes.includes(mask) && !isFolder ? 'change' : 'rename', name ?? watch.name, this.#batch);
    }
}

module.exports = { Inotify };
