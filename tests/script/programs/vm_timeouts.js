'use strict';
// A thread of Node's ends code that takes too long, by real time, also where chance has had a say by then.
const vm = require('vm');

function attempt(code) {
    try {
        vm.runInNewContext(code, { random: Math.random }, { timeout: 20 });
    } catch (error) {
        console.log(error.code);
    }
}

attempt('while (true);');
attempt('random(); while (true);');
setTimeout(() => {
    attempt('while (true);');
    console.log('timer');
}, 1);
