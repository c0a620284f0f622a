'use strict';
// A server makes many runs from one start: what most programs use of Node's modules is compiled once, before the first. None
// of these does anything when it is loaded that a program could see.

const modules = [
    'stream', 'stream/promises', 'net', 'tty', 'dns', 'crypto', 'zlib', 'events', 'util', 'fs', 'fs/promises', 'timers/promises', 'perf_hooks',
    'async_hooks', 'internal/fs/sync_write_stream', 'internal/fs/read/context', 'internal/fs/streams', 'internal/util/colors',
];

/** Where Node keeps the exit code, so that a run need not take its Node down to tell it. */
function shareExitCode(door, internalBinding) {
    const { privateSymbols } = internalBinding('util');
    const fields = process[privateSymbols?.exit_info_private_symbol];
    // Since 22 the code of a module that awaits for ever is decided after that; then Node has to end by itself.
    const isDecidedLater = Number(process.versions.node.split('.')[0]) >= 21 && !door.setting('script').endsWith('.cjs');
    if (fields !== undefined && !isDecidedLater) door.setExitInfo(fields);
    // Up to 18 it is an ordinary property.
    if (fields === undefined) door.setExitHolder(process);
}

function warmUp(door, internalBinding) {
    shareExitCode(door, internalBinding);
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
