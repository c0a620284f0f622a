'use strict';
// fs.watch is not modelled. As in Node a path that is not there is an error of the program's before anything is watched.

function refuseWatching({ host, tree }, binding) {
    const { UV_ENOENT } = host.internalBinding('uv');
    binding.FSEvent.prototype.start = host.hide((path) => {
        if (tree.findQuietly(String(path)) === undefined) return UV_ENOENT;
        return host.refuse('fs.watch', 'files do not change by themselves');
    });
}

module.exports = { refuseWatching };
