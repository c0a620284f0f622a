'use strict';
// Reading and writing of a whole file in one passage through the pool, where this Node does so. fs.js holds on to
// the classes of these jobs from its start, so there `run` is replaced and learns what to do from a look at the
// call of fs.readFile or fs.writeFile that it belongs to; fs/promises takes the classes from the binding each time.

const nodeFs = require('fs');
const { stringToFlags } = require('internal/fs/utils');
const { changesNames } = require('./effects.js');
const { toPath } = require('./fs_arguments.js');
const { operations } = require('./fs_operations.js');
const { SystemFailure, toError } = require('./system_error.js');

// Source: Node lib/internal/fs/utils.js, kReadFileBufferLength.
const wholeBytesMost = 512 * 1024;

function installWholeFileJobs(world, binding) {
    if (binding.ReadFileJob === undefined) return;
    const { ReadFileJob, WriteFileJob } = binding;
    let call;  // the options of the fs.readFile or fs.writeFile that is just being called

    observe(world.host, 'readFile', ([, options]) => {
        call = { flags: stringToFlags(optionsOf(options).flag ?? 'r') };
    });
    observe(world.host, 'writeFile', ([, data, given]) => {
        const options = optionsOf(given);
        const bytes = typeof data === 'string' ? Buffer.from(data, options.encoding ?? 'utf8') : data;
        call = { flags: stringToFlags(options.flag || 'w'), mode: options.mode, bytes };
    });

    ReadFileJob.prototype.run = function run(path) {
        read(world, this, { path, flags: call.flags });
    };
    WriteFileJob.prototype.run = function run(path) {
        write(world, this, { path, ...call });
    };
    binding.ReadFileJob = class {
        constructor(path, flags) {
            Object.assign(this, { path, flags });
        }

        run() {
            read(world, this, this);
        }
    };
    binding.WriteFileJob = class {
        constructor(path, flags, mode, bytes) {
            Object.assign(this, { path, flags, mode, bytes });
        }

        run() {
            write(world, this, this);
        }
    };
}

/** Lets `note` see the arguments of each call of fs[name]; nothing else changes. */
function observe(host, name, note) {
    const original = nodeFs[name];
    nodeFs[name] = host.putBetween(original, (...args) => {
        try {
            note(args);
        } catch {
            // Whatever is wrong with the arguments, the function itself says so.
        }
    });
}

function optionsOf(given) {
    if (typeof given === 'string') return { encoding: given };
    return typeof given === 'object' && given !== null ? given : {};
}

function toMode(mode) {
    return typeof mode === 'string' ? parseInt(mode, 8) : (mode ?? 0o666);
}

/** Reads a file of at most one chunk as a whole, or opens a larger one and says how large it is. */
function read(world, job, { path, flags }) {
    const { tree, files } = world;
    const name = toPath(path);
    const size = tree.findQuietly(name)?.size ?? 0;
    const isWhole = size <= wholeBytesMost;
    let result;
    let syscall = 'open';
    const work = () => {
        const fd = files.open(name, flags, 0o666);
        const file = files.file(fd);
        if (!isWhole) return [null, undefined, fd, file.node.size];
        try {
            syscall = 'read';
            const bytes = Buffer.alloc(file.bytes?.length ?? file.node.size);
            files.read(fd, bytes, -1);
            return [null, bytes, -1];
        } finally {
            files.close(fd);
        }
    };
    const end = () => { result = attempt(work, () => syscall, name); };
    const details = isWhole ? { trip: 'readWhole', bytes: size } : { trip: 'openStat' };
    const hold = operations.open.hold(world, name, flags);
    const effects = effectsOf(world, name, flags, end);
    world.submit('fs.readFile', { ...scopeOf(world, job), ...details, ...effects, hold }, () => [job, 'ondone', ...result]);
}

function write(world, job, { path, flags, mode, bytes }) {
    const { files } = world;
    const name = toPath(path);
    let result;
    let fd;
    const open = () => {
        world.effects?.change(world.tree.cwd, [name]);
        fd = files.open(name, flags, toMode(mode));
        return [null];
    };
    const fill = () => {
        try {
            files.write(fd, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), -1);
            return [null];
        } finally {
            files.close(fd);
        }
    };
    // Who looks between the two finds the file empty.
    const steps = [
        () => { result = attempt(open, () => 'open', name); },
        () => { if (fd !== undefined) result = attempt(fill, () => 'write'); },
    ];
    const details = { ...scopeOf(world, job), trip: 'writeWhole', bytes: bytes.byteLength, ...effectsOf(world, name, flags, ...steps) };
    world.submit('fs.writeFile', { ...details, hold: operations.open.hold(world, name, flags) }, () => [job, 'ondone', ...result]);
}

function effectsOf(world, name, flags, ...steps) {
    world.effects?.touch(world.tree.cwd, [name]);
    const about = { folder: world.tree.cwd, paths: [name], changes: changesNames('fs.open', [name, flags]) };
    return world.effects?.of(about, ...steps) ?? { end() { for (const step of steps) step(); } };
}

/** What `work` gives, or its failure as the error of the system call that was under way. */
function attempt(work, syscall, path) {
    try {
        return work();
    } catch (failure) {
        if (!(failure instanceof SystemFailure)) throw failure;
        return [toError({ code: failure.code, syscall: failure.syscall ?? syscall(), path })];
    }
}

/** The asynchronous context of a job: its own, where Node made the job. */
function scopeOf(world, job) {
    if (job.getAsyncId !== undefined) return { asyncId: job.getAsyncId(), resource: job };
    return { ...world.scope('FSREQCALLBACK', job), type: undefined };  // no request that is listed as active
}

module.exports = { installWholeFileJobs };
