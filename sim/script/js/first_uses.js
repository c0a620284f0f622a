'use strict';
// What V8 makes when it is first asked for, in native code that nothing tells of: ICU's data and formats, the expressions that
// tell addresses from names, contexts of node:vm. All times are medians of CPU time measured with Node 18 to 26 on one machine.

const net = require('internal/net');
const { whenLoaded } = require('./node_internals.js');

const { isIPv4 } = net;

/** Nanoseconds of each part of ICU; the same in all versions. A first number takes 12.3 ms, a first date 12.9, a first collation 6.1; PluralRules need none of it. */
const partTimes = {
    data: 5_300_000, formats: 3_900_000, number: 3_100_000, date: 3_700_000, collation: 850_000, names: 3_300_000, list: 3_200_000, segments: 1_300_000,
};
const ofNumbers = ['data', 'formats', 'number'];
const ofDates = ['data', 'formats', 'date'];
const ofCollation = ['data', 'collation'];
const localised = [
    [Number.prototype, 'toLocaleString', ofNumbers],
    [BigInt.prototype, 'toLocaleString', ofNumbers],
    [Date.prototype, 'toLocaleString', ofDates],
    [Date.prototype, 'toLocaleDateString', ofDates],
    [Date.prototype, 'toLocaleTimeString', ofDates],
    [String.prototype, 'localeCompare', ofCollation],
    [Intl, 'NumberFormat', ofNumbers],
    [Intl, 'RelativeTimeFormat', ofDates],
    [Intl, 'DateTimeFormat', ofDates],
    [Intl, 'Collator', ofCollation],
    [Intl, 'DisplayNames', ['data', 'formats', 'names']],
    [Intl, 'ListFormat', ['data', 'formats', 'list']],
    [Intl, 'Segmenter', ['data', 'formats', 'segments']],
];

/** Nanoseconds of the first use, which compiles to bytecode, and of the second, which compiles to machine code. */
function addressTimes(profile) {
    if (profile < 20) return { four: [120_000, 60_000], six: [700_000, 300_000] };
    return { four: [240_000, 100_000], six: profile < 26 ? [3_300_000, 950_000] : [4_500_000, 900_000] };
}

/** Of a context beyond the JavaScript around it: the first, and each later one. */
const contextTimes = [500_000, 370_000];

function installFirstUses(host) {
    const missing = { ...partTimes };
    for (const [holder, name, parts] of localised) {
        if (holder[name] === undefined) continue;
        const original = holder[name];
        watch(holder, name, (watched) => {
            if (holder[name] === watched && original.prototype === undefined) holder[name] = original;
            for (const part of parts) {
                host.spendFirst(missing[part]);
                missing[part] = 0;
            }
        });
    }

    let contexts = 0;
    const spendContext = () => host.spendFirst(contextTimes[Math.min(contexts++, 1)]);
    whenLoaded('vm', (vm) => {
        watch(vm, 'createContext', spendContext);
        watch(vm, 'runInNewContext', spendContext);
        watch(vm.Script.prototype, 'runInNewContext', spendContext);
    });

    installAddresses(host);
}

function installAddresses(host) {
    const { four, six } = addressTimes(host.profile);
    const tries = { four: 0, six: 0 };
    const tryFour = () => host.spendFirst(four[tries.four++] ?? 0);
    const trySix = (text) => {
        // From 26 on what has no colon is not tried.
        if (host.profile < 26 || `${text}`.includes(':')) host.spendFirst(six[tries.six++] ?? 0);
    };
    const put = (name, before) => {
        net[name] = host.putBetween(net[name], (text) => { if (typeof text === 'string') before(text); });
    };
    put('isIPv4', tryFour);
    put('isIPv6', trySix);
    put('isIP', (text) => {
        tryFour();
        if (!isIPv4(text)) trySix(text);
    });
}

/** Calls `use` with the function that stands in the place of `holder[name]` before each call of it, without a frame of its own. */
function watch(holder, name, use) {
    const before = () => { use(watched); };
    const watched = new Proxy(holder[name], {
        get apply() { return before(); },
        get construct() { return before(); },
    });
    holder[name] = watched;
    // A class stays what its instances name as their constructor.
    const { prototype } = watched;
    if (prototype !== undefined) Object.defineProperty(prototype, 'constructor', { value: watched });
}

module.exports = { installFirstUses };
