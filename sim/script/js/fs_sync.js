'use strict';
// The functions of the binding 'fs' that exist only in a synchronous form: whole files, existence, and what the loaders
// of modules ask.

const { checkDescriptor, toPath } = require('./fs_arguments.js');
const { operations } = require('./fs_operations.js');
const { installCopies } = require('./fs_copy.js');
const { removeAll } = require('./fs_removal.js');
const { SystemFailure, fail, thrownFrom, toError } = require('./system_error.js');

const readBytesMost = 2 ** 31 - 1;

function installSyncFunctions(world, binding, replace) {
    const { tree, files } = world;
    /** Runs `work`; its failures become errors of `syscall`, with `path` unless the failure says otherwise. */
    const guarded = (above, syscall, path, work) => {
        try {
            return work();
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw above === undefined ? failure : thrownFrom(failure, above);
            const isOwn = failure.syscall === undefined;
            throw toError({ code: failure.code, syscall: failure.syscall ?? syscall, path: isOwn ? path : undefined }, above);
        }
    };

    /** The name of a file, or of an open one, with which something is about to be done. */
    const meet = (file, changes) => {
        const name = typeof file === 'number' ? files.table.get(file)?.path : toPath(file);
        if (name !== undefined) world.effects?.meet({ folder: tree.cwd, paths: [name], changes });
        return name;
    };

    replace(binding, 'readFileUtf8', ([file, flags]) => guarded(binding.readFileUtf8, typeof file === 'number' ? 'read' : 'open', nameOf(file), () => {
        const isOpen = typeof file === 'number';
        meet(file, false);
        if (isOpen) checkDescriptor(file, binding.readFileUtf8);
        const fd = isOpen ? file : files.open(toPath(file), flags, 0o666);
        try {
            const bytes = readAll(world, fd);
            world.spendSync('fs.readFileSync', { trip: 'readWhole', bytes: bytes.length });
            return bytes.utf8Slice(0, bytes.length);
        } finally {
            if (!isOpen) files.close(fd);
        }
    }));

    replace(binding, 'writeFileUtf8', ([file, data, flags, mode]) => {
        if (typeof file === 'number') checkDescriptor(file, binding.writeFileUtf8);
        const bytes = Buffer.from(data, 'utf8');
        const name = meet(file, true);
        if (name !== undefined) world.effects?.change(tree.cwd, [name]);
        world.spendSync('fs.writeFileSync', { trip: 'writeWhole', bytes: bytes.length });
        if (typeof file === 'number' && file <= 2) {
            world.write(file, bytes);
            return;
        }
        const { writeFileUtf8 } = binding;
        const fd = typeof file === 'number' ? file : guarded(writeFileUtf8, 'open', nameOf(file), () => files.open(toPath(file), flags, mode));
        try {
            guarded(writeFileUtf8, 'write', undefined, () => files.write(fd, bytes, -1));
        } finally {
            if (typeof file !== 'number') files.close(fd);
        }
    });

    replace(binding, 'existsSync', ([path]) => {
        meet(path, false);
        world.spendSync('fs.existsSync', {});
        return tree.findQuietly(toPath(path)) !== undefined;
    });

    replace(binding, 'rmSync', ([path, , isRecursive]) => guarded(binding.rmSync, 'rm', toPath(path), () => removeAll(world, toPath(path), isRecursive)));

    replace(binding, 'internalModuleStat', (args) => {
        world.host.noteCall();
        const node = tree.findQuietly(args.find((argument) => typeof argument === 'string'));
        return node === undefined ? -2 : node.isDirectory ? 1 : 0;
    });

    installCopies(world, binding, replace, guarded);
}

function readAll(world, fd) {
    if (fd <= 2) return world.readStandard(fd);
    const { files } = world;
    const { node, isReader } = files.file(fd);
    if (!isReader) fail('EBADF', 'read');
    if (node.isDirectory) fail('EISDIR', 'read');
    operations.read.hold(world, fd)?.refuse();
    const chunks = [];
    for (;;) {
        const chunk = Buffer.alloc(Math.min(Math.max(node.size, 65536), readBytesMost));
        const count = files.read(fd, chunk, -1);
        if (count === 0) return Buffer.concat(chunks);
        chunks.push(chunk.subarray(0, count));
    }
}

function nameOf(file) {
    return typeof file === 'number' ? undefined : toPath(file);
}

module.exports = { installSyncFunctions };
