'use strict';
// The one child process that scripts may start: `mkfifo PATH...`, as Node has no function of its own for named pipes.
// Whatever else is asked for goes on to what refuses it.

const { SystemFailure } = require('./system_error.js');

const command = /^\s*mkfifo((?:\s+[\w./-]+)+)\s*$/;

function installFifoCommand(world, binding) {
    const { spawn } = binding;
    const { tree } = world;
    binding.spawn = function (options) {
        const [file, ...args] = options.args ?? [];
        const line = args[0] === '-c' ? args[1] : [file, ...args].join(' ');
        const match = command.exec(line ?? '');
        if (match === null) return Reflect.apply(spawn, this, [options]);
        world.spendSync('child_process.spawnSync', {});
        const complaint = match[1].trim().split(/\s+/).map(make).join('');
        return { pid: process.pid + 1, status: complaint === '' ? 0 : 1, signal: null, output: [null, Buffer.alloc(0), Buffer.from(complaint)] };
    };

    /** What mkfifo says if it cannot make `path`. */
    function make(path) {
        try {
            const place = tree.find(path, { follow: false });
            if (place.node !== undefined) return `mkfifo: cannot create fifo '${path}': File exists\n`;
            tree.create(place, 'fifo', 0o666);
            return '';
        } catch (failure) {
            if (!(failure instanceof SystemFailure)) throw failure;
            return `mkfifo: cannot create fifo '${path}': ${failure.code}\n`;
        }
    }
}

module.exports = { installFifoCommand };
