// What the derivations give, asynchronously and synchronously.
const crypto = require('crypto');
const steps = [
    ['pbkdf2', (done) => crypto.pbkdf2('password', 'salt', 1000, 32, 'sha512', done), () => crypto.pbkdf2Sync('password', 'salt', 1000, 32, 'sha512')],
    ['scrypt', (done) => crypto.scrypt('password', 'salt', 32, { N: 1024 }, done), () => crypto.scryptSync('password', 'salt', 32, { N: 1024 })],
    ['hkdf', (done) => crypto.hkdf('sha256', 'key', 'salt', 'info', 20, done), () => crypto.hkdfSync('sha256', 'key', 'salt', 'info', 20)],
    ['prime', (done) => crypto.checkPrime(7n, done), () => crypto.checkPrimeSync(8n)],
];
(function next() {
    const step = steps.shift();
    if (step === undefined) return;
    const [name, start, sync] = step;
    start((...args) => {
        console.log(name, args.length, args[0], args[1]);
        console.log(name, sync());
        next();
    });
})();
