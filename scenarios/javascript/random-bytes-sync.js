// The synchronous form never waits for the pool
//
// You may have read: randomBytes without a callback blocks slots of the pool.
// What happens: it returns at once although the pool is full.
// Why: without a callback the calling thread does the work itself; nothing is queued.
// Rules: R4.7

const crypto = require('crypto');
for (let i = 0; i < 8; ++i) crypto.pbkdf2('a', 'b', 200000, 64, 'sha512', () => {});
const start = Date.now();
for (let i = 0; i < 100; ++i) crypto.randomBytes(256);
console.log('waited for the pool:', Date.now() - start > 60);
process.exit();

// expect:
//   waited for the pool: false
