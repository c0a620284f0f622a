'use strict';
// The names of one folder. Those of a real folder are known at once; what stands behind a name is looked at when it is
// first asked for, since the folder of a script may hold thousands of files that it never names.

class Unseen {
    constructor(look) {
        this.look = look;
    }
}

class FolderEntries extends Map {
    /** `look` gives the node behind `name`, or undefined if it is there no more. */
    expect(name, look) {
        this.set(name, new Unseen(look));
    }

    get(name) {
        const entry = super.get(name);
        if (!(entry instanceof Unseen)) return entry;
        const node = entry.look();
        if (node === undefined) this.delete(name);
        else this.set(name, node);
        return node;
    }

    /** [name, node] of all that is there. */
    all() {
        return [...this.keys()].map((name) => [name, this.get(name)]).filter(([, node]) => node !== undefined);
    }

    /** The name of `node`, which was found here; undefined if it is here no more. */
    nameOf(node) {
        for (const [name, entry] of this) {
            if (entry === node) return name;
        }
        return undefined;
    }
}

module.exports = { FolderEntries };
