'use strict';
// process.stdin where it is a pipe or a terminal: read like a file, which is how Node itself reads one. The simulated
// clock stands still meanwhile.

const nodeFs = require('fs');
const { setImmediate } = require('timers');
const { reading } = require('./real_folder.js');

function installStdin() {
    const own = Object.getOwnPropertyDescriptor(process, 'stdin');
    let stream;
    Object.defineProperty(process, 'stdin', {
        ...own,
        get() {
            if (stream !== undefined) return stream;
            stream = isPipeOrTerminal() ? open() : Reflect.apply(own.get, process, []);
            return stream;
        },
    });
}

function isPipeOrTerminal() {
    const status = reading(() => nodeFs.fstatSync(0));
    return require('tty').isatty(0) || status.isFIFO() || status.isSocket();
}

function open() {
    const isTerminal = require('tty').isatty(0);
    // A pipe is a socket to Node, which closes after its end; the descriptor itself stays open.
    const functions = { open: nodeFs.open, read: (...args) => nodeFs.read(...args), close: (descriptor, done) => setImmediate(done, null) };
    const stream = new nodeFs.ReadStream(null, { fd: 0, autoClose: !isTerminal, fs: functions });
    stream.fd = 0;
    if (isTerminal) stream.isTTY = true;
    return stream;
}

module.exports = { installStdin };
