'use strict';
// Where paths are explored, trips within fs.readFile are done as soon as they can be, unless it matters when: whoever looks
// whether a signal has been aborted may see either.

function watchAborts(host) {
    const { AbortSignal } = require('internal/abort_controller');
    const aborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted');
    Object.defineProperty(AbortSignal.prototype, 'aborted', { ...aborted, get: host.putBetween(aborted.get, () => host.changedWhatWasSeen()) });
}

module.exports = { watchAborts };
