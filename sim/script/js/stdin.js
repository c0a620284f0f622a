'use strict';
// process.stdin where it is a pipe or a terminal. A pipe is a socket to Node: the handle beneath it stays Node's own, but reads
// the descriptor here, in the poll phase. A terminal is read like a file. What is read has come by then: while it has not, the
// simulated clock stands still.
// Source: libuv src/unix/stream.c, uv__read and uv__stream_io; Node src/stream_base.cc, EmitToJSStreamListener::OnStreamRead.

const { executionAsyncId } = require('async_hooks');
const nodeFs = require('fs');
const { uvMinor } = require('./host_versions.js');
const { readSome } = require('./standard_streams.js');

const chunkSize = 65536;
const readsMost = 32;  // in one turn of the loop

class InputPipe {
    #host;
    #handle;
    #isReading = false;
    #isRef = true;
    #wait;    // for the next turn
    #frames;
    #frame;   // the context of an AsyncLocalStorage in which the handle was made
    #trigger = executionAsyncId();

    constructor({ host, frames }, handle) {
        this.#host = host;
        this.#handle = handle;
        this.#frames = frames;
        this.#frame = frames?.current();
        this.bytesRead = 0;
    }

    start() {
        this.#isReading = true;
        const scope = { ids: [this.#handle.getAsyncId(), this.#trigger], resource: this.#handle };
        this.#wait ??= this.#host.ready('stdin', this.#host.now(), () => this.#turn(), scope);
        this.#holdLoop();
        return 0;
    }

    stop() {
        this.#isReading = false;
        this.#holdLoop();
        return 0;
    }

    setRef(isRef) {
        this.#isRef = isRef;
        this.#holdLoop();
    }

    #holdLoop() {
        if (this.#isRef && this.#isReading) {
            this.#wait?.ref();
        } else {
            this.#wait?.unref();
        }
    }

    /** One read: the call that tells of it, and what is to be done when all that this queued has run. */
    #turn(isOver = this.#host.isInputOver(), left = readsMost) {
        this.#wait = undefined;
        if (!this.#isReading) return undefined;
        const bytes = readSome(0, chunkSize);
        if (bytes.length === 0) return this.#end();
        this.bytesRead += bytes.length;
        const report = this.#report(bytes.length, bytes.buffer);
        const isPartial = bytes.length < chunkSize;
        if (isPartial && isOver && endsAtOnce(this.#host)) return [report, () => (this.#isReading ? this.#end() : undefined)];
        if (!isPartial && left > 1) return [report, () => this.#turn(isOver, left - 1)];
        this.start();  // what comes next is there already, whatever the program does with this
        return report;
    }

    #end() {
        this.stop();
        return this.#report(this.#host.internalBinding('uv').UV_EOF, undefined);
    }

    #report(count, buffer) {
        const { streamBaseState, kReadBytesOrError, kArrayBufferOffset } = this.#host.internalBinding('stream_wrap');
        this.#frames?.set(this.#frame);
        streamBaseState[kReadBytesOrError] = count;
        streamBaseState[kArrayBufferOffset] = 0;
        return [this.#handle, this.#handle.onread, buffer];
    }
}

/** Whether the end is told with the last bytes if the writer has gone by then, and not when the loop next polls: until libuv 1.52. */
function endsAtOnce({ profile, options }) {
    if (profile !== Number(options.host.split('.')[0])) return profile < 24;
    return uvMinor < 52;
}

function installStdin(world) {
    const { host } = world;
    const { prototype } = host.internalBinding('pipe_wrap').Pipe;
    const { open, close, ref, unref } = prototype;
    prototype.open = host.hide(function (descriptor) {
        if (descriptor !== 0) return Reflect.apply(open, this, [descriptor]);
        const pipe = new InputPipe(world, this);
        const methods = {
            readStart: () => pipe.start(),
            readStop: () => pipe.stop(),
            ref: () => {
                pipe.setRef(true);
                Reflect.apply(ref, this, []);
            },
            unref: () => {
                pipe.setRef(false);
                Reflect.apply(unref, this, []);
            },
            close: (...args) => {
                pipe.stop();
                return Reflect.apply(close, this, args);
            },
        };
        for (const [name, method] of Object.entries(methods)) Object.defineProperty(this, name, { value: host.hide(method), enumerable: false });
        Object.defineProperty(this, 'fd', { value: 0, enumerable: false });
        Object.defineProperty(this, 'bytesRead', { get: () => pipe.bytesRead, enumerable: false });
        return 0;
    });
    if (host.internalBinding('tty_wrap').isTTY(0)) readTerminalLikeFile();
}

function readTerminalLikeFile() {
    const own = Object.getOwnPropertyDescriptor(process, 'stdin');
    let stream;
    Object.defineProperty(process, 'stdin', {
        ...own,
        get() {
            if (stream !== undefined) return stream;
            stream = new nodeFs.ReadStream(null, { fd: 0, autoClose: false });
            stream.fd = 0;
            stream.isTTY = true;
            return stream;
        },
    });
}

module.exports = { installStdin };
