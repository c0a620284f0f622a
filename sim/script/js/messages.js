'use strict';
// Messages take time: without it a port that answers itself would keep the loop for ever within one turn. Both ends are paid for
// when a message is posted, as its port runs all that are there within one callback of the loop.

function installMessages(host, { MessagePort }) {
    const { prototype } = MessagePort;
    prototype.postMessage = host.putBetween(prototype.postMessage, () => host.postMessage());
}

module.exports = { installMessages };
