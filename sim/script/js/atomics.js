'use strict';
// Atomics.wait blocks the thread, and there is no other one that could wake it: it waits for its timeout, in virtual time.

function installAtomics(host) {
    const { wait } = Atomics;
    Atomics.wait = host.hide(function (array, index, value, timeout = Infinity) {
        const most = Number.isNaN(Number(timeout)) ? Infinity : Math.max(0, Number(timeout));
        // With no time to wait the real one only checks its arguments and the value.
        const answer = wait(array, index, value, 0);
        if (answer !== 'timed-out') return answer;
        if (most === Infinity) host.refuse('Atomics.wait without a timeout', 'no other thread can wake the script');
        host.spend(most * 1e6);
        return answer;
    });
}

module.exports = { installAtomics };
