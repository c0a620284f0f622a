'use strict';
// The object beneath a FileHandle of fs/promises: an open descriptor that closes through the pool.

const { SystemFailure, toError } = require('./system_error.js');

class FileHandle {
    #world;
    #scope;
    #closing;

    constructor(world, descriptor) {
        this.fd = descriptor;
        this.#world = world;
        this.#scope = world.scope('FILEHANDLE');
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

    closeSync() {
        this.#world.spend('fs.closeSync', { bytes: 0, parts: 1 });
        this.#world.files.close(this.releaseFD());
    }

    releaseFD() {
        const descriptor = this.fd;
        this.fd = -1;
        return descriptor;
    }
}

module.exports = { FileHandle };
