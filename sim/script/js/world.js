'use strict';
// Where a script lives: its files and descriptors, and the ways its calls take through the simulated pool. One
// world a run.

const { AsyncResource } = require('async_hooks');
const { emitInit, getDefaultTriggerAsyncId, initHooksExist, newAsyncId } = require('internal/async_hooks');
const { ActiveHandles, ActiveRequests } = require('./active_requests.js');
const { Effects } = require('./effects.js');
const { FileTree } = require('./file_tree.js');
const { nodeMajor } = require('./host_versions.js');
const { asyncContextFrames } = require('./node_internals.js');
const { OpenFiles } = require('./open_files.js');
const { readReally, writeReally } = require('./standard_streams.js');

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
// The number of the first file that a script opens, by major version of the host: what comes before is Node's own, in a process
// that inherits the standard ones alone.
const firstDescriptors = { 18: 17, 20: 17 };
const firstDescriptorOfLater = 20;

const threadsMost = 1024;
const { env } = process;

/** Where the run was started, or the root if that folder has been deleted. */
function workingFolder() {
    try {
        return process.cwd();
    } catch {
        return '/';
    }
}

class World {
    constructor(host) {
        this.host = host;
        this.tree = new FileTree({ now: () => this.now(), cwd: workingFolder() });
        this.files = new OpenFiles(this.tree, firstDescriptors[nodeMajor] ?? firstDescriptorOfLater);
        this.frames = asyncContextFrames();
        this.requests = new ActiveRequests();
        this.handles = new ActiveHandles();
        this.isRunning = false;  // the clock runs from the first line of the script on
        this.hasUsedPool = false;
        this.waiting = 0;  // workers that hang in a FIFO
        // Undefined unless paths are explored.
        this.effects = host.takesEffectEarly && new Effects(host.takesEffectEarly, host.changedWhatWasSeen);
        if (this.effects !== undefined) this.files.onClosed = (path) => this.effects.closed(this.tree.cwd, path);
    }

    /** Nanoseconds since 1970, to the microsecond. */
    now() {
        if (!this.isRunning) return 0n;
        return BigInt(Math.floor(this.host.wallClock() * 1000)) * 1000n;
    }

    /** `count` random letters and digits, those of the seed. */
    letters(count) {
        return Array.from({ length: count }, () => letters[Math.floor(this.host.random() * letters.length)]).join('');
    }

    /** Fills `size` bytes of `target` (a view or a buffer) from `offset` with those of the seed. */
    fillRandomly(target, offset, size) {
        const bytes = ArrayBuffer.isView(target)
            ? new Uint8Array(target.buffer, target.byteOffset + offset, size)
            : new Uint8Array(target, offset, size);
        this.host.fillRandomly(bytes);
    }

    randomBytes(size) {
        const bytes = Buffer.alloc(size);
        this.fillRandomly(bytes, 0, size);
        return bytes;
    }

    /** An asynchronous context of its own, for what Node's C++ would have made an object of the type `type`; `given` if there is one. */
    scope(type, given) {
        if (given === undefined) {
            const resource = new AsyncResource(type, { requireManualDestroy: true });
            return { asyncId: resource.asyncId(), triggerAsyncId: resource.triggerAsyncId(), resource, type };
        }
        const asyncId = newAsyncId();
        const triggerAsyncId = getDefaultTriggerAsyncId();
        if (initHooksExist()) emitInit(asyncId, type, triggerAsyncId, given);
        return { asyncId, triggerAsyncId, resource: given, type };
    }

    /**
     * host.submit, where `hold` says what the worker waits for, and AsyncLocalStorage finds its way. `complete` does
     * what is to do itself or gives a call as [receiver, method or its name, ...arguments]: the host makes it, so that
     * no frame of ours is beneath the script's callback. What has an id is a request that Node's C++ would delete after
     * that (FSReqAfterScope, ~ThreadPoolWork's owner), which `destroy` hooks hear of, unless `isKept()` says that it lives on.
     */
    submit(api, details, complete) {
        this.startPool();
        const { hold, frame = this.frames?.current(), isKept, type, ...rest } = { __proto__: null, ...details };
        const { asyncId, resource } = rest;
        if (asyncId > 0) {
            this.requests.begin(resource, type);
            rest.over = () => { if (!isKept?.()) this.end(resource, asyncId); };
        }
        let job;
        let isOver = false;
        const finish = () => { job?.finish(); isOver = true; };
        job = this.host.submit(api, hold === undefined ? rest : { ...rest, ...this.holding(hold, finish) }, (isCancelled) => {
            this.frames?.set(frame);  // the callback scope that this runs in puts back what was there
            return this.call(complete(isCancelled));
        });
        if (isOver) job.finish();  // already while it was submitted
        return job;
    }

    end(resource, asyncId) {
        this.requests.end(resource);
        this.destroyed(asyncId);
    }

    /** Lets 'destroy' hooks hear of an id as the destructor of Node's AsyncWrap does. */
    destroyed(asyncId) {
        this.host.internalBinding('async_wrap').queueDestroyAsyncId(asyncId);
    }

    /** Leaves a call to the host if it makes calls, else makes it. */
    call(made = []) {
        const [receiver, method, ...args] = made;
        if (method === undefined) return undefined;
        if (typeof receiver === 'number') return made;  // a call in another asynchronous context
        const callback = typeof method === 'function' ? method : receiver[method];
        return this.host.makesCalls ? [receiver, callback, ...args] : Reflect.apply(callback, receiver, args);
    }

    holding(hold, finish) {
        const start = () => {
            this.waiting += 1;
            hold.start(() => {
                this.waiting -= 1;
                finish();
            });
        };
        return { hold: true, start };
    }

    spendSync(api, details) {
        this.host.spendSync(api, details);
    }

    /** Output of the run. */
    write(descriptor, bytes) {
        return writeReally(descriptor, bytes);
    }

    readStandard(descriptor) {
        return readReally(descriptor);
    }

    /** Workers of the pool, once it has been used. */
    poolSize() {
        return this.hasUsedPool ? this.threads : 0;
    }

    /** The first use decides how many workers there are, by the environment as it is then (R4.2). */
    startPool() {
        if (this.hasUsedPool) return;
        this.hasUsedPool = true;
        const { UV_THREADPOOL_SIZE: text } = env;
        this.threads = text === undefined ? this.host.options.threadpool : threadsOf(text);
        if (text !== undefined) this.host.setThreadpool?.(this.threads);
    }
}

/** The number of workers that libuv makes of `text`. Source: libuv src/threadpool.c, init_threads. */
function threadsOf(text) {
    const number = Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
    if (number === 0) return 1;
    return number < 0 || number > threadsMost ? threadsMost : number;
}

module.exports = { World };
