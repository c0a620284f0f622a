'use strict';
// Node's internal binding 'crypto': its jobs go through the simulated pool, what hashes and ciphers do on the main
// thread is charged there. Everything is put in place when Node's own modules first ask for it.

const { beforeLoading } = require('./node_internals.js');
const { asIfFrom, thrownFrom } = require('./system_error.js');

/**
 * Classes whose methods work on the main thread: the row of the catalogue that times them, the methods that begin, take data and
 * end, and `cost(those.name, those.isEncrypting, bytes fed, ...what the last method was given)`.
 */
const streaming = {
    Hash: { api: 'crypto.createHash', begin: [], feed: 'update', finish: 'digest', cost: hashing },
    Hmac: { api: 'crypto.createHmac', begin: ['init'], feed: 'update', finish: 'digest', cost: hashing },
    CipherBase: { api: 'crypto.createCipheriv', begin: ['init', 'initiv'], feed: 'update', finish: 'final', cost: enciphering },
    Sign: { api: 'crypto.signSync', begin: ['init'], feed: 'update', finish: 'sign', cost: signing(false) },
    Verify: { api: 'crypto.verifySync', begin: ['init'], feed: 'update', finish: 'verify', cost: signing(true) },
};

function hashing({ name }, bytes) {
    return { bytes: costs().hashedBytes(name, bytes) };
}

function enciphering({ name, isEncrypting }, bytes) {
    return { bytes: costs().encipheredBytes(name, isEncrypting, bytes) };
}

function signing(isVerifying) {
    return (begun, bytes, key) => ({ ...hashing(begun, bytes), ...costs().signature(isVerifying, key) });
}

function costs() {
    return require('./crypto_costs.js');
}

// Modules that ask for the binding when they are loaded.
const asksForCrypto = /^(internal\/)?(_?tls|crypto|policy|quic)/;

/** To make the binding takes Node half a millisecond, so not before somebody wants it. */
function installCrypto(world) {
    const { host } = world;
    let isInstalled = false;
    const install = () => {
        if (isInstalled) return;
        isInstalled = true;
        replaceCrypto(world, host.internalBinding('crypto'));
    };
    beforeLoading((id) => asksForCrypto.test(id), install);
    process.binding = host.putBetween(process.binding, install);
}

function replaceCrypto(world, binding) {
    // The jobs themselves are loaded only when asked for.
    for (const name of Object.keys(binding).filter((key) => key.endsWith('Job'))) {
        lazily(binding, name, () => {
            const { jobClass, names } = require('./crypto_jobs.js');
            return names.includes(name) ? jobClass(world, binding, name) : binding[name];
        });
    }
    for (const [name, row] of Object.entries(streaming)) {
        if (binding[name] !== undefined) lazily(binding, name, (Real) => charged(world, Real, row));
    }
    if (binding.oneShotDigest !== undefined) {
        const { oneShotDigest } = binding;
        const digesting = (...args) => {
            const [name, , , input] = args;
            world.spendSync('crypto.createHash', hashing({ name }, bytesIn([input])));
            world.host.measure(false);
            try {
                return oneShotDigest(...args);
            } catch (error) {
                throw thrownFrom(error, digesting);
            } finally {
                world.host.measure(true);
            }
        };
        binding.oneShotDigest = world.host.hide(digesting);
    }
}

/** Replaces binding[name] by what `make` gives for it, when it is first asked for. */
function lazily(binding, name, make) {
    const real = binding[name];
    Object.defineProperty(binding, name, {
        configurable: true,
        enumerable: true,
        get() {
            Object.defineProperty(binding, name, { value: real, writable: true, configurable: true, enumerable: true });
            binding[name] = make(real);
            return binding[name];
        },
    });
}

/**
 * What to call instead of `Real`, whose methods then charge the main thread at the end for all that went in; what they really
 * take is not measured. The algorithm is the first text that the constructor or a method that begins was given.
 */
function charged(world, Real, { api, begin, feed, finish, cost }) {
    const known = new WeakMap();  // { name, isEncrypting, fed } by object
    const { hide, measure } = world.host;
    const methods = Real.prototype;
    const { [feed]: realFeed, [finish]: realFinish } = methods;
    const note = (object, args) => {
        const original = known.get(args[0]);
        const { isEncrypting = args[0] === true } = known.get(object) ?? {};
        known.set(object, { name: args.find((value) => typeof value === 'string'), isEncrypting, fed: 0, ...original });
        if (original !== undefined) original.fed = 0;  // the copy is charged for it
    };
    for (const method of begin.filter((each) => methods[each] !== undefined)) {
        const real = methods[method];
        const beginning = function (...args) {
            note(this, args);
            return asIfFrom(beginning, () => Reflect.apply(real, this, args));
        };
        methods[method] = hide(beginning);
    }
    const feeding = function (...args) {  // too quick for a hidden one, which takes longer to call
        const begun = known.get(this);
        if (begun !== undefined) begun.fed += bytesIn(args);
        measure(false);
        try {
            return Reflect.apply(realFeed, this, args);
        } catch (error) {
            throw thrownFrom(error, feeding);
        } finally {
            measure(true);
        }
    };
    methods[feed] = feeding;
    const finishing = function (...args) {
        const begun = known.get(this) ?? { fed: 0 };
        world.spendSync(api, cost(begun, begun.fed, ...args));
        measure(false);
        try {
            return Reflect.apply(realFinish, this, args);
        } catch (error) {
            throw thrownFrom(error, finishing);
        } finally {
            measure(true);
        }
    };
    methods[finish] = hide(finishing);
    const Charged = function (...args) {
        const made = asIfFrom(Charged, () => Reflect.construct(Real, args));
        note(made, args);
        return made;
    };
    Object.defineProperty(Charged, 'name', { value: Real.name });
    const outer = hide(Charged);
    outer.prototype = methods;
    return outer;
}

function bytesIn(args) {
    const data = args.find((value) => typeof value === 'string' || ArrayBuffer.isView(value));
    return data === undefined ? 0 : typeof data === 'string' ? data.length : data.byteLength;
}

module.exports = { asksForCrypto, installCrypto, lazily };
