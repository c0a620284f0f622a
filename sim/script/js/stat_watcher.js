'use strict';
// fs.watchFile: a status through the pool at once and then in intervals, and a report when it has changed. Node's
// JavaScript holds on to the class from its start, so its methods are replaced. Source: libuv src/fs-poll.c.

const { executionAsyncId } = require('async_hooks');
const { symbols } = require('internal/async_hooks');

const nothing = new Array(18).fill(0n);  // the status of what is not there
const nanosecondsOfMillisecond = 1000000;
// Type and size of a file, its place and its times; looking at it alone (access) is no change.
const compared = [1, 3, 4, 7, 8, 12, 13, 14, 15, 16, 17];

function installStatWatcher(world, binding) {
    const watches = new WeakMap();
    const methods = binding.StatWatcher.prototype;
    const real = { ref: methods.ref, unref: methods.unref, close: methods.close };
    methods.start = function start(path, interval) {
        const watch = new Watch(world, this, path, interval, watches.get(this)?.isRef ?? true);
        watches.set(this, watch);
        watch.look();
        return 0;
    };
    for (const [name, isRef] of [['ref', true], ['unref', false]]) {
        methods[name] = function () {
            const watch = watches.get(this);
            if (watch instanceof Watch) {
                watch.setRef(isRef);
            } else {
                watches.set(this, { isRef });
            }
            return Reflect.apply(real[name], this, []);
        };
    }
    methods.close = function close(...args) {
        const watch = watches.get(this);
        if (watch instanceof Watch) {
            watch.stop();
            world.destroyed(this.getAsyncId());
        }
        return Reflect.apply(real.close, this, args);
    };
}

/** Only the object that Node makes around the handle still tells. */
function hasBigints(handle) {
    const watcher = handle[symbols.owner_symbol];
    const symbol = Object.getOwnPropertySymbols(watcher).find(({ description }) => description === 'kUseBigint');
    return watcher[symbol] === true;
}

class Watch {
    #last;       // fields of the last status of what was there; undefined before the first
    #isMissing = false;
    #wait;       // the wait for the next look
    #isStopped = false;

    constructor(world, handle, path, interval, isRef) {
        Object.assign(this, { world, handle, path, interval, isRef, trigger: executionAsyncId(), frame: world.frames?.current() });
    }

    look() {
        const began = this.world.host.now();
        let fields;
        const end = () => { fields = this.world.tree.findQuietly(this.path)?.fields() ?? nothing; };
        // Looking is libuv's own affair: only a change is a callback of the watcher.
        this.world.submit('fs.watchFile', { asyncId: 0, triggerAsyncId: 0, end }, () => {
            if (this.#isStopped) return undefined;
            this.wait(began);
            const before = this.#last;
            const wasMissing = this.#isMissing;
            const isMissing = fields.every((field) => field === 0n);
            this.#isMissing = isMissing;
            // What was there last is told of again when something comes in its place.
            if (!isMissing) this.#last = fields;
            const isNews = isMissing ? !wasMissing : wasMissing || (before !== undefined && compared.some((index) => fields[index] !== before[index]));
            if (!isNews) return undefined;
            const both = [...fields, ...(before ?? nothing)];
            const { handle } = this;
            const stats = hasBigints(handle) ? BigInt64Array.from(both) : Float64Array.from(both.map(Number));
            const report = () => {
                this.world.frames?.set(this.frame);
                return [handle, handle.onchange, isMissing ? -2 : 0, stats];
            };
            return [handle.getAsyncId(), this.trigger, handle, report];
        });
    }

    /** The next look is a multiple of the interval after the last began. */
    wait(began) {
        const { host } = this.world;
        const step = this.interval * nanosecondsOfMillisecond;
        const passed = (host.now() - began) % step;
        this.#wait = host.ready('fs.watchFile', host.now() + step - passed, () => this.look(), { isUnheard: true });
        if (!this.isRef) this.#wait.unref();
    }

    setRef(isRef) {
        this.isRef = isRef;
        if (isRef) {
            this.#wait?.ref();
        } else {
            this.#wait?.unref();
        }
    }

    stop() {
        this.#isStopped = true;
        this.#wait?.cancel();
    }
}

module.exports = { installStatWatcher };
