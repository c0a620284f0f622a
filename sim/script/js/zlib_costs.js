'use strict';
// How long packing takes beside what the row of the API catalogue stands for, JSON text at the usual level: by level, and by how
// much is left of what goes in, which tells how long the searches for repetitions were. Minima of the synchronous forms on Node
// 20 and 24 (Linux 6, two cores) over JSON, logs, sources, prose, machine code, hexadecimal and base64 digits, random bytes and
// zeros; single inputs are up to half as fast or twice as slow.

/** Shares that are left, and the rows of times below at these. */
const left = [0, 0.1, 0.15, 0.2, 0.25, 0.37, 0.55, 0.75, 1];

/** Microseconds a KiB that goes in; each row up to that level. */
const deflate = {
    usual: 13.5,
    rows: [
        { level: 0, times: [0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6] },  // stored
        { level: 3, times: [0.6, 3, 4.5, 5.5, 9, 15, 20, 22, 22] },
        { level: 4, times: [2.4, 5, 7, 7.6, 12, 19, 24, 24, 23.5] },
        { level: 5, times: [2.4, 6, 9.3, 10.3, 16, 26, 28, 24, 23.5] },
        { level: 6, times: [2.4, 8, 13.5, 13.5, 24, 31, 40, 24.5, 23.5] },
        { level: 7, times: [2.4, 12, 18, 22.6, 32, 33, 35, 25, 23.5] },
        { level: 9, times: [2.4, 20, 35, 60, 45, 35, 35, 25, 23.5] },
    ],
};
const brotli = {
    usual: 1750,
    rows: [
        { level: 1, times: [0.3, 1.4, 1.4, 2, 2.8, 4.3, 4.5, 3.2, 0.5] },
        { level: 2, times: [1, 3.5, 4.7, 5.7, 8, 12, 13, 4.6, 1] },
        { level: 4, times: [1, 6, 8.5, 10.4, 13, 22, 23, 9, 1.6] },
        { level: 6, times: [0.8, 11, 14, 22, 25, 40, 65, 9.5, 2.6] },
        { level: 8, times: [0.8, 15, 19, 35, 43, 85, 105, 13, 7] },
        { level: 9, times: [0.8, 110, 150, 180, 220, 320, 300, 136, 105] },
        { level: 10, times: [55, 400, 550, 650, 600, 640, 900, 550, 150] },
        { level: 11, times: [86, 1750, 1900, 1700, 1700, 1860, 2500, 920, 350] },
    ],
};
const zstd = {
    usual: 3,
    rows: [
        { level: 3, times: [0.3, 1.8, 2.5, 3, 4.5, 9, 7, 1.7, 0.7] },
        { level: 6, times: [0.7, 8.5, 9, 9.2, 12, 17, 20, 2, 1] },
        { level: 9, times: [1, 13, 16, 14.5, 20, 28, 25, 3.3, 1.2] },
        { level: 12, times: [1, 60, 80, 35, 60, 89, 40, 3, 1.2] },
        { level: 15, times: [1.6, 200, 200, 60, 150, 186, 140, 6.4, 3.7] },
        { level: 22, times: [1.5, 900, 800, 700, 640, 560, 450, 285, 104] },
    ],
};
/** A KiB that comes out. */
const inflate = { usual: 1.3, rows: [{ level: 9, times: [1, 0.9, 1.1, 1.6, 2.2, 2.9, 4.2, 3.4, 0.37] }] };

/** `given` is what the handle was told: a number, or nothing for the usual. */
const families = {
    deflate: { table: deflate, levelOf: (given) => (given === undefined || given < 0 ? 6 : given) },
    brotli: { table: brotli, levelOf: (given) => given ?? 11 },
    zstd: { table: zstd, levelOf: (given) => given || 3 },
    inflate: { table: inflate, levelOf: () => 0 },
};

function timeAt({ rows }, level, share) {
    const { times } = rows.find((row) => level <= row.level) ?? rows.at(-1);
    const after = Math.max(1, left.findIndex((each) => share <= each));
    const part = Math.min(1, (share - left[after - 1]) / (left[after] - left[after - 1]));
    return times[after - 1] + part * (times[after] - times[after - 1]);
}

/** Work for `consumed` bytes of which `produced` came out, in KiB of the JSON text of which the row of the API tells. */
function workOf(family, given, consumed, produced) {
    const { table, levelOf } = families[family];
    const [packed, plain] = family === 'inflate' ? [consumed, produced] : [produced, consumed];
    const share = Math.min(1, packed / Math.max(1, plain));
    return plain / 1024 * timeAt(table, levelOf(given), share) / table.usual;
}

module.exports = { workOf };
