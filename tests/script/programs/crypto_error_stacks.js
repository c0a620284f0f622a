// Errors of jobs: with the frames of Node's own code where they are made on the main thread, without any where a worker makes them.
const crypto = require('crypto');
const attempt = (action) => {
    try {
        console.log(action());
    } catch (error) {
        console.log(error);
    }
};
const pairs = { rsa: crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }), signing: crypto.generateKeyPairSync('ed25519') };
attempt(() => crypto.generateKeyPairSync('rsa', { modulusLength: 8 }));
crypto.generateKeyPair('rsa', { modulusLength: 8 }, (error) => {
    console.log(error);
    if (Number(process.versions.node.split('.')[0]) < 20) return;  // Node 18 crashes
    crypto.sign('sha256', Buffer.from('x'), pairs.signing.privateKey, (wrong) => {
        console.log(wrong);
        if (crypto.encapsulate) capsules();
    });
});
attempt(() => crypto.sign('sha256', Buffer.from('x'), pairs.signing.privateKey));
function capsules() {
    attempt(() => crypto.encapsulate(pairs.signing.publicKey));
    crypto.encapsulate(pairs.signing.publicKey, (error) => {
        console.log(error);
        const { ciphertext } = crypto.encapsulate(pairs.rsa.publicKey);
        const other = crypto.generateKeyPairSync('x25519').privateKey;
        attempt(() => crypto.decapsulate(other, ciphertext));
        crypto.decapsulate(other, ciphertext, (wrong) => console.log(wrong));
    });
}
