// An interval can end itself
//
// What happens: three lines, and the process ends.
// Why: clearInterval in the callback prevents that the timer is set again.
// Rules: R2.8

let n = 0;
const interval = setInterval(() => {
    console.log('time', ++n);
    if (n === 3) clearInterval(interval);
}, 5);

// expect:
//   time 1
//   time 2
//   time 3
