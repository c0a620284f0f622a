'use strict';
// Node's internal binding 'zlib': an asynchronous write becomes a passage through the simulated pool around the real
// synchronous one. It is done when it is handed over, which tells how much went in and out and so how long it takes;
// the script hears of it when the worker is through.

const { nodeMajor } = require('./host_versions.js');

/** What the modes of Node's handles are called in the API catalogue, by number. Source: Node src/node_zlib.cc. */
const modes = ['', 'deflate', 'inflate', 'gzip', 'gunzip', 'deflateRaw', 'inflateRaw', 'unzip', 'brotliDecompress',
    'brotliCompress'];
const families = {
    deflate: 'deflate', gzip: 'deflate', deflateRaw: 'deflate', brotliCompress: 'brotli', zstdCompress: 'zstd',
    inflate: 'inflate', gunzip: 'inflate', inflateRaw: 'inflate', unzip: 'inflate',
};
/** Where the parameters of the others have their level, which may be unset. Source: Node's zlib.constants, BROTLI_PARAM_QUALITY and
 * ZSTD_c_compressionLevel; lib/zlib.js fills them with -1. */
const levelAt = { brotli: 1, zstd: 100 };
const unset = 0xffffffff;
/** Up to Node 20 a write goes on with what a reset leaves of its stream. */
const refusesReset = nodeMajor >= 22;

function installZlib(world, binding) {
    for (const name of ['Zlib', 'BrotliEncoder', 'BrotliDecoder', 'ZstdCompress', 'ZstdDecompress']) {
        if (binding[name] !== undefined) binding[name] = handleClass(world, name, binding[name]);
    }
}

function handleClass(world, name, Real) {
    const Handle = unnamed(class extends Real {
        #api;
        #family;
        #level;
        #total = { consumed: 0, produced: 0, charged: 0 };
        #state;    // what is left of output and input after a write, as Node's binding reports it
        #callback;
        #frame = world.frames?.current();
        #isFirst = true;
        #isWriting = false;

        constructor(mode) {
            super(mode);
            // The classes of zstd have a direction each and no mode.
            const kind = modes[mode] ?? `z${name.slice(1)}`;
            this.#api = `zlib.${kind}`;
            this.#family = families[kind];
        }

        params(level, ...rest) {
            this.#level = level;
            return super.params(level, ...rest);
        }

        write(...args) {
            const { onerror } = this;
            let failure;
            this.onerror = (...error) => { failure = error; };
            world.host.compute(() => super.writeSync(...args));
            this.onerror = onerror;
            const left = Uint32Array.from(this.#state);
            const scope = { asyncId: this.getAsyncId(), resource: this, frame: this.#frame, isKept: () => true };
            // Of a failure Node does not tell how much went in; mostly it is the header that is wrong.
            const details = { ...scope, ...(failure === undefined ? this.#amount(args) : { trip: 'flushCodec' }), isFirst: this.#isFirst };
            this.#isFirst = false;
            this.#isWriting = true;
            world.submit(this.#api, details, () => {
                this.#isWriting = false;
                if (failure !== undefined) return [this, 'onerror', ...failure];
                this.#state.set(left);
                return [this, this.#callback];
            });
        }

        static {
            // Nothing of ours is on the stack when Node hears of an error, as its stack trace shows.
            const { host } = world;
            this.prototype.init = host.putBetween(Real.prototype.init, function begin(...args) {
                this.#state = args.find((value) => value instanceof Uint32Array && value.length === 2);
                this.#callback = args.find((value) => typeof value === 'function');
                this.#level = this.#family === 'deflate' ? args[1] : args[0]?.[levelAt[this.#family]];
                if (this.#level === unset) this.#level = undefined;
            });
            this.prototype.writeSync = host.putBetween(Real.prototype.writeSync, () => host.measure(false), function spend(result, ...args) {
                host.measure(true);
                world.spendSync(`${this.#api}Sync`, this.#amount(args));
                return result;
            });
            // Source: Node src/node_zlib.cc, CompressionStream::Reset.
            this.prototype.reset = host.putBetween(Real.prototype.reset, function begin() {
                if (refusesReset && this.#isWriting) {
                    const error = new Error('Cannot reset zlib stream while a write is in progress');
                    Error.captureStackTrace(error, begin);
                    throw error;
                }
                this.#total = { consumed: 0, produced: 0, charged: 0 };
            });
        }

        /** What comes out late is charged when it does; of what takes its input at once, when all is out. */
        #amount([, , , inputBytes, , , outputBytes]) {
            const consumed = inputBytes - this.#state[1];
            const produced = outputBytes - this.#state[0];
            if (consumed === 0 && produced === 0) return { trip: 'flushCodec' };
            if (this.#family === undefined) return { trip: 'decompress', bytes: produced };
            const total = this.#total;
            total.consumed += consumed;
            total.produced += produced;
            if (this.#state[0] === 0 && this.#family in levelAt) return { trip: 'flushCodec' };
            const { workOf } = require('./zlib_costs.js');
            const due = workOf(this.#family, this.#level, total.consumed, total.produced);
            const factor = Math.max(0, due - total.charged);
            total.charged += factor;
            return { trip: this.#family === 'inflate' ? 'decompress' : 'compress', bytes: 1024, factor };
        }
    });
    Object.defineProperty(Handle, 'name', { value: name });
    Object.defineProperty(Handle.prototype, 'constructor', { value: Real });
    return Handle;
}

/** A class that V8 gives no name of its own: stack traces call its objects by their constructor. */
function unnamed(one) {
    return one;
}

module.exports = { installZlib };
