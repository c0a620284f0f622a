'use strict';
// The object beneath a FileHandle of fs/promises: an open descriptor that closes through the pool.

const { SystemFailure, errno, toError } = require('./system_error.js');

// Source: Node src/node_file.cc, FileHandle::ReadStart.
const chunkBytes = 65536;

class FileHandle {
    #descriptor;
    #world;
    #scope;
    #closing;
    #isFlowing = false;
    #isReading = false;

    constructor(world, descriptor) {
        this.#descriptor = descriptor;
        this.#world = world;
        this.#scope = world.scope('FILEHANDLE');
    }

    get fd() {
        return this.#descriptor;
    }

    getAsyncId() {
        return this.#scope.asyncId;
    }

    close() {
        this.#closing ??= new Promise((resolve, reject) => {
            const descriptor = this.releaseFD();
            this.#world.submit('fs.close', { ...this.#world.scope('FILEHANDLECLOSEREQ'), bytes: 0, parts: 1 }, () => {
                try {
                    this.#world.files.close(descriptor);
                    resolve();
                } catch (failure) {
                    reject(failure instanceof SystemFailure ? toError({ code: failure.code, syscall: 'close' }) : failure);
                }
            });
        });
        return this.#closing;
    }

    /** As a source of a web stream, on versions of Node that read it like a socket: `onread` gets what was read until readStop(). */
    readStart() {
        this.#isFlowing = true;
        this.#readOn();
        return 0;
    }

    readStop() {
        this.#isFlowing = false;
        return 0;
    }

    shutdown(request) {
        this.close().then(() => request.oncomplete(0), () => request.oncomplete(errno('EBADF')));
        return 0;
    }

    #readOn() {
        if (this.#isReading || !this.#isFlowing) return;
        this.#isReading = true;
        const { files, host } = this.#world;
        const { streamBaseState, kReadBytesOrError } = host.internalBinding('stream_wrap');
        const chunk = Buffer.alloc(chunkBytes);
        let count;
        const end = () => {
            try {
                count = files.read(this.fd, chunk, -1);
            } catch (failure) {
                count = errno(failure.code);
            }
        };
        const bytes = files.available(this.fd, chunkBytes, -1);
        this.#world.submit('fs.read', { ...this.#world.scope('FSREQCALLBACK'), bytes, end }, () => {
            this.#isReading = false;
            if (!this.#isFlowing) return;
            streamBaseState[kReadBytesOrError] = count === 0 ? errno('EOF') : count;
            this.onread(count > 0 ? new Uint8Array(chunk.subarray(0, count)).buffer : undefined);
            this.#readOn();
        });
    }

    closeSync() {
        this.#world.spendSync('fs.closeSync', { bytes: 0, parts: 1 });
        this.#world.files.close(this.releaseFD());
    }

    releaseFD() {
        const descriptor = this.#descriptor;
        this.#descriptor = -1;
        return descriptor;
    }
}

module.exports = { FileHandle };
