// Five long hashes on four workers: all of them end.
const crypto = require('crypto');
const start = Date.now();
let ended = 0;
for (let i = 0; i < 5; i++) {
    crypto.pbkdf2('a', 'b', 20000, 32, 'sha512', () => {
        ended += 1;
        if (ended === 5) console.log('all', Date.now() > start);
    });
}
console.log('main');
