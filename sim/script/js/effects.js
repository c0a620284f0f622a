'use strict';
// When an operation on names takes effect, on paths that are explored: the system does it at some instant before the worker
// reports it, so what is reported first need not have been done first. Of two jobs at once that concern the same name, one of
// which changes it, the second may have had its effect when the first is done: that is a choice. Elsewhere the effect comes
// when the worker is done.

const { O_CREAT, O_TRUNC } = require('fs').constants;
const nodePath = require('path');

const looking = new Set(['fs.access', 'fs.stat', 'fs.lstat', 'fs.statfs', 'fs.readdir', 'fs.readlink', 'fs.realpath']);

const changing = new Set(['fs.write', 'fs.writev', 'fs.ftruncate']);

class Effects {
    #running = new Set();  // begun and not done
    #seen = new Set();  // names that jobs opened to read
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

    see(folder, path) {
        this.#seen.add(nodePath.resolve(folder, path));
    }

    change(folder, paths) {
        for (const path of paths) {
            const name = nodePath.resolve(folder, path);
            for (const seen of this.#seen) {
                if (seen === name || seen.startsWith(`${name}/`) || nodePath.dirname(seen) === name) this.#changedWhatWasSeen();
            }
        }
    }

    /** What the host is to be told of a job: `step` is its work, `changes` whether what it does can be seen by others. */
    of({ folder, paths, changes }, step) {
        const names = paths.map((path) => nodePath.resolve(folder, path));
        const job = { names, changes, step, hasEffect: false };
        const start = () => { this.#running.add(job); };
        const end = () => {
            this.#running.delete(job);
            if (job.hasEffect) return;
            for (const other of this.#running) {
                if (!other.hasEffect && areRelated(job, other) && this.#isEarly()) take(other);
            }
            take(job);
        };
        return { start, end };
    }
}

function take(job) {
    job.hasEffect = true;
    job.step();
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
