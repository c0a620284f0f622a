'use strict';
// When an operation on names takes effect, on paths that are explored: the system does it at some instant before the worker
// reports it, so what is reported first need not have been done first. Of two jobs at once that concern the same name, one of
// which changes it, the second may have had its effect when the first is done: that is a choice. Elsewhere the effect comes
// when the worker is done.

const { O_CREAT, O_TRUNC, O_RDONLY, O_WRONLY, O_RDWR } = require('fs').constants;
const nodePath = require('path');

const looking = new Set(['fs.access', 'fs.stat', 'fs.lstat', 'fs.statfs', 'fs.readdir', 'fs.readlink', 'fs.realpath']);

const changing = new Set(['fs.write', 'fs.writev', 'fs.ftruncate']);

const accessMask = O_RDONLY | O_WRONLY | O_RDWR;

class Effects {
    #asked = new Set();  // and not done
    #running = new Set();  // begun and not done
    #seen = new Set();  // names that jobs opened to read
    #writing = new Map();  // names that jobs have open to write, each with how often
    #isEarly;
    #changedWhatWasSeen;

    /**
     * `isEarly` chooses whether a job has had its effect before it is done. `changedWhatWasSeen` is told when something
     * changes that a job has opened to read: when exactly it read is of importance then.
     */
    constructor(isEarly, changedWhatWasSeen) {
        this.#isEarly = isEarly;
        this.#changedWhatWasSeen = changedWhatWasSeen;
    }

    /** A job opens a file: what others do with it from now on, or are about to do, may be seen, or may see what is written. */
    open(folder, path, flags) {
        const name = nodePath.resolve(folder, path);
        const access = flags & accessMask;
        if (access !== O_WRONLY) this.#seen.add(name);
        if (access === O_RDONLY) return;
        const own = { names: [name], changes: true };
        for (const other of this.#asked) if (areRelated(own, other)) this.#changedWhatWasSeen();
        this.#writing.set(name, (this.#writing.get(name) ?? 0) + 1);
    }

    closed(folder, path) {
        const name = nodePath.resolve(folder, path);
        const count = this.#writing.get(name);
        if (count > 1) this.#writing.set(name, count - 1);
        else this.#writing.delete(name);
    }

    /** Something is about to be done with these names: while a job writes to one of them it matters when exactly that does. */
    touch(folder, paths) {
        if (this.#writing.size === 0) return;
        const own = { names: paths.map((path) => nodePath.resolve(folder, path)), changes: true };
        for (const name of this.#writing.keys()) if (areRelated({ names: [name], changes: true }, own)) this.#changedWhatWasSeen();
    }

    change(folder, paths) {
        for (const path of paths) {
            const name = nodePath.resolve(folder, path);
            for (const seen of this.#seen) {
                if (seen === name || seen.startsWith(`${name}/`) || nodePath.dirname(seen) === name) this.#changedWhatWasSeen();
            }
        }
    }

    /** What the host is to be told of a job: `steps` are its work, `changes` whether what it does can be seen by others. */
    of({ folder, paths, changes }, ...steps) {
        const names = paths.map((path) => nodePath.resolve(folder, path));
        const job = { names, changes, steps };
        this.#asked.add(job);
        const start = () => { this.#running.add(job); };
        const end = () => {
            this.#asked.delete(job);
            this.#running.delete(job);
            if (job.steps.length === 0) return;
            for (const other of this.#running) {
                while (other.steps.length > 0 && areRelated(job, other) && this.#isEarly()) other.steps.shift()();
            }
            while (job.steps.length > 0) job.steps.shift()();
        };
        return { start, end };
    }
}

/** A folder is concerned by what happens to a name in it. */
function areRelated(a, b) {
    if (!a.changes && !b.changes) return false;
    return a.names.some((one) => b.names.some((other) =>
        one === other || (a.changes && nodePath.dirname(one) === other) || (b.changes && nodePath.dirname(other) === one)));
}

function changesNames(api, own) {
    if (api === 'fs.open') return (own[1] & (O_CREAT | O_TRUNC)) !== 0;
    return !looking.has(api);
}

/** What names a call changes, or those of the open file that it does. */
function changedNames(world, row, own) {
    if (row.paths !== undefined) return changesNames(row.api, own) ? row.paths.map((index) => own[index]) : [];
    const name = changing.has(row.api) ? world.files.table.get(own[0])?.path : undefined;
    return name === undefined ? [] : [name];
}

module.exports = { Effects, changedNames, changesNames };
