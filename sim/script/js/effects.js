'use strict';
// When an operation on names takes effect, on paths that are explored: the system does it at some instant before the worker
// reports it, so what is reported first need not have been done first. Of two jobs at once that concern the same name, one of
// which changes it, the second may have had its effect when the first is done: that is a choice. So is what the program finds
// that looks or changes something itself, by a synchronous call, while a worker is at it. Elsewhere the effect comes when
// the worker is done.

const { O_CREAT, O_TRUNC, O_RDONLY, O_WRONLY, O_RDWR } = require('fs').constants;
const nodePath = require('path');

const looking = new Set(['fs.access', 'fs.stat', 'fs.lstat', 'fs.statfs', 'fs.readdir', 'fs.readlink', 'fs.realpath']);

const changing = new Set(['fs.write', 'fs.writev', 'fs.ftruncate']);
const lookingIn = new Set(['fs.read', 'fs.readv', 'fs.fstat']);

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

    /** The program is about to do something with these names itself: what workers are at may have been done before. */
    meet({ folder, paths, changes }) {
        this.touch(folder, paths);
        if (this.#running.size === 0) return;
        const own = { names: paths.map((path) => nodePath.resolve(folder, path)), changes };
        for (const job of this.#running) this.#mayRunBefore(own, job);
    }

    /**
     * What the host is to be told of a job: `steps` are its work, `changes` whether what it does can be seen by others. One
     * that `isInOpenFile` meets only what the program does itself.
     */
    of({ folder, paths, changes, isInOpenFile = false }, ...steps) {
        const names = paths.map((path) => nodePath.resolve(folder, path));
        const job = { names, changes, steps, isInOpenFile, isMore: undefined };
        if (!isInOpenFile) this.#asked.add(job);
        const start = () => { this.#running.add(job); };
        const end = () => {
            this.#asked.delete(job);
            this.#running.delete(job);
            if (job.steps.length > 0 && !isInOpenFile) {
                for (const other of this.#running) if (!other.isInOpenFile) this.#mayRunBefore(job, other);
            }
            while (job.steps.length > 0) job.isMore = job.steps.shift()();
            return job.isMore;
        };
        return { start, end };
    }

    #mayRunBefore(own, other) {
        while (other.steps.length > 0 && areRelated(own, other) && this.#isEarly()) other.isMore = other.steps.shift()();
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

/** What a call concerns, for an Effects: its names, or that of the open file in which it looks or which it changes. */
function concernsOf(world, row, own) {
    const folder = world.tree.cwd;
    if (row.paths !== undefined) return { folder, paths: row.paths.map((index) => own[index]), changes: changesNames(row.api, own) };
    const changes = changing.has(row.api);
    const name = changes || lookingIn.has(row.api) ? world.files.table.get(own[0])?.path : undefined;
    return { folder, paths: name === undefined ? [] : [name], changes, isInOpenFile: true };
}

module.exports = { Effects, changedNames, changesNames, concernsOf };
