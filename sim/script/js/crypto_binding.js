'use strict';
// Node's internal binding 'crypto': its jobs go through the simulated pool, what hashes and ciphers do on the main
// thread is charged there. Everything is put in place when Node's own modules first ask for it.

const { beforeLoading } = require('./node_internals.js');

/** Names of the jobs that this Node may have; kept here so that the jobs themselves are loaded only when asked for. */
const isJob = /Job$/;

/** Classes whose methods work on the main thread, by the row of the catalogue that times them. */
const streaming = {
    Hash: { api: 'crypto.createHash', feed: 'update', finish: 'digest' },
    Hmac: { api: 'crypto.createHmac', feed: 'update', finish: 'digest' },
    CipherBase: { api: 'crypto.createCipheriv', feed: 'update', finish: 'final' },
    Sign: { api: 'crypto.signSync', feed: 'update', finish: 'sign' },
    Verify: { api: 'crypto.verifySync', feed: 'update', finish: 'verify' },
};

// Modules that ask for the binding when they are loaded.
const asksForCrypto = /^(internal\/)?(_?tls|crypto|policy|quic)/;

/** To make the binding takes Node half a millisecond, so not before somebody wants it. */
function installCrypto(world) {
    const { host } = world;
    let isInstalled = false;
    const install = () => {
        if (!isInstalled) replaceCrypto(world, host.internalBinding('crypto'));
        isInstalled = true;
    };
    beforeLoading((id) => asksForCrypto.test(id), install);
    process.binding = host.putBetween(process.binding, install);
}

function replaceCrypto(world, binding) {
    for (const name of Object.keys(binding).filter((key) => isJob.test(key))) {
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
        binding.oneShotDigest = (...args) => {
            world.spendSync('crypto.createHash', { bytes: bytesIn(args) });
            world.host.measure(false);
            try {
                return oneShotDigest(...args);
            } finally {
                world.host.measure(true);
            }
        };
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

/** `Real`, its methods charging the main thread at the end for all that went in; what they really take is not measured. */
function charged(world, Real, { api, feed, finish }) {
    const fed = new WeakMap();
    const { measure } = world.host;
    const methods = Real.prototype;
    const { [feed]: realFeed, [finish]: realFinish } = methods;
    methods[feed] = function (...args) {
        fed.set(this, (fed.get(this) ?? 0) + bytesIn(args));
        measure(false);
        try {
            return Reflect.apply(realFeed, this, args);
        } finally {
            measure(true);
        }
    };
    methods[finish] = function (...args) {
        world.spendSync(api, { bytes: fed.get(this) ?? 0 });
        return Reflect.apply(realFinish, this, args);
    };
    return Real;
}

function bytesIn(args) {
    const data = args.find((value) => typeof value === 'string' || ArrayBuffer.isView(value));
    return data === undefined ? 0 : typeof data === 'string' ? data.length : data.byteLength;
}

module.exports = { asksForCrypto, installCrypto, lazily };
