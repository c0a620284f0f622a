// Timers go on while the pool works.
const crypto = require('crypto');
let ticks = 0;
const timer = setInterval(() => { ticks += 1; }, 5);
crypto.pbkdf2('a', 'b', 100000, 64, 'sha512', () => {
    clearInterval(timer);
    console.log(ticks > 1);
});
