'use strict';
// A host for sim/script/js within real Node: trips go through Node's own pool. With it the programs must print what they
// print without. Loaded by `node --expose-internals -r`.

const { internalBinding } = require('internal/test/binding');
const fs = require('fs');
const Module = require('module');
const path = require('path');

const { stat, FSReqCallback } = internalBinding('fs');
const entry = path.resolve(__dirname, '../../sim/script/js/bindings.js');
const nanosecondsOfMillisecond = 1e6;
let seed = 1;

/** One real passage through the pool. */
function pass(done) {
    const request = new FSReqCallback();
    request.oncomplete = done;
    stat.call(internalBinding('fs'), '/', false, request);
}

function submit(api, details, complete) {
    const finish = () => {
        details.end?.();
        complete(false);
    };
    if (details.hold) {
        setImmediate(() => details.start());
    } else if (details.time !== undefined) {
        setTimeout(finish, details.time / nanosecondsOfMillisecond);
    } else {
        pass(finish);
    }
    return { cancel: () => false, finish: () => pass(finish) };
}

const host = {
    internalBinding,
    options: { scriptFolder: path.dirname(process.argv[1]), results: 'true', threadpool: 4 },
    now: () => Number(process.hrtime.bigint()),
    wallClock: () => Date.now(),
    random() {
        seed = (seed * 16807) % 2147483647;
        return seed / 2147483647;
    },
    spendSync() {},
    submit,
    ready(name, when, callback) {
        const timer = setTimeout(callback, Math.max(0, (when - host.now()) / nanosecondsOfMillisecond));
        return { cancel: () => clearTimeout(timer), ref: () => timer.ref(), unref: () => timer.unref() };
    },
};

const install = require(entry);
// What the modules load later is found although the real disk is out of sight by then.
for (const name of fs.readdirSync(path.dirname(entry))) Module._load(`./${name}`, require.cache[entry]);
install(host);
