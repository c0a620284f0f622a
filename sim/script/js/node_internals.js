'use strict';
// Node's internal modules, also after they have been hidden from the script.

let builtins;

/** `found`: the class of Node's own modules. */
function learn(found) {
    builtins = found;
}

function builtinModules() {
    return builtins;
}

/** Whether this Node has a module of that name. */
function isThere(id) {
    return builtins.map.has(id);
}

function internal(id) {
    return builtins.map.get(id).compileForInternalLoader();
}

/** Calls `use` with the exports of a module of Node, now or as soon as Node has loaded it; never if this Node has none of that name. */
function whenLoaded(id, use) {
    const module = builtins.map.get(id);
    if (module === undefined) return;
    if (module.loaded) use(module.exports);
    else awaitLoading(module, () => {}, (exports) => { use(exports); });
}

/** Calls `act` before Node loads each of the modules whose name `isMeant` accepts; now, if one of them is loaded. */
function beforeLoading(isMeant, act) {
    const modules = [...builtins.map.values()].filter(({ id }) => isMeant(id));
    if (modules.some(({ loaded }) => loaded)) act();
    else for (const module of modules) awaitLoading(module, act, () => {});
}

/** Calls `before` when Node loads a module, and gives Node what `after` makes of its exports; nothing happens if it is loaded or there is none. */
function standAroundLoading(id, before, after) {
    const module = builtins.map.get(id);
    if (module !== undefined && !module.loaded) awaitLoading(module, before, after);
}

/** Calls `before` and, with its exports, `after` when Node loads `module`; what that returns, if anything, Node gets for them. */
function awaitLoading(module, before, after) {
    const awaited = Object.getOwnPropertyDescriptor(module, 'compileForInternalLoader');  // others may wait for it, too
    module.compileForInternalLoader = function compileForInternalLoader() {
        delete this.compileForInternalLoader;
        if (awaited !== undefined) Object.defineProperty(this, 'compileForInternalLoader', awaited);
        before();
        const exports = this.compileForInternalLoader();
        return after(exports) ?? exports;
    };
}

/**
 * What `find`, an unnamed function of Module's that is replaced, is to be called on: stack traces take its name from the property
 * of the receiver that holds it, and in Module itself that is no longer the case. Such functions do not use `this`.
 */
function standIn(name, find) {
    return Object.assign(function Module() {}, { [name]: find });
}

/** Node's AsyncContextFrame where AsyncLocalStorage is built on it, else undefined. */
function asyncContextFrames() {
    const frames = isThere('internal/async_context_frame') ? internal('internal/async_context_frame') : undefined;
    return frames?.enabled ? frames : undefined;
}

module.exports = { asyncContextFrames, beforeLoading, builtinModules, internal, isThere, learn, standAroundLoading, standIn, whenLoaded };
