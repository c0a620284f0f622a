'use strict';
// The requests that are under way, as process.getActiveResourcesInfo() and process._getActiveRequests() tell of them. Node's
// own list has those that were made for the simulated world until they are collected, since nothing of Node's completes them.

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

function installActiveRequests({ host, requests }) {
    const { _getActiveRequests: resources, getActiveResourcesInfo: infos } = process;
    const isOther = (name) => !names.has(name);
    // Requests come before handles and timers.
    process.getActiveResourcesInfo = host.putBetween(infos, undefined, (all) => [...requests.names(), ...all.filter(isOther)]);
    process._getActiveRequests = host.putBetween(resources, undefined,
        (all) => [...all.filter(({ constructor }) => isOther(constructor.name)), ...requests.resources()]);
}

module.exports = { ActiveRequests, installActiveRequests };
