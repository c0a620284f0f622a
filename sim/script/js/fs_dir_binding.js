'use strict';
// Node's internal binding 'fs_dir': folders that are read in batches, by opendir and `for await`.

const { kinds } = require('./file_node.js');
const { toPath } = require('./fs_arguments.js');
const { encodeName, sortedEntries } = require('./fs_operations.js');
const { SystemFailure, errno, hidden, toError } = require('./system_error.js');

class DirHandle {
    #world;
    #rest;
    #descriptor;
    #scope;

    constructor(world, path) {
        const { tree, files } = world;
        const node = tree.directory(path);
        this.#world = world;
        this.#rest = sortedEntries(tree, node);
        this.#descriptor = files.add({ node, path, isReader: true, isWriter: false, isAppending: false, position: 0 });
    }

    /** From now on async hooks know it. */
    begin() {
        this.#scope = this.#world.scope('DIRHANDLE');
    }

    getAsyncId() {
        return this.#scope.asyncId;
    }

    /** The next names and types in one array, or null at the end. */
    read(encoding, batch, request) {
        const next = this.#rest.slice(0, batch);
        const work = () => {
            this.#rest = this.#rest.slice(batch);
            return next.length === 0 ? null : next.flatMap(([name, node]) => [encodeName(name, encoding), kinds[node.kind].entry]);
        };
        const details = { trip: 'readDirectory', bytes: next.length };
        return perform(this.#world, { api: 'fs.opendir', apiSync: 'fs.readdirSync', syscall: 'scandir', details, work, request });
    }

    close(request) {
        const details = { trip: 'close' };
        const work = () => this.#world.files.close(this.#descriptor);
        return perform(this.#world, { api: 'fs.opendir', apiSync: 'fs.closeSync', syscall: 'closedir', details, work, request });
    }
}

/**
 * One call, synchronous or with a request; `begin` gets what `work` made, in no asynchronous context but that of a synchronous
 * call. `context` takes the error on older versions of Node.
 */
function perform(world, { api, apiSync, syscall, path, details, work, begin, request, context, above }) {
    if (request === undefined || request === null) {
        world.spendSync(apiSync, details);
        try {
            const made = work();
            begin?.(made);
            return made;
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw failure;
            if (context === undefined) throw toError({ code: failure.code, syscall, path }, above);
            context.errno = errno(failure.code);
            context.syscall = syscall;
            return undefined;
        }
    }
    let error;
    let value;
    const end = () => {
        try {
            value = work();
        } catch (failure) {
            error = failure instanceof SystemFailure ? toError({ code: failure.code, syscall, path }) : failure;
        }
    };
    const before = begin && (() => { if (error === undefined) begin(value); });
    const scope = { asyncId: request.getAsyncId(), resource: request };
    world.submit(api, { ...scope, ...details, isFirst: details.trip === 'open', end, before }, () => {
        if (error !== undefined) return [request, 'oncomplete', error];
        return value === undefined ? [request, 'oncomplete', null] : [request, 'oncomplete', null, value];
    });
    return undefined;
}

function installDirectories(world, binding) {
    const open = (path, request, context, above, hidesPath) => perform(world, {
        api: 'fs.opendir', apiSync: 'fs.openSync', syscall: 'opendir', path: hidesPath ? undefined : path, details: { trip: 'open' },
        work: () => new DirHandle(world, path), begin: (handle) => handle.begin(),
        request, context, above,
    });
    binding.opendir = hidden(world.host, function opendir(path, encoding, request, context) {
        return open(toPath(path), request, context, opendir);
    });
    // Its errors do not say the path.
    if (binding.opendirSync !== undefined) {
        binding.opendirSync = hidden(world.host, function opendirSync(path) {
            return open(toPath(path), undefined, undefined, opendirSync, true);
        });
    }
}

module.exports = { installDirectories };
