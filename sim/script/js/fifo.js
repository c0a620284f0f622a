'use strict';
// A named pipe: bytes in a row between those who opened it for writing and for reading. Opening one end waits
// for the other, which is how a worker of the pool is kept busy for as long as one likes.

const { fail } = require('./system_error.js');

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = require('fs').constants;
const accessMask = O_RDONLY | O_WRONLY | O_RDWR;

class Fifo {
    constructor() {
        this.chunks = [];
        this.readers = 0;
        this.writers = 0;
        this.waiting = [];  // { isReady, go }: what goes on when the other side did something
    }

    /** Calls `go` as soon as `isReady` holds, at once if it does. */
    when(isReady, go) {
        if (isReady()) {
            go();
        } else {
            this.waiting.push({ isReady, go });
        }
    }

    changed() {
        const ready = this.waiting.filter(({ isReady }) => isReady());
        this.waiting = this.waiting.filter((one) => !ready.includes(one));
        for (const { go } of ready) go();
    }

    join({ isReader, isWriter }) {
        this.readers += isReader ? 1 : 0;
        this.writers += isWriter ? 1 : 0;
        this.changed();
    }

    leave({ isReader, isWriter }) {
        this.readers -= isReader ? 1 : 0;
        this.writers -= isWriter ? 1 : 0;
        if (this.readers + this.writers === 0) this.chunks = [];
        this.changed();
    }

    write(bytes) {
        this.chunks.push(Buffer.from(bytes));
        this.changed();
        return bytes.length;
    }

    /** Fills `target` with what is there; 0 if nothing is. */
    read(target) {
        let filled = 0;
        while (filled < target.length && this.chunks.length > 0) {
            const count = this.chunks[0].copy(target, filled);
            filled += count;
            if (count === this.chunks[0].length) {
                this.chunks.shift();
            } else {
                this.chunks[0] = this.chunks[0].subarray(count);
            }
        }
        return filled;
    }
}

/**
 * What the open of `path` waits for if it is a named pipe: the other end. `start` is called with what to do when
 * the wait is over, `refuse` where nobody could ever end it.
 */
function openingPipe(tree, path, how) {
    const node = tree.findQuietly(path);
    if (node?.kind !== 'fifo') return undefined;
    const pipe = (node.pipe ??= new Fifo());
    const access = how & accessMask;
    const end = { isReader: access !== O_WRONLY, isWriter: access !== O_RDONLY };
    const isReady = () => access === O_RDWR || (how & O_NONBLOCK) !== 0 || (end.isReader ? pipe.writers : pipe.readers) > 0;
    return {
        start(go) {
            pipe.join(end);
            pipe.when(isReady, go);
        },
        refuse() {
            pipe.join(end);
            if (!isReady()) fail('EDEADLK');
        },
    };
}

/** What a read of `pipe` waits for: bytes, or that no writer is left. */
function readingPipe(pipe) {
    if (pipe === undefined) return undefined;
    const isReady = () => pipe.chunks.length > 0 || pipe.writers === 0;
    return {
        start: (go) => pipe.when(isReady, go),
        refuse() {
            if (!isReady()) fail('EDEADLK');
        },
    };
}

module.exports = { Fifo, openingPipe, readingPipe };
