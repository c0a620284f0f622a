'use strict';
// How long the work of a crypto job takes compared with what its row of the API catalogue stands for. Factors are
// medians of the synchronous forms on Node 24 (Linux 6, two cores); the rows give the time.

/** One block of PBKDF2 against one of sha512. */
const digests = {
    md5: { factor: 0.5, bytes: 16 }, sha1: { factor: 0.29, bytes: 20 }, sha224: { factor: 0.3, bytes: 28 },
    sha256: { factor: 0.3, bytes: 32 }, sha384: { factor: 1, bytes: 48 }, sha512: { factor: 1, bytes: 64 },
    'sha3-256': { factor: 1.57, bytes: 32 }, 'sha3-512': { factor: 1.57, bytes: 64 },
};
const sha512 = digests.sha512;

/** What OpenSSL 3.0 (Node 18, 20) needs for each block beside its digest, as a share of a block of sha512: sha256 takes 0.43 there, 0.33
 * in 3.5. */
const perBlock = process.versions.openssl.startsWith('3.0.') ? 0.11 : 0;

const microsecond = 1000;

function pbkdf2(password, salt, iterations, keyBytes, digest) {
    const { factor, bytes } = digests[String(digest).toLowerCase().replace(/^sha-/, 'sha')] ?? sha512;
    const block = factor < 1 ? factor + perBlock : factor;
    return { factor: block * (iterations / 100000) * Math.max(1, Math.ceil(keyBytes / bytes)) };
}

function scrypt(password, salt, cost, blockSize, parallel) {
    return { factor: (cost * blockSize * parallel) / (16384 * 8) };
}

/** Memory in KiB times passes, against 64 MiB and three. */
function argon2(message, nonce, lanes, tagBytes, memory, passes) {
    return { factor: (memory * passes) / (65536 * 3) };
}

/** Search for a prime of RSA costs about the fourth power of its length. */
function rsaKeys(variant, bits) {
    return { factor: (bits / 2048) ** 4 };
}

function dsaKeys(bits) {
    return { factor: 6 * (bits / 2048) ** 4 };
}

const curves = { prime256v1: 20, 'P-256': 20, secp384r1: 570, 'P-384': 570, secp521r1: 1240, 'P-521': 1240 };

function curveKeys(curve) {
    return { time: (curves[curve] ?? 600) * microsecond };
}

function namedKeys() {
    return { time: 24 * microsecond };
}

function primes(bits) {
    return { factor: (bits / 512) ** 2.3 };
}

function primality(candidate) {
    return { factor: ((candidate.byteLength * 8) / 512) ** 2.4 };
}

/** Against RSA of 2048 bits, by curve: to sign, and to verify. */
const signatures = {
    prime256v1: [0.04, 1.3], 'P-256': [0.04, 1.3], secp384r1: [1.2, 22], 'P-384': [1.2, 22], secp521r1: [2.9, 50], 'P-521': [2.9, 50],
    ed25519: [0.054, 3.7], ed448: [0.22, 8],
};

const described = new Set(['rsa', 'rsa-pss', 'ec']);

/** A byte against one of sha256, alike in OpenSSL 3.0 and 3.5. */
const hashed = {
    md5: 2.3, 'ssl3-md5': 2.3, 'md5-sha1': 3.2, sha1: 0.94, sha384: 2.05, sha512: 2.05, ripemd160: 5.8, sm3: 4.6,
    'sha3-224': 3.3, 'sha3-256': 3.55, 'sha3-384': 4.6, 'sha3-512': 6.6, shake128: 2.9, shake256: 3.5, blake2b512: 1.75, blake2s256: 2.9,
};

/** So many bytes of sha256 take as long. Names are those of OpenSSL, which has several for each, and of subtle. */
function hashedBytes(name, bytes) {
    const plain = String(name).toLowerCase()
        .replace(/^(id-rsassa-pkcs1-v1_5-with|rsa)-|withrsa(encryption)?$/g, '')
        .replace(/^sha-/, 'sha').replace(/^(sha512)[-/](224|256)$/, '$1').replace(/^(ripemd|rmd160)$/, 'ripemd160');
    return bytes * (hashed[plain] ?? 1);
}

/** A byte against one of aes-gcm, to encrypt and to decrypt: what is chained is encrypted block by block. */
const enciphered = [
    [/^aes-?128(-cbc)?$/, 2.9, 0.6], [/^aes-?(192|256)(-cbc)?$/, 3.9, 0.7], [/^aes.*-(ctr|ecb|ocb)$/, 0.7, 0.7], [/ccm$/, 4, 4],
    [/^aes.*-cfb$/, 6, 6], [/^aes.*-ofb$/, 5, 5], [/^aes.*-cfb8$/, 100, 100], [/^aes.*-cfb1$/, 950, 950], [/^chacha20-poly1305$/, 1.85, 1.85],
    [/^chacha20$/, 1.3, 1.3], [/^des/, 119, 117], [/^camellia/, 23.5, 23.5], [/^(aria|sm4)/, 30, 29],
];

function encipheredBytes(name, isEncrypting, bytes) {
    const plain = String(name).toLowerCase();
    const [, encrypt, decrypt] = enciphered.find(([pattern]) => pattern.test(plain)) ?? [undefined, 1, 1];
    return bytes * (isEncrypting ? encrypt : decrypt);
}

/** `key` is a handle, or bytes of which nothing is known. RSA: between 1024 and 4096 bits. */
function signature(isVerifying, key) {
    const type = key?.getAsymmetricKeyType?.();
    const { modulusLength = 2048, namedCurve } = described.has(type) ? key.keyDetail({}) : {};
    const [sign, verify] = signatures[namedCurve ?? type] ?? [(modulusLength / 2048) ** 2.65, (modulusLength / 2048) ** 1.45];
    return { factor: isVerifying ? verify : sign };
}

module.exports = {
    argon2, curveKeys, dsaKeys, encipheredBytes, hashedBytes, namedKeys, pbkdf2, primality, primes, rsaKeys, scrypt, signature,
};
