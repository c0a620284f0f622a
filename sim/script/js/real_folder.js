'use strict';
// What a script may see of the real disk: its own folder; of the package around it all that has no hidden name; the
// folder that the user named; and on the way up what loading of modules needs (node_modules and package.json). Nothing
// here writes. The real disk is reached through Node's own functions while `isReading` makes the replaced bindings step aside;
// no code of the script runs meanwhile, and what V8 compiles of Node's for that costs the script nothing.

const nodeFs = require('fs');
const { fail } = require('./system_error.js');

// Taken before the script can replace them.
const { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } = nodeFs;
const fileBytesMost = 512 * 1024 * 1024;

const state = { isReading: false, countCode() {} };

function reading(action) {
    state.isReading = true;
    state.countCode(false);
    try {
        return action();
    } finally {
        state.countCode(true);
        state.isReading = false;
    }
}

/** Whether `path` is `folder` or below it. */
function isWithin(path, folder) {
    return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/**
 * Where in `path` the first name that modules are found by begins, with its slash; -1 if there is none. By a regular expression
 * the program would see it in RegExp.lastMatch.
 */
function placeOfModules(path) {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        const end = path.indexOf('/', at + 1);
        const name = path.slice(at + 1, end < 0 ? path.length : end);
        if (name === 'node_modules' || name === 'package.json') return at;
    }
    return -1;
}

/** Of their own kind in the simulation, whatever lies there. */
const systemFolders = ['/proc', '/dev', '/sys'];

class RealFolder {
    /**
     * All absolute. `folder` is the script's own without links, `scriptPath` the script as it was named, `packageRoot` the folder
     * of the package it belongs to, `root` what the user named; the latter two may be empty.
     */
    constructor({ folder, scriptPath, packageRoot, root }) {
        this.folder = folder;
        this.packageRoot = packageRoot;
        this.open = [folder, root].filter(Boolean);
        this.all = [...this.open, packageRoot, scriptPath].filter(Boolean);
    }

    /** 'whole': all below may be seen; 'passage': a folder on the way; undefined: not there. */
    view(path) {
        const { folder, packageRoot } = this;
        const system = systemFolders.find((one) => isWithin(path, one));
        if (system !== undefined && !isWithin(folder, system)) return undefined;
        if (this.open.some((one) => isWithin(path, one))) return 'whole';
        const above = placeOfModules(path);
        if (above >= 0 && (above === 0 || folder.startsWith(`${path.slice(0, above)}/`))) return 'whole';
        if (packageRoot !== '' && isWithin(path, packageRoot) && !path.slice(packageRoot.length).includes('/.')) return 'whole';
        return this.all.some((one) => isWithin(one, path)) ? 'passage' : undefined;
    }

    /** Whether `path` is near the script and really there, but not shown to it. */
    isWithheld(path) {
        const common = path.split('/').find((name, index) => index > 0 && name !== '');
        if (this.view(path) !== undefined || common === undefined || !isWithin(this.folder, `/${common}`)) return false;
        return reading(() => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
    }

    /** The real status of `path` as bigints, or undefined if the script may not see it or it is not there. */
    status(path) {
        if (this.view(path) === undefined) return undefined;
        return reading(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
    }

    /** Names in the folder `path` of what is there and may be seen. */
    names(path) {
        const inside = path === '/' ? path : `${path}/`;
        if (this.view(path) === 'whole') {
            const names = reading(() => readdirSync(path));
            return this.open.some((one) => isWithin(path, one)) ? names : names.filter((name) => this.view(inside + name) !== undefined);
        }
        const toward = this.all.filter((one) => isWithin(one, path)).map((one) => one.slice(inside.length).split('/')[0]);
        return [...new Set([...toward, 'node_modules', 'package.json'])].filter((name) => this.status(inside + name) !== undefined);
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

/** A file of this machine as text, whoever may see it; empty if it cannot be read. For what the world takes from the machine. */
function machineText(path) {
    try {
        return reading(() => readFileSync(path, 'utf8'));
    } catch {
        return '';
    }
}

module.exports = { RealFolder, machineText, reading, state };
