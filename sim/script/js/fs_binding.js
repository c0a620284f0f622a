'use strict';
// Replaces the functions of Node's internal binding 'fs' by those of the virtual file system. Node's own
// JavaScript (fs.js, fs/promises, streams, the loaders) stays as it is and calls them in the three ways it calls
// its own: with a request object, asking for a promise, or synchronously, where an error is thrown or, on older
// versions, put into a context object.

const { FileHandle } = require('./file_handle.js');
const { checkDescriptor, checkedMode, toPath } = require('./fs_arguments.js');
const { changedNames, concernsOf } = require('./effects.js');
const { FolderMaking } = require('./folder_making.js');
const { installWholeFileJobs } = require('./fs_jobs.js');
const { installSyncFunctions } = require('./fs_sync.js');
const { operations } = require('./fs_operations.js');
const { nodeMajor } = require('./host_versions.js');
const { state } = require('./real_folder.js');
const { standardOperations } = require('./standard_streams.js');
const { SystemFailure, errno, hidden, toError } = require('./system_error.js');

const standardDescriptors = 3;

/** Whether Node's C++ looks at descriptors of FileHandles, -1 of closed ones, as at others. */
function checksHandles(row) {
    return nodeMajor >= (row.syscall === 'fstat' ? 20 : 22);
}

function installFs(world, binding) {
    world.statuses = { number: binding.statValues, big: binding.bigintStatValues };
    const replace = replacer(world.host);
    for (const [name, row] of Object.entries(operations)) {
        replace(binding, name, (args) => {
            const isStandard = row.paths === undefined && typeof args[0] === 'number' && args[0] >= 0 && args[0] < standardDescriptors;
            return call(world, binding, isStandard ? standardOperations[name] : row, args, binding[name]);
        });
    }
    const openRow = { __proto__: null, ...operations.open, wrap: (descriptor) => new FileHandle(world, descriptor) };
    replace(binding, 'openFileHandle', (args) => call(world, binding, openRow, args, binding.openFileHandle));
    installSyncFunctions(world, binding, replace);
    installWholeFileJobs(world, binding);
    binding.FileHandle = class extends FileHandle {
        constructor(descriptor) {
            super(world, descriptor);
        }
    };
}

/** Puts `virtual` in the place of `binding[name]`, if this Node has it; the real one stays for reading the real disk. */
function replacer(host) {
    return (binding, name, virtual) => {
        const real = binding[name];
        if (real === undefined) return;
        const replacement = {
            [name](...args) {
                return state.isReading ? Reflect.apply(real, this, args) : virtual(args);
            },
        };
        binding[name] = hidden(host, replacement[name]);
    };
}

/** One call, in whichever of the three ways it is made. `above`: the function whose frames a thrown error hides. */
function call(world, binding, row, args, above) {
    const own = args.slice(0, row.arity).map((value, index) => (row.paths?.includes(index) ? toPath(value) : value));
    const request = args[row.arity];
    const extra = args[row.arity + 1];
    const isPromised = request === binding.kUsePromises;
    if (row.paths === undefined && (!isPromised || checksHandles(row))) checkDescriptor(own[0], above);
    if (row.mode !== undefined) own[row.mode] = checkedMode(own[row.mode], above);
    if (isPromised) return promised(world, row, own, extra);
    if (request === undefined || request === null) return callSync(world, row, own, extra, above);
    const failure = row.failsAtOnce?.(...own);
    if (failure !== undefined) {
        request.oncomplete(toScriptError(new SystemFailure(failure), row, own));
        return undefined;
    }
    const scope = { asyncId: request.getAsyncId(), resource: request };
    trip(world, row, own, extra, scope, (error, value) => callOf(request, error, value));
    return undefined;
}

function promised(world, row, own, extra) {
    return new Promise((resolve, reject) => {
        const scope = world.scope('FSREQPROMISE');  // its id follows that of the promise
        trip(world, row, own, extra, scope, (error, value) => settle(resolve, reject, error, value));
    });
}

/** The call of the request's callback as Node makes it: without a second argument where there is no value. */
function callOf(request, error, value) {
    if (error) return [request, 'oncomplete', error];
    return value === undefined ? [request, 'oncomplete', null] : [request, 'oncomplete', null, value];
}

function settle(resolve, reject, error, value) {
    if (error) {
        reject(error);
    } else {
        resolve(value);
    }
}

/**
 * The call as passages through the pool: an operation takes effect when the worker is done with it, whether or
 * not the loop has heard of it yet. `finish` gets the error of the script or the value and may give a call to make.
 */
function trip(world, row, own, extra, scope, finish) {
    const steps = stepsOf(world, row, own, { isInPool: true });
    const { tree } = world;
    const { cwd } = tree;
    const submit = (isFirst) => {
        let isMore = false;
        let failure;
        const end = () => {
            world.effects?.change(cwd, changedNames(world, row, own));
            try {
                isMore = tree.within(cwd, () => steps.step());
            } catch (thrown) {
                failure = thrown;
            }
            return isMore;
        };
        const about = concernsOf(world, row, own);
        const effects = about.paths.length === 0 ? undefined : world.effects;
        if (!about.isInOpenFile) effects?.touch(cwd, about.paths);
        if (row.api === 'fs.open') effects?.open(cwd, own[0], own[1]);
        // Made neither by the worker nor in the context of the request: hooks of the program hear of it.
        let made;
        const before = row.wrap && (() => { if (failure === undefined) made = row.wrap(steps.value()); });
        const complete = () => {
            if (!isMore) return made === undefined ? deliver(row, own, extra, failure, steps, finish) : finish(undefined, made);
            submit(false);
            return undefined;
        };
        world.submit(row.api, { ...scope, ...amount(world, row, own), isFirst, before, isKept: () => isMore, ...effects?.of(about, end) ?? { end }, hold: row.hold?.(world, ...own) }, complete);
    };
    submit(true);
}

function deliver(row, own, extra, failure, steps, finish) {
    if (failure === undefined) {
        return finish(undefined, toValue(steps.value(), row, own, (isBig) => new (isBig ? BigInt64Array : Float64Array)(36)));
    }
    return isTolerated(failure, row, extra) ? finish(undefined, undefined) : finish(toScriptError(failure, row, own));
}

function callSync(world, row, own, extra, above) {
    try {
        row.hold?.(world, ...own)?.refuse();
        world.effects?.change(world.tree.cwd, changedNames(world, row, own));
        world.effects?.meet(concernsOf(world, row, own));
        const steps = stepsOf(world, row, own);
        do {
            world.spendSync(row.apiSync ?? `${row.api}Sync`, amount(world, row, own));
        } while (steps.step());
        return toValue(steps.value(), row, own, (big) => (big ? world.statuses.big : world.statuses.number));
    } catch (failure) {
        if (isTolerated(failure, row, extra)) return undefined;
        if (typeof extra !== 'object' || !(failure instanceof SystemFailure)) throw toScriptError(failure, row, own, above);
        extra.errno = errno(failure.code);
        extra.syscall = failure.syscall ?? row.syscall;
        return undefined;
    }
}

/** The system calls of `row`: nearly always one. */
function stepsOf(world, row, own, how) {
    if (row.isRecursive?.(...own)) {
        const making = new FolderMaking(world.tree, own[0], own[1], how);
        return { step: () => making.step(), value: () => making.first };
    }
    let result;
    return {
        step() {
            result = row.work(world, ...own);
            return false;
        },
        value: () => result,
    };
}

/** A status becomes the array that Node's binding gives; all else is a value already. */
function toValue(result, row, own, arrayOf) {
    if (!row.isStatus) return result;
    const isBig = Boolean(own[1]);
    const array = arrayOf(isBig);
    const fields = result.fields();
    for (let index = 0; index < fields.length; index++) array[index] = isBig ? fields[index] : Number(fields[index]);
    return array;
}

/** Whether the caller wants no error for this: a missing file (throwIfNoEntry). */
function isTolerated(failure, { tolerated = [] }, extra) {
    return failure instanceof SystemFailure && extra === false && tolerated.includes(failure.code);
}

function toScriptError(failure, row, own, above) {
    if (!(failure instanceof SystemFailure)) return failure;
    const [path, dest] = failure.syscall === undefined ? (row.paths ?? []).map((index) => own[index]) : [];
    const named = (above === undefined ? failure.path : failure.pathSync) ?? path;
    return toError({ code: failure.code, syscall: failure.syscall ?? row.syscall, path: named, dest }, above);
}

/** What the cost of a trip depends on. */
function amount(world, row, own) {
    const bytes = Math.max(0, row.bytes?.(world, ...own) ?? 0);
    const kind = row.trip?.(...own);
    return kind === undefined ? { bytes } : { bytes, trip: kind };
}

module.exports = { installFs };
