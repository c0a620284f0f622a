// SplitMix32: the same numbers for the same seed everywhere.

export class Random {
    #state;

    constructor(seed) {
        this.#state = (Math.imul(seed, 0x9e3779b9) ^ 0x5bd1e995) >>> 0;
    }
    #next() {
        this.#state = (this.#state + 0x9e3779b9) >>> 0;
        let z = this.#state;
        z = Math.imul(z ^ (z >>> 16), 0x85ebca6b) >>> 0;
        z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35) >>> 0;
        return (z ^ (z >>> 16)) >>> 0;
    }
    /** A whole number from 0 to count - 1. */
    below(count) {
        return this.#next() % count;
    }
    /** True in `percent` of the cases. */
    chance(percent) {
        return this.below(100) < percent;
    }
    pick(list) {
        return list[this.below(list.length)];
    }
    /** A row of a table by its `weight`. */
    row(rows) {
        let left = this.below(rows.reduce((sum, row) => sum + row.weight, 0));
        for (const row of rows) {
            left -= row.weight;
            if (left < 0) return row;
        }
        throw new Error('rows without weight');
    }
}
