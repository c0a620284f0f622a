// Pairs of keys: made, exported, used.
const crypto = require('crypto');
crypto.generateKeyPair('ed25519', (error, publicKey, privateKey) => {
    console.log(error, publicKey.type, privateKey.type, publicKey.asymmetricKeyType);
    crypto.sign(null, Buffer.from('text'), privateKey, (failure, signature) => {
        console.log(failure, signature.length);
        crypto.verify(null, Buffer.from('text'), publicKey, signature, (last, isRight) => console.log(last, isRight));
    });
});
const { publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
console.log(publicKey.split('\n')[0]);
