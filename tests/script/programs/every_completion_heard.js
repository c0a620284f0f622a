// An operation that is done just when the loop is about to sleep wakes it nevertheless, at whatever nanosecond that is: each
// round the main thread owes a little more time when it looks.
const fs = require('fs');
const rounds = 1200;
function next(round) {
    if (round === rounds) return console.log('all heard');
    fs.stat(__filename, () => next(round + 1));
    for (let i = 0; i < 300 + (round % 400); i++) Promise.resolve().then(() => {});
    process.nextTick(() => {});
}
next(0);
process.on('exit', () => console.log('exit'));
