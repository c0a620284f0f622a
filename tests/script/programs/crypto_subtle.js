// subtle: digests, keys, encryption.
const { subtle } = require('crypto').webcrypto;
(async () => {
    console.log(Buffer.from(await subtle.digest('SHA-256', Buffer.from('x'))).toString('hex'));
    const key = await subtle.importKey('raw', Buffer.alloc(16), 'AES-GCM', true, ['encrypt', 'decrypt']);
    const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: Buffer.alloc(12) }, key, Buffer.from('secret'));
    console.log(Buffer.from(sealed).toString('hex'));
    console.log(Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv: Buffer.alloc(12) }, key, sealed)).toString());
    await subtle.decrypt({ name: 'AES-GCM', iv: Buffer.alloc(12) }, key, Buffer.alloc(32)).catch((error) => console.log(error.name, error.message));
    const password = await subtle.importKey('raw', Buffer.from('pw'), 'PBKDF2', false, ['deriveBits']);
    const bits = await subtle.deriveBits({ name: 'PBKDF2', salt: Buffer.from('s'), iterations: 10, hash: 'SHA-256' }, password, 128);
    console.log(Buffer.from(bits).toString('hex'));
    const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Buffer.from('d'));
    console.log(signature.byteLength, await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, pair.publicKey, signature, Buffer.from('d')));
    console.log(pair.publicKey.type, pair.privateKey.usages, pair.publicKey.algorithm);
    const signing = await subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']);
    const signed = await subtle.sign('Ed25519', signing.privateKey, Buffer.from('d'));
    console.log(signed.byteLength, await subtle.verify('Ed25519', signing.publicKey, signed, Buffer.from('d')), signing.publicKey.algorithm);
    const agreeing = await subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
    const shared = await subtle.deriveBits({ name: 'X25519', public: agreeing.publicKey }, agreeing.privateKey, 256);
    console.log(shared.byteLength, agreeing.privateKey.extractable, agreeing.privateKey.usages);
})();
