'use strict';
// fs.openAsBlob, which opens files within C++: the blob of a file that is read when the blob is, and fails if the file is another by then.
// Source: Node src/dataqueue/queue.cc, FdEntry.

const { internal } = require('./node_internals.js');
const { errno, toError, without } = require('./system_error.js');

/** What Node says of a file that is not there: which file since 26 and in late versions of 24, so it is asked for one. */
function missing(path) {
    try {
        internal('internal/blob').createBlobFromFilePath('/proc/none');
    } catch (error) {
        if (error.code !== 'ENOENT') return Object.assign(new TypeError(error.message), { code: error.code });
    }
    return toError({ code: 'ENOENT', syscall: 'stat', path });
}

function installFileBlobs(world, nodeFs) {
    if (nodeFs.openAsBlob === undefined) return;
    const { host, tree } = world;

    nodeFs.openAsBlob = host.putBetween(nodeFs.openAsBlob, function open(path, options = {}) {
        const { validateObject, validateString } = internal('internal/validators');
        const { getValidatedPath } = internal('internal/fs/utils');
        let name;
        const type = options?.type || '';
        try {
            validateObject(options, 'options');
            validateString(type, 'options.type');
            name = getValidatedPath(path);
        } catch {
            return undefined;  // Node itself complains
        }
        const file = tree.findQuietly(name);
        if (file === undefined) throw without(missing(name), open);
        return [Promise.resolve(blobOf(name, file, type))];
    });

    /** A blob that Node takes for one of a file, which it marks so that none is copied, around bytes in memory. */
    function blobOf(path, file, type) {
        const { createBlobFromFilePath, kHandle } = internal('internal/blob');
        const blob = createBlobFromFilePath('/', { type });
        const { size, times: { modify } } = file;
        const isSame = () => {
            const now = tree.findQuietly(path);
            return now !== undefined && now.kind === 'file' && now.size === size && now.times.modify === modify;
        };
        const bytes = file.kind === 'file' ? Buffer.from(file.content().subarray(0, size)) : Buffer.alloc(size);
        const length = Object.getOwnPropertySymbols(blob).find(({ description }) => description === 'kLength');
        blob[length] = size;
        blob[kHandle] = watched(new Blob([bytes])[kHandle], isSame);
        return blob;
    }

    /** The native `handle` of bytes, or a slice of them, which gives none once they are those of the file no more. */
    function watched(handle, isSame) {
        const { getReader, slice } = handle;
        handle.getReader = host.hide(() => {
            const reader = getReader.call(handle);
            const { pull } = reader;
            reader.pull = host.hide((done) => (isSame() ? pull.call(reader, done) : done(errno('EINVAL'))));
            return reader;
        });
        handle.slice = host.hide((start, end) => watched(slice.call(handle, start, end), isSame));
        return handle;
    }
}

module.exports = { installFileBlobs };
