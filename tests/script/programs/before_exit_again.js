// 'beforeExit' comes again whenever a listener gave the loop something to do, of whatever kind.
const fs = require('fs');
const crypto = require('crypto');
const work = [
    (done) => setTimeout(done, 1),
    (done) => fs.stat(__filename, done),
    (done) => setImmediate(done),
    (done) => crypto.randomBytes(4, done),
    (done) => fs.promises.access(__filename).then(done),
    (done) => process.nextTick(done),  // keeps no loop alive
];
let round = 0;
process.on('beforeExit', (code) => {
    console.log('beforeExit', code, round);
    work[round++]?.(() => console.log('done', round));
});
process.on('exit', () => console.log('exit', round));
