// CPU time passes with what the program does, on all of its threads; who waits for it waits no longer than real time.
const { pbkdf2 } = require('crypto');

const begun = performance.now();
const before = process.cpuUsage();
console.log(before.user > 0, before.system >= 0);
setTimeout(() => console.log('timer'), 5);
setImmediate(() => {
  console.log('immediate');
  const asleep = process.cpuUsage();
  pbkdf2('password', 'salt', 200000, 32, 'sha512', () => {
    const { user, system } = process.cpuUsage(asleep);
    console.log('hashed', user + system > 10000);
    console.log(process.resourceUsage().userCPUTime >= before.user + user);
  });
});
let used;
do {
  used = process.cpuUsage(before);
} while (used.user + used.system < 40000);
console.log('spun', performance.now() - begun > 10);
