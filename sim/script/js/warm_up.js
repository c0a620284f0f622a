'use strict';
// A server makes many runs from one start: what most programs use of Node's modules is compiled once, before the first. None
// of these does anything when it is loaded that a program could see.

const modules = [
    'stream', 'stream/promises', 'net', 'tty', 'dns', 'dns/promises', 'crypto', 'zlib', 'events', 'util', 'fs', 'fs/promises', 'timers/promises',
    'perf_hooks', 'async_hooks', 'internal/fs/sync_write_stream', 'internal/fs/read/context', 'internal/fs/streams', 'internal/util/colors',
    'internal/util/inspect', 'internal/modules/esm/load', 'internal/modules/esm/resolve', 'internal/modules/esm/translators',
    'internal/modules/esm/get_format', 'internal/modules/esm/module_job', 'internal/modules/run_main',
];

function warmUp() {
    for (const name of modules) {
        try {
            require(name);
        } catch {
            // Another version has no such module.
        }
    }
    require('util').format('%s %d %o', 'text', 1, [{ key: 'value' }], new Map([[1, 2]]));
}

module.exports = { warmUp };
