// Four hashes fill the pool, and a stat waits behind them
//
// You may have read: a busy pool shows as event-loop delay.
// What happens: stat waits for a worker; the loop turns freely meanwhile.
// Why: the loop only hands work over. Timers and sockets do not wait for the pool.
// Rules: R4.3

const crypto = require('crypto');
const fs = require('fs');
let hashes = 0;
for (let i = 0; i < 4; ++i) crypto.pbkdf2('a', 'b', 100000, 64, 'sha512', () => { hashes += 1; });
fs.stat(__filename, () => console.log('stat waited for a hash:', hashes > 0));
setTimeout(() => console.log('the timer did not wait:', hashes === 0), 2);

// expect:
//   the timer did not wait: true
//   stat waited for a hash: true
