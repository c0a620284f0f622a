'use strict';
// What a script may see of the real disk: its own folder, and on the way up from there what loading of modules
// needs (node_modules and package.json). Nothing here writes. The real disk is reached through Node's own
// functions while `isReading` makes the replaced bindings step aside; no code of the script runs meanwhile.

const nodeFs = require('fs');
const { fail } = require('./system_error.js');

// Taken before the script can replace them.
const { closeSync, fstatSync, lstatSync, openSync, readSync, readdirSync, readlinkSync } = nodeFs;
const fileBytesMost = 512 * 1024 * 1024;

const state = { isReading: false };

function reading(action) {
    state.isReading = true;
    try {
        return action();
    } finally {
        state.isReading = false;
    }
}

class RealFolder {
    /** `folder`: absolute and without links. */
    constructor(folder) {
        this.folder = folder;
    }

    /** 'whole': all below may be seen; 'passage': a folder on the way; undefined: not there. */
    view(path) {
        const { folder } = this;
        if (path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)) return 'whole';
        if (path === '/' || folder.startsWith(`${path}/`)) return 'passage';
        const above = path.search(/\/(node_modules|package\.json)(\/|$)/);
        return above >= 0 && (above === 0 || folder.startsWith(`${path.slice(0, above)}/`)) ? 'whole' : undefined;
    }

    /** The real status of `path` as bigints, or undefined if the script may not see it or it is not there. */
    status(path) {
        if (this.view(path) === undefined) return undefined;
        return reading(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
    }

    /** Names in the folder `path` that may be seen. */
    names(path) {
        if (this.view(path) === 'whole') return reading(() => readdirSync(path));
        const toward = this.folder.slice(path === '/' ? 1 : path.length + 1).split('/')[0];
        return [...new Set([toward, 'node_modules', 'package.json'])];
    }

    linkTarget(path) {
        return reading(() => readlinkSync(path));
    }

    content(path) {
        return reading(() => {
            const descriptor = openSync(path, 'r');
            try {
                const { size } = fstatSync(descriptor);
                if (size > fileBytesMost) fail('EFBIG', 'read');
                const bytes = Buffer.alloc(size);
                let filled = 0;
                while (filled < size) {
                    const count = readSync(descriptor, bytes, filled, size - filled, filled);
                    if (count === 0) break;
                    filled += count;
                }
                return bytes.subarray(0, filled);
            } finally {
                closeSync(descriptor);
            }
        });
    }
}

module.exports = { RealFolder, reading, state };
