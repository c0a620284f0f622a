'use strict';
// Node's internal binding 'zlib': an asynchronous write becomes a passage through the simulated pool around the real
// synchronous one. It is done when it is handed over, which tells how much went in and out and so how long it takes;
// the script hears of it when the worker is through.

/** What the modes of Node's handles are called in the API catalogue, by number. Source: Node src/node_zlib.cc. */
const modes = ['', 'deflate', 'inflate', 'gzip', 'gunzip', 'deflateRaw', 'inflateRaw', 'unzip', 'brotliDecompress',
    'brotliCompress'];
const compressing = new Set(['deflate', 'gzip', 'deflateRaw', 'brotliCompress', 'zstdCompress']);
/** What shrinks by less than this counts as random. */
const randomShare = 0.9;

function installZlib(world, binding) {
    for (const name of ['Zlib', 'BrotliEncoder', 'BrotliDecoder', 'ZstdCompress', 'ZstdDecompress']) {
        if (binding[name] !== undefined) binding[name] = handleClass(world, name, binding[name]);
    }
}

function handleClass(world, name, Real) {
    const Handle = unnamed(class extends Real {
        #api;
        #state;    // what is left of output and input after a write, as Node's binding reports it
        #callback;
        #frame = world.frames?.current();
        #isFirst = true;

        constructor(mode) {
            super(mode);
            // The classes of zstd have a direction each and no mode.
            this.#api = `zlib.${modes[mode] ?? name.replace(/^Z/, 'z')}`;
        }

        init(...args) {
            this.#state = args.find((value) => value instanceof Uint32Array && value.length === 2);
            this.#callback = args.find((value) => typeof value === 'function');
            return super.init(...args);
        }

        write(...args) {
            const { onerror } = this;
            let failure;
            this.onerror = (...error) => { failure = error; };
            world.host.compute(() => super.writeSync(...args));
            this.onerror = onerror;
            const left = Uint32Array.from(this.#state);
            const scope = { asyncId: this.getAsyncId(), resource: this, frame: this.#frame, isKept: () => true };
            const details = { ...scope, ...this.#amount(args), isFirst: this.#isFirst };
            this.#isFirst = false;
            world.submit(this.#api, details, () => {
                if (failure !== undefined) return [this, 'onerror', ...failure];
                this.#state.set(left);
                return [this, this.#callback];
            });
        }

        static {
            // Nothing of ours is on the stack when Node hears of an error, as its stack trace shows.
            const { host } = world;
            this.prototype.writeSync = host.putBetween(Real.prototype.writeSync, () => host.measure(false), function spend(result, ...args) {
                host.measure(true);
                world.spendSync(`${this.#api}Sync`, this.#amount(args));
                return result;
            });
        }

        #amount([, , , inputBytes, , , outputBytes]) {
            const consumed = inputBytes - this.#state[1];
            const produced = outputBytes - this.#state[0];
            if (consumed === 0 && produced === 0) return { trip: 'flushCodec' };
            if (!compressing.has(this.#api.slice('zlib.'.length))) return { trip: 'decompress', bytes: produced };
            return { trip: produced > randomShare * consumed ? 'compressRandom' : 'compress', bytes: consumed };
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
