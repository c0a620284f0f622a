// A synchronous computation makes timers late.
const crypto = require('crypto');
const start = Date.now();
setTimeout(() => console.log('timer', Date.now() - start >= 10), 1);
setImmediate(() => console.log('immediate'));
crypto.pbkdf2Sync('a', 'b', 100000, 64, 'sha512');
console.log('main', Date.now() - start >= 10);
