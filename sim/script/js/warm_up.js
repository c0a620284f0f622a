'use strict';
// A server makes many runs from one start: what most programs use of Node's modules is compiled once, before the first. None
// of these does anything when it is loaded that a program could see, but the program is not charged for what is compiled here: where
// that matters a server is not warm.

const modules = [
    'stream', 'stream/promises', 'net', 'tty', 'dns', 'crypto', 'zlib', 'events', 'util', 'fs', 'fs/promises', 'timers/promises', 'perf_hooks',
    'async_hooks', 'internal/fs/sync_write_stream', 'internal/fs/read/context', 'internal/fs/streams', 'internal/util/colors',
];

function warmUp(internalBinding) {
    for (const name of modules) {
        try {
            require(name);
        } catch {
            // Another version has no such module.
        }
    }
    require('util').format('%s %d %o', 'text', 1, [{ key: 'value' }], new Map([[1, 2]]));
    warmUpOutput(internalBinding);
}

/** The first line of output makes streams: that takes longer than most programs. The pipe that takes it has no reader. */
function warmUpOutput(internalBinding) {
    const { async_id_fields: ids, constants } = internalBinding('async_wrap');
    const next = ids[constants.kAsyncIdCounter];
    require('console').log('');
    ids[constants.kAsyncIdCounter] = next;
}

module.exports = { warmUp };
