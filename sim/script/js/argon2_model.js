'use strict';
// A model of the package argon2: its functions, the shape of its hashes and the time of its trips. The hash itself is
// a SHA-512 of all that goes in.

const { createHash, timingSafeEqual } = require('crypto');

const types = ['argon2d', 'argon2i', 'argon2id'];
const shape = /^\$(argon2(?:d|i|id))\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)(?:,data=([^$]+))?\$([^$]+)\$([^$]+)$/;
const defaults = { hashLength: 32, timeCost: 3, memoryCost: 65536, parallelism: 4, type: 2, version: 0x13 };
const saltBytes = 16;

module.exports = function makeArgon2(world) {
    /** One trip, as long as memory and passes say, then the promise settles. */
    const trip = ({ memoryCost, timeCost }, value) => new Promise((resolve) => {
        const factor = (memoryCost * timeCost) / (defaults.memoryCost * defaults.timeCost);
        world.submit('argon2.hash', { ...world.scope('argon2'), factor }, () => { resolve(value); });
    });

    async function hash(password, options = {}) {
        const settings = { ...defaults, ...options };
        const salt = settings.salt ?? world.randomBytes(saltBytes);
        const digest = await trip(settings, compute(password, salt, settings));
        if (settings.raw) return digest;
        const { type, version, memoryCost, timeCost, parallelism } = settings;
        return `$${types[type]}$v=${version}$m=${memoryCost},t=${timeCost},p=${parallelism}$${encode(salt)}$${encode(digest)}`;
    }

    async function verify(text, password, options = {}) {
        const settings = read(text);
        const given = Buffer.from(settings.digest, 'base64');
        const secret = { ...settings, secret: options.secret, hashLength: given.length };
        const digest = await trip(settings, compute(password, Buffer.from(settings.salt, 'base64'), secret));
        return timingSafeEqual(digest, given);
    }

    function needsRehash(text, options = {}) {
        const { memoryCost, timeCost, version } = { ...defaults, ...options };
        const settings = read(text);
        return settings.version !== version || settings.memoryCost !== memoryCost || settings.timeCost !== timeCost;
    }

    return { defaults: { ...defaults }, argon2d: 0, argon2i: 1, argon2id: 2, hash, verify, needsRehash };
};

function compute(password, salt, { type, version, memoryCost, timeCost, parallelism, hashLength, secret }) {
    const bytes = [];
    while (bytes.length < hashLength) {
        const block = createHash('sha512').update(JSON.stringify([type, version, memoryCost, timeCost, parallelism, hashLength, bytes.length]));
        block.update(salt).update(secret ?? '').update(password);
        bytes.push(...block.digest());
    }
    return Buffer.from(bytes.slice(0, hashLength));
}

function read(text) {
    const parts = shape.exec(text);
    if (parts === null) throw new TypeError('Invalid hash');
    const [, name, version, memory, time, parallel, , salt, digest] = parts;
    return {
        type: types.indexOf(name), version: Number(version), memoryCost: Number(memory), timeCost: Number(time),
        parallelism: Number(parallel), salt, digest,
    };
}

function encode(bytes) {
    return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
