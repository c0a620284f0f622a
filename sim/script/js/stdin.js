'use strict';
// process.stdin where it is a pipe or a terminal: read like a file, which is how Node itself reads one. The simulated
// clock stands still meanwhile.

const nodeFs = require('fs');
const { isatty } = require('tty');
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
    return isatty(0) || status.isFIFO() || status.isSocket();
}

function open() {
    const stream = new nodeFs.ReadStream(null, { fd: 0, autoClose: false });
    stream.fd = 0;
    if (isatty(0)) stream.isTTY = true;
    return stream;
}

module.exports = { installStdin };
