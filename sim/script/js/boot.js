'use strict';
// Runs before the user's program, as the body of a function of (module, door, bodies): gives the built-in modules their
// `require`, lets them replace Node's bindings, and stands where Node would run the main module.

// Node warns that these are internal; a program must not hear of it.
const { emitWarning } = process;
process.emitWarning = () => {};
const { internalBinding } = module.require('internal/test/binding');
// It also puts them where every program could take them from.
delete globalThis.internalBinding;
delete globalThis.primordials;
process.emitWarning = emitWarning;
const Module = module.constructor;

// What modules use of the globals, as it was before a script could replace any of it; named in this order in bundle.cpp.
const copyOf = (object) => Object.defineProperties({ __proto__: null }, Object.getOwnPropertyDescriptors(object));
// A class of collections with methods of its own.
const safe = (Collection) => {
    const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(Collection.prototype);
    class Safe extends Collection {}
    Object.defineProperties(Safe.prototype, methods);
    return Safe;
};
const globals = {
    Array, Atomics, BigInt, Boolean, Buffer, BigInt64Array, Error, Float64Array, JSON: copyOf(JSON), Map: safe(Map), Math: copyOf(Math), Number, Object: copyOf(Object),
    Promise, Proxy, Reflect: copyOf(Reflect), Set: safe(Set), String, Symbol, TypeError, Uint8Array, WeakMap: safe(WeakMap), process,
};
const globalValues = Object.values(globals);

/** The class of Node's own modules, while internal ones can be required. */
function findBuiltins() {
    let helpers;
    try {
        helpers = module.require('internal/modules/helpers');
    } catch {
        helpers = module.require('internal/modules/cjs/helpers');
    }
    return (helpers.loadBuiltinModule ?? helpers.loadNativeModule)('path').constructor;
}
const builtins = findBuiltins();

// Modules of loopglass, by name. What else they ask for is Node's, public or internal, loaded as Node itself loads it: what a public
// one needs beyond that, for programs that import it, is not made for us.
const loaded = new globals.Map();
function load(name) {
    if (loaded.has(name)) return loaded.get(name).exports;
    const body = bodies[name];
    if (body === undefined) throw new Error(`loopglass has no module ${name}`);
    const own = { exports: {} };
    loaded.set(name, own);
    body((wanted) => (wanted.startsWith('./') ? load(wanted.slice(2)) : builtins.map.get(wanted).compileForInternalLoader()), own, own.exports, ...globalValues);
    return own.exports;
}

load('node_internals.js').learn(builtins);
const host = load('host.js').makeHost(door, internalBinding);
load('interfaces.js').installInterfaces(internalBinding('os'));
load('refused.js').refuseWhatIsNotModelled(host);
load('signals.js').signalOnlyMyself(host);
load('bindings.js')(host);
if (host.isHooked) load('task_hooks.js').installTaskHooks(door, internalBinding);
const isPath = door.setting('late') !== '';
const isServed = door.setting('serve') !== '';
const isExploring = door.setting('explores') === '1';
if (isExploring) {
    load('timer_watch.js').watchTimers(door, internalBinding);
    load('abort_watch.js').watchAborts(host);
}
if (isExploring || isServed) load('process_id.js').keepProcessId();
if (door.setting('warm') === '1') load('warm_up.js').warmUp(internalBinding);
if (!isPath && (isServed || door.setting('asks') !== '')) load('chance.js').watchChance(host);
load('stream_costs.js').installStreamCosts(host);  // from here on streams are the program's
load('main.js').takeOver({ host, door, module, Module });
