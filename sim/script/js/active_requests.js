'use strict';
// The requests that are under way, as process.getActiveResourcesInfo() and process._getActiveRequests() tell of them. Node's
// own list has those that were made for the simulated world until they are collected, since nothing of Node's completes them.
// And the watchers of files, of which process._getActiveHandles() tells, too: Node's own handles for them are never started.

const { symbols } = require('internal/async_hooks');

/** What Node calls the requests of its C++ (MemoryInfoName), by their types for async hooks. Work on the pool alone is none. */
const namesByType = {
    __proto__: null,
    FILEHANDLECLOSEREQ: 'CloseReq',
    FSREQCALLBACK: 'FSReqCallback',
    FSREQPROMISE: 'FSReqPromise',
    GETADDRINFOREQWRAP: 'GetAddrInfoReqWrap',
    GETNAMEINFOREQWRAP: 'GetNameInfoReqWrap',
};
const names = new Set(Object.values(namesByType));

class ActiveRequests {
    #names = new Map();

    /** `type`: undefined where `resource` is Node's own object. */
    begin(resource, type) {
        const name = type === undefined ? resource?.constructor?.name : namesByType[type];
        if (names.has(name)) this.#names.set(resource, name);
    }

    end(resource) {
        this.#names.delete(resource);
    }

    resources() {
        return [...this.#names.keys()];
    }

    names() {
        return [...this.#names.values()];
    }
}

/** Handles that keep the loop alive, if they do. */
class ActiveHandles {
    #watchers = new Set();

    begin(watcher) {
        this.#watchers.add(watcher);
    }

    end(watcher) {
        this.#watchers.delete(watcher);
    }

    /** What Node has put around them. */
    owners() {
        return this.#referenced().map(({ handle }) => handle[symbols.owner_symbol] ?? handle);
    }

    names() {
        return this.#referenced().map(() => 'FSEventWrap');
    }

    #referenced() {
        return [...this.#watchers].filter(({ isRef }) => isRef);
    }
}

function installActiveRequests({ host, requests, handles }) {
    const { _getActiveRequests: resources, _getActiveHandles: owners, getActiveResourcesInfo: infos } = process;
    const isOther = (name) => !names.has(name);
    const isTimer = (name) => name === 'Timeout' || name === 'Immediate';
    // Requests come before handles and timers.
    process.getActiveResourcesInfo = host.putBetween(infos, undefined, (all) => {
        const others = all.filter(isOther);
        return [...requests.names(), ...others.filter((name) => !isTimer(name)), ...handles.names(), ...others.filter(isTimer)];
    });
    process._getActiveHandles = host.putBetween(owners, undefined, (all) => [...all, ...handles.owners()]);
    process._getActiveRequests = host.putBetween(resources, undefined,
        (all) => [...all.filter(({ constructor }) => isOther(constructor.name)), ...requests.resources()]);
}

module.exports = { ActiveHandles, ActiveRequests, installActiveRequests };
