'use strict';
// What Node's own code of streams takes once V8 has compiled it, which V8 tells nobody: over the life of a stream, its chunks, ticks and
// events included, charged when it is made. The first of a kind costs what is compiled for it, later ones get faster as their
// code does. Lower quartiles of 11 runs of streams with two to three chunks, Node 18 to 26 on two cores of an AMD EPYC; versions differ
// by a third.

const EventEmitter = require('events');
const { whenLoaded } = require('./node_internals.js');
const { watch } = require('./watch.js');

/** Microseconds of one, by how many of its kind there were before. */
const lives = {
    readable: [{ until: 1, time: 0 }, { until: 4, time: 170 }, { until: 14, time: 85 }, { until: Infinity, time: 50 }],
    writable: [{ until: 1, time: 0 }, { until: 4, time: 85 }, { until: 14, time: 60 }, { until: 24, time: 22 }, { until: Infinity, time: 12 }],
    duplex: [{ until: 1, time: 0 }, { until: 4, time: 155 }, { until: 14, time: 95 }, { until: Infinity, time: 42 }],
    pipeline: [{ until: 1, time: 0 }, { until: 24, time: 170 }, { until: 100, time: 100 }, { until: Infinity, time: 60 }],  // beyond its streams
};

function installStreamCosts(host) {
    const counts = { readable: 0, writable: 0, duplex: 0, pipeline: 0 };
    const spendFor = (kind) => {
        const before = counts[kind]++;
        host.spendFirst(lives[kind].find(({ until }) => before < until).time * 1000);
    };

    let Duplex;
    whenLoaded('internal/streams/duplex', (exports) => { Duplex = exports; });
    // Own: those of a hash make it a stream when they are asked for.
    const kindOf = (emitter) => {
        const isWritable = Object.hasOwn(emitter, '_writableState');
        if (!Object.hasOwn(emitter, '_readableState')) return isWritable ? 'writable' : undefined;
        if (isWritable) return 'duplex';
        // Up to 20 a Duplex becomes an emitter twice, first as a Readable.
        return Duplex !== undefined && emitter instanceof Duplex ? undefined : 'readable';
    };
    whenLoaded('internal/streams/legacy', ({ Stream }) => {
        EventEmitter.init = host.putBetween(EventEmitter.init, function spendForStream() {
            if (!(this instanceof Stream)) return;
            const kind = kindOf(this);
            if (kind !== undefined) spendFor(kind);
        });
    });

    for (const name of ['stream', 'stream/promises'])
        whenLoaded(name, (exports) => { watch(exports, 'pipeline', () => spendFor('pipeline')); });
}

module.exports = { installStreamCosts };
