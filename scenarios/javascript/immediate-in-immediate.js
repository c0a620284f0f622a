// An immediate set in an immediate waits for the next turn
//
// You may have read: setImmediate in a loop blocks the loop like nextTick does.
// What happens: a timer gets its turn in between.
// Why: the check phase takes the list as it is; what is added meanwhile is for the next turn.
// Rules: R2.21

let turns = 0;
const again = () => {
    turns += 1;
    if (turns < 1000 && !timed) setImmediate(again);
};
let timed = false;
setTimeout(() => { timed = true; console.log('the timer has its turn'); }, 5);
const start = Date.now();
while (Date.now() - start < 10);
setImmediate(again);
process.on('exit', () => console.log('few turns were needed:', turns < 10));

// expect:
//   the timer has its turn
//   few turns were needed: true
