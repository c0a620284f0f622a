'use strict';
// Runs that a server makes by their seeds part where chance first has a say. All of it is the engine's, but for Math.random, which
// V8 seeds when it is first called.

function watchChance(host) {
    const { Math: mathOfProgram } = globalThis;
    mathOfProgram.random = host.putBetween(mathOfProgram.random, () => { host.meetChance(); });
}

module.exports = { watchChance };
