'use strict';
// The job classes of Node's internal binding 'crypto'. An asynchronous job becomes a passage through the simulated
// pool around the real synchronous one: its result is true, its time is modelled. It is computed when it is handed
// over, so that what the script does with its buffers afterwards does not matter, as in Node, which copies them; keys
// derived from passwords, which take long, are computed by threads of ours from then on.

const costs = require('./crypto_costs.js');
const { nodeMajor } = require('./host_versions.js');
const { internal } = require('./node_internals.js');
const { asIfFrom } = require('./system_error.js');
const { isAnyArrayBuffer } = require('util').types;

/**
 * { api, verify: what it is if its mode says so, web: what it is called from subtle, cost(...own arguments), data: what the
 * longest argument comes to, true if its bytes count alike, fromWeb(arguments): what subtle's are to others,
 * webResult(result): what subtle gets instead,
 * fake: position of the result's length, start: the host's function that begins to compute it beside the program }
 */
const rows = {
    PBKDF2Job: { api: 'crypto.pbkdf2', web: 'crypto.subtle.deriveBits', cost: costs.pbkdf2, fake: 3, start: 'startPbkdf2' },
    ScryptJob: { api: 'crypto.scrypt', cost: costs.scrypt, fake: 6, start: 'startScrypt' },
    Argon2Job: { api: 'crypto.argon2', cost: costs.argon2, fake: 3 },
    HKDFJob: { api: 'crypto.hkdf', fake: 4 },
    SignJob: { api: 'crypto.sign', verify: 'crypto.verify', cost: costs.signature },
    RsaKeyPairGenJob: { api: 'crypto.generateKeyPair', cost: costs.rsaKeys },
    DsaKeyPairGenJob: { api: 'crypto.generateKeyPair', cost: costs.dsaKeys },
    DhKeyPairGenJob: { api: 'crypto.generateKeyPair', cost: costs.namedKeys },
    EcKeyPairGenJob: { api: 'crypto.generateKeyPair', cost: costs.curveKeys },
    NidKeyPairGenJob: { api: 'crypto.generateKeyPair', cost: costs.namedKeys },
    NamedKeyPairGenJob: { api: 'crypto.generateKeyPair', cost: costs.namedKeys, fromWeb: ([name, ...rest]) => [name.toLowerCase(), ...rest] },
    SecretKeyGenJob: { api: 'crypto.generateKey', web: 'crypto.subtle.generateKey' },
    RandomPrimeJob: { api: 'crypto.generatePrime', cost: costs.primes },
    CheckPrimeJob: { api: 'crypto.checkPrime', cost: costs.primality },
    HashJob: { api: 'crypto.subtle.digest', apiSync: 'crypto.createHash', data: costs.hashedBytes },
    HmacJob: { api: 'crypto.subtle.digest', apiSync: 'crypto.createHmac', data: true },
    AESCipherJob: { api: 'crypto.subtle.encrypt', apiSync: 'crypto.createCipheriv', data: true },
    ChaCha20Poly1305CipherJob: { api: 'crypto.subtle.encrypt', apiSync: 'crypto.createCipheriv', data: true },
    RSACipherJob: { api: 'crypto.subtle.sign', apiSync: 'crypto.signSync' },
    DHBitsJob: { api: 'crypto.subtle.encrypt', apiSync: 'crypto.createCipheriv' },
    ECDHBitsJob: { api: 'crypto.subtle.encrypt', apiSync: 'crypto.createCipheriv' },
    DHKeyExportJob: { api: 'crypto.subtle.encrypt' },
    DSAKeyExportJob: { api: 'crypto.subtle.encrypt' },
    ECKeyExportJob: { api: 'crypto.subtle.encrypt' },
    RSAKeyExportJob: { api: 'crypto.subtle.encrypt' },
    CShakeJob: { api: 'crypto.subtle.digest', apiSync: 'crypto.createHash', data: true },
    TurboShakeJob: { api: 'crypto.subtle.digest', apiSync: 'crypto.createHash', data: true },
    KangarooTwelveJob: { api: 'crypto.subtle.digest', apiSync: 'crypto.createHash', data: true },
    KmacJob: { api: 'crypto.subtle.digest', apiSync: 'crypto.createHmac', data: true },
    KEMEncapsulateJob: {
        api: 'crypto.sign',
        webResult: ([sharedKey, ciphertext]) => ({ sharedKey: arrayBufferOf(sharedKey), ciphertext: arrayBufferOf(ciphertext) }),
    },
    KEMDecapsulateJob: { api: 'crypto.sign', webResult: arrayBufferOf },
};

const isTerse = nodeMajor < 26;

/** The class to put in the place of binding[name]. */
function jobClass(world, binding, name) {
    if (name === 'RandomBytesJob') return randomBytesClass(world, binding);
    const Real = binding[name];
    const row = rows[name];
    const { kCryptoJobAsync, kCryptoJobSync, kCryptoJobWebCrypto } = binding;
    const { clearErrors, compute, takeKey } = world.host;
    const make = (...args) => asIfFrom(Job, () => new Real(...args));
    const Job = function (mode, ...args) {
        const amount = amountOf(row, args);
        const called = row.verify !== undefined && args[0] === binding.kSignJobModeVerify ? row.verify : row.api;
        if (mode === kCryptoJobSync) {
            const job = make(mode, ...args);
            return withRun(job, function run() {
                world.spendSync(row.apiSync ?? `${called}Sync`, amount);
                clearErrors();
                return fakeResult(world, row, args) ?? keptResult(world, row, args) ??
                    resultAsIfFrom(run, () => compute(() => Real.prototype.run.call(this)));
            });
        }
        const isWeb = kCryptoJobWebCrypto !== undefined && mode === kCryptoJobWebCrypto;
        const { own, toWeb = row.webResult } = isWeb ? splitKeyArguments(args) : { own: args };
        const job = make(kCryptoJobSync, ...(isWeb && row.fromWeb !== undefined ? row.fromWeb(own) : own));
        const api = (isWeb ? row.web : undefined) ?? called;
        const computeNow = () => {
            clearErrors();
            const result = compute(() => resultOf(Real, job, isTerse && !makesKeys(row)));
            if (result[0] instanceof Error) leaveNoFrames(result[0]);
            return result;
        };
        /** Begins the work of a worker; gives what tells its result. */
        const start = () => {
            const fake = fakeResult(world, row, args);
            if (fake !== undefined) return () => fake;
            const number = row.start === undefined ? undefined : compute(() => world.host[row.start]?.(...own));
            if (number === undefined) {
                const result = computeNow();
                return () => result;
            }
            return () => {
                const key = compute(() => takeKey(number));
                return key === undefined ? computeNow() : [undefined, key];
            };
        };
        const scope = { asyncId: job.getAsyncId(), resource: job };
        return withRun(job, isWeb
            ? () => promised(world, api, { ...scope, ...amount }, start, toWeb)
            : () => calledBack(world, api, { ...scope, ...amount }, start, job));
    };
    Object.defineProperty(Job, 'name', { value: name });
    const outer = world.host.hide(Job);
    outer.prototype = Real.prototype;
    return outer;
}

/** Likewise of errors that `work` gives as a result. */
function resultAsIfFrom(caller, work) {
    const result = asIfFrom(caller, work);
    if (result[0] instanceof Error) Error.captureStackTrace(result[0], caller);
    return result;
}

/** What a real job gives, as a worker of the pool hands it over: it throws nothing. */
function resultOf(Real, job, isThrownTersely) {
    try {
        return Real.prototype.run.call(job);
    } catch (error) {
        return [isThrownTersely ? terse(error) : error];
    }
}

function makesKeys({ api }) {
    return api === 'crypto.generateKeyPair' || api === 'crypto.generateKey';
}

/**
 * A worker that makes no keys keeps the texts of OpenSSL and forgets what Node adds on the main thread, its own texts included.
 * Source: Node src/crypto/crypto_util.h, DeriveBitsJob::DoThreadPoolWork.
 */
function terse({ message, opensslErrorStack }) {
    const error = new Error(message.startsWith('error:') ? message : 'Deriving bits failed');
    return opensslErrorStack === undefined ? error : Object.assign(error, { opensslErrorStack });
}

/** No JavaScript is on the stack where a worker's error is made. */
function leaveNoFrames(error) {
    Object.defineProperty(error, 'stack', { value: `${error}`, writable: true, enumerable: false, configurable: true });
}

/** Of a program that runs many times: what it computed before, or now for all runs; undefined if it is not of that kind. */
function keptResult({ host }, row, args) {
    const number = row.start === undefined || !host.keepsResults ? undefined : host.compute(() => host[row.start]?.(...args));
    const key = number === undefined ? undefined : host.takeKey(number);
    return key === undefined ? undefined : [undefined, key];
}

/** In memory of its own: a small Buffer shares it with others. */
function arrayBufferOf({ buffer, byteOffset, byteLength }) {
    return buffer.slice(byteOffset, byteOffset + byteLength);
}

function withRun(job, run) {
    Object.defineProperty(job, 'run', { __proto__: null, value: run, enumerable: false, configurable: true });
    return job;
}

function calledBack(world, api, details, start, job) {
    const result = start();
    world.submit(api, details, () => {
        const { 0: error, 1: value } = result();
        return [job, 'ondone', error, value];
    });
}

/** A job of subtle where Node settles its promise without a callback. */
function promised(world, api, details, start, toWeb) {
    return new Promise((resolve, reject) => {
        const result = start();
        world.submit(api, details, () => {
            const { 0: error, 1: value } = result();
            if (error === undefined) {
                resolve(toWeb === undefined ? value : toWeb(value));
            } else {
                reject(operationError(error));
            }
        });
    });
}

/** Node's C++ makes it, so that its stack has no frame but that of the class. */
function operationError(cause) {
    const { lazyDOMExceptionClass } = internal('internal/util');
    const error = new (lazyDOMExceptionClass())('The operation failed for an operation-specific reason', { name: 'OperationError', cause });
    const [text, frame] = error.stack.split(/\n(?= {4}at )/);
    Object.defineProperty(error, 'stack', { value: `${text}\n${frame}` });
    return error;
}

/** A job that makes keys for subtle says after its own arguments what they are for; a real synchronous job gives bare ones. */
function splitKeyArguments(args) {
    const at = args.findIndex((value) => typeof value === 'object' && value !== null && typeof value.name === 'string' &&
        !ArrayBuffer.isView(value) && Object.getPrototypeOf(value) === Object.prototype);
    if (at < 0 || typeof args.at(-1) !== 'boolean') return { own: args };
    const [algorithm, ...usages] = args.slice(at);
    const isExtractable = usages.pop();
    const make = (handle, mask, may) => {
        const { InternalCryptoKey } = internal('internal/crypto/keys');
        return new InternalCryptoKey(handle, algorithm, mask, may);
    };
    const toWeb = usages.length === 1
        ? (handle) => make(handle, usages[0], isExtractable)
        : ([publicHandle, privateHandle]) => ({
            publicKey: make(publicHandle, usages[0], true),
            privateKey: make(privateHandle, usages[1], isExtractable),
        });
    return { own: args.slice(0, at), toWeb };
}

/** Random bytes are those of the seed. They arrive when the worker has made them. */
function randomBytesClass(world, binding) {
    const { kCryptoJobSync } = binding;
    return class RandomBytesJob {
        #fill;

        constructor(mode, target, offset, size) {
            this.#fill = () => world.fillRandomly(target, offset, size);
            const run = mode === kCryptoJobSync
                ? () => {
                    world.spendSync('crypto.randomBytesSync', { bytes: size });
                    world.host.compute(this.#fill);
                    return [undefined, undefined];
                }
                : () => world.submit('crypto.randomBytes', { ...world.scope('RANDOMBYTESREQUEST', this), bytes: size, end: this.#fill },
                    () => [this, 'ondone', undefined, undefined]);
            withRun(this, run);
        }
    };
}

function amountOf(row, args) {
    const amount = row.cost?.(...args) ?? {};
    if (!row.data) return amount;
    const bytes = Math.max(0, ...args.map((value) => value?.byteLength ?? 0));
    return { ...amount, bytes: row.data === true ? bytes : row.data(args[0], bytes) };
}

/** With --results fake: bytes that depend on the arguments alone, without the computation. */
function fakeResult(world, row, args) {
    if (world.host.options.results !== 'fake' || row.fake === undefined) return undefined;
    const length = args[row.fake];
    let state = 2166136261;
    for (const value of args) {
        for (const byte of bytesOf(value)) state = Math.imul(state ^ byte, 16777619) >>> 0;
    }
    return [undefined, Uint8Array.from({ length }, (_, index) => Math.imul(state ^ index, 16777619) >>> 24).buffer];
}

/** What an argument holds: a small Buffer lies in memory that it shares with others, and the rest of objects are keys. */
function bytesOf(value) {
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (isAnyArrayBuffer(value)) return new Uint8Array(value);
    return typeof value === 'object' && value !== null ? value.export() : Buffer.from(String(value));
}

for (const row of Object.values(rows)) Object.setPrototypeOf(row, null);

const names = [...Object.keys(rows), 'RandomBytesJob'];

module.exports = { jobClass, names };
