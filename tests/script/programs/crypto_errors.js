// What is wrong with arguments is thrown, what goes wrong later comes to the callback.
const crypto = require('crypto');
const attempt = (action) => {
    try {
        action();
    } catch (error) {
        console.log(error.name, error.code, error.message);
    }
};
attempt(() => crypto.pbkdf2('p', 's', 1, 8, 'nothing', () => {}));
attempt(() => crypto.pbkdf2('p', 's', 0, 8, 'sha1', () => {}));
attempt(() => crypto.scrypt('p', 's', 8, { N: 3 }, () => {}));
attempt(() => crypto.randomBytes(-1, () => {}));
attempt(() => crypto.randomBytes(8, 'no function'));
attempt(() => crypto.generateKeyPair('nothing', {}, () => {}));
// A curve without a name of its own: what a worker's error has besides its text.
const encoding = { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } };
crypto.generateKeyPair('ec', { namedCurve: 'Oakley-EC2N-3', ...encoding }, (error) => console.log(Object.entries(error), error.stack.split('\n').length));
