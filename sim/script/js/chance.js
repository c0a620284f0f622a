'use strict';
// Runs that a server makes by their seeds part where chance first has a say. All of it is the engine's, but for Math.random, which
// V8 seeds when it is first called. They do not part while a thread of Node's watches how long code of vm runs: only one of
// them would have it.

function watchChance(host) {
    const { Math: mathOfProgram } = globalThis;
    const { random } = mathOfProgram;
    const first = host.putBetween(random, () => {
        host.meetChance();
        if (mathOfProgram.random === first) Reflect.set(mathOfProgram, 'random', random);
    });
    mathOfProgram.random = first;
    const { prototype } = host.internalBinding('contextify').ContextifyScript;
    prototype.runInContext = host.putBetween(prototype.runInContext, (context, timeout) => {
        if (timeout > 0) host.meetChance();
    });
}

module.exports = { watchChance };
