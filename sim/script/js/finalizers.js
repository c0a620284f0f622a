'use strict';
// What a FinalizationRegistry calls is a task of V8's own, which the real loop would run in its poll phase. The host runs such tasks once
// the program has registered something, so that all other programs are spared what V8 does there for itself.

function watchFinalizers(host) {
    const { prototype } = FinalizationRegistry;
    const own = Object.getOwnPropertyDescriptor(prototype, 'register');
    Object.defineProperty(prototype, 'register', { ...own, value: host.putBetween(own.value, host.watchFinalizers) });
}

module.exports = { watchFinalizers };
