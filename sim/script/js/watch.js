'use strict';
// Functions of the language and of Node's that are watched where they stand.

/** Calls `use` with the function that stands in the place of `holder[name]` before each call of it, without a frame of its own. */
function watch(holder, name, use) {
    const before = () => { use(watched); };
    const watched = new Proxy(holder[name], {
        get apply() { return before(); },
        get construct() { return before(); },
    });
    holder[name] = watched;
    // A class stays what its instances name as their constructor.
    const { prototype } = watched;
    if (prototype !== undefined) Object.defineProperty(prototype, 'constructor', { value: watched });
}

module.exports = { watch };
