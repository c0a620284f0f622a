'use strict';
// What Node's own code of streams takes once V8 has compiled it, which V8 tells nobody: over the life of a stream, its chunks, ticks and
// events included, charged when it is destroyed, as nearly all are that were used as streams. The first of a kind costs what is
// compiled for it, later ones get faster as their code does. Lower quartiles of 11 runs of streams with two to three chunks, Node 18
// to 26 on two cores of an AMD EPYC; versions differ by a third.

const { isProxy } = require('util').types;
const { whenLoaded } = require('./node_internals.js');

/** Microseconds of one, by how many of its kind there were before. */
const lives = {
    readable: [{ until: 1, time: 0 }, { until: 4, time: 170 }, { until: 14, time: 85 }, { until: Infinity, time: 50 }],
    writable: [{ until: 1, time: 0 }, { until: 4, time: 85 }, { until: 14, time: 60 }, { until: 24, time: 22 }, { until: Infinity, time: 12 }],
    duplex: [{ until: 1, time: 0 }, { until: 4, time: 155 }, { until: 14, time: 95 }, { until: Infinity, time: 42 }],
    pipeline: [{ until: 1, time: 0 }, { until: 24, time: 170 }, { until: 100, time: 100 }, { until: Infinity, time: 60 }],  // beyond its streams
};

/** Its own: a hash that nobody uses as a stream has none. */
const stateOf = (stream, name) => Object.getOwnPropertyDescriptor(stream, name)?.value;

function installStreamCosts(host) {
    const counts = { readable: 0, writable: 0, duplex: 0, pipeline: 0 };
    const spendFor = (kind) => {
        const before = counts[kind]++;
        host.spendFirst(lives[kind].find(({ until }) => before < until).time * 1000);
    };

    const endLife = (stream) => {
        if (isProxy(stream)) return;  // whose traps would hear of it
        const readable = stateOf(stream, '_readableState');
        const writable = stateOf(stream, '_writableState');
        if (readable === undefined && writable === undefined || readable?.destroyed || writable?.destroyed) return;
        spendFor(writable === undefined ? 'readable' : readable === undefined ? 'writable' : 'duplex');
    };
    for (const name of ['readable', 'writable']) {
        whenLoaded(`internal/streams/${name}`, ({ prototype }) => {
            prototype.destroy = host.putBetween(prototype.destroy, function spendForLife() { endLife(this); });
        });
    }
    for (const name of ['stream', 'stream/promises']) {
        whenLoaded(name, (exports) => {
            const { name: _, length, prototype, ...others } = Object.getOwnPropertyDescriptors(exports.pipeline);
            exports.pipeline = Object.defineProperties(host.putBetween(exports.pipeline, () => { spendFor('pipeline'); }), others);
        });
    }
}

module.exports = { installStreamCosts };
