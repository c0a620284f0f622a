'use strict';
// Stands where Node would run the main module, and runs it when the engine says so. To the program nothing of this shows.

const fs = require('fs');
const { builtinModules } = require('./node_internals.js');
const { reading } = require('./real_folder.js');

const globalObject = globalThis;  // whose name a program may delete

/** Node's modules that programs may not require, although --expose-internals lets them. */
function hideInternals(Module) {
    const BuiltinModule = builtinModules();
    BuiltinModule.map.forEach((one, id) => {
        if (id.startsWith('internal/') || id.startsWith('v8/tools') || id.startsWith('node-inspect/tools')) one.canBeRequiredByUsers = false;
    });
    const isPublic = (id) => !String(id).startsWith('internal/');
    for (const name of ['canBeRequiredByUsers', 'canBeRequiredWithoutScheme', 'canBeRequiredByUsersWithoutScheme']) {
        const original = BuiltinModule[name];
        if (original !== undefined) BuiltinModule[name] = (id) => isPublic(id) && original.call(BuiltinModule, id);
    }
    for (const name of ['getCanBeRequiredByUsersWithoutSchemeList', 'getAllBuiltinModuleIds']) {
        const original = BuiltinModule[name];
        if (original !== undefined) BuiltinModule[name] = () => original.call(BuiltinModule).filter(isPublic);
    }
    const own = Object.getOwnPropertyDescriptor(Module, 'builtinModules');
    if (Array.isArray(own?.value)) {
        const value = own.value.filter(isPublic);
        Object.defineProperty(Module, 'builtinModules', { ...own, value: Object.isFrozen(own.value) ? Object.freeze(value) : value });
    }
}

/** Whether a main module still awaits; since 22 Node looks at that after 'exit', and says where. */
function isMainAwaiting({ constants, getPromiseDetails, privateSymbols }) {
    const entry = globalObject[privateSymbols?.entry_point_promise_private_symbol];
    return entry !== undefined && getPromiseDetails(entry)[0] === constants.kPending;
}

/** The next 'beforeExit' is Node's own loop's, after the simulated one's: nobody hears it. */
function swallowBeforeExit() {
    const before = Object.getOwnPropertyDescriptor(process, 'emit');
    const { emit } = process;
    Object.defineProperty(process, 'emit', {
        __proto__: null,
        configurable: true,
        writable: true,
        enumerable: false,
        value(name, ...rest) {
            if (before === undefined) delete process.emit;
            else Object.defineProperty(process, 'emit', before);
            return name === 'beforeExit' ? false : emit.call(process, name, ...rest);
        },
    });
}

/**
 * Node's loader remembers which folders are no links, also those above loopglass, which it has loaded first: a program's start must not
 * take less time for lying beside it. Only those that ask for a real path get to see what it remembers.
 */
function forgetFolders(Module, filename) {
    const { realpathSync } = fs;
    fs.realpathSync = (path, options) => {
        for (const key of Object.getOwnPropertySymbols(options)) options[key].clear();
        return path;
    };
    const forgetPaths = () => Object.keys(Module._pathCache).forEach((key) => delete Module._pathCache[key]);
    forgetPaths();
    reading(() => Module._findPath(filename, ['']));
    forgetPaths();
    fs.realpathSync = realpathSync;
}

function takeOver({ host, door, module, Module }) {
    const util = host.internalBinding('util');
    /** True: Node has to end by itself. */
    const loopEnds = () => {
        const isLeft = isMainAwaiting(util);
        if (isLeft) swallowBeforeExit();
        return isLeft;
    };
    const { runMain } = Module;
    Module.runMain = function takeOverMain(main = process.argv[1]) {
        door.noteMainStack();
        if (Module.runMain === runMain) return;
        const call = door.mainCall();
        Module.runMain = runMain;
        // Bound: no frame of ours beneath.
        const isCommon = () => process.mainModule !== undefined;
        door.takeOver(call.bind(undefined, Module, main), call.bind(undefined, { runMain: takeOverMain }, main), isCommon, loopEnds);
    };
    delete Module._cache[module.filename];
    forgetFolders(Module, module.filename);
    process.execArgv = [];
    const preloads = process._preload_modules;
    if (Array.isArray(preloads) && !Object.isFrozen(preloads)) preloads.length = 0;
    hideInternals(Module);
}

module.exports = { takeOver };
