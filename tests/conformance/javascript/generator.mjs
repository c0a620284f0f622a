// Random programs about order, each from its seed alone. A program is made of rows of the statement tables; what a
// statement may contain and which handles it may use follows from its scope. Most programs keep at most one operation of
// the pool under way at a time, since several of them race in real Node, too; "wild" programs do not care.

import { Random } from './random.mjs';
import { statement, textOf } from './tree.mjs';
import { eventRows } from './statements_events.mjs';
import { ioRows } from './statements_io.mjs';
import { rareEventRows, rareIoRows, rarePromiseRows, rareStreamRows } from './statements_more.mjs';
import { promiseRows } from './statements_promises.mjs';
import { queueRows } from './statements_queues.mjs';
import { streamRows } from './statements_streams.mjs';

// From `widerFrom` on programs have the rarer forms, too; those of smaller seeds stay what they were.
const widerFrom = 100_000;
const rarer = new Map([[promiseRows, rarePromiseRows], [eventRows, rareEventRows], [streamRows, rareStreamRows], [ioRows, rareIoRows]]);

const flavours = [
    { name: 'queues', weight: 4, rows: [[queueRows, 6], [promiseRows, 2], [eventRows, 1]] },
    { name: 'promises', weight: 5, rows: [[queueRows, 2], [promiseRows, 8], [eventRows, 1]] },
    { name: 'events', weight: 3, rows: [[queueRows, 2], [promiseRows, 2], [eventRows, 6]] },
    { name: 'streams', weight: 3, rows: [[queueRows, 2], [promiseRows, 1], [streamRows, 6]] },
    { name: 'io', weight: 4, rows: [[queueRows, 3], [promiseRows, 2], [ioRows, 6]] },
    { name: 'all', weight: 3, rows: [[queueRows, 3], [promiseRows, 3], [eventRows, 2], [streamRows, 2], [ioRows, 2]] },
];

const modules = {
    assert: 'assert', async_hooks: 'async_hooks', crypto: 'crypto', events: 'events', fs: 'fs', readline: 'readline', stream: 'stream',
    streamPromises: 'stream/promises', timersPromises: 'timers/promises', util: 'util', zlib: 'zlib',
};

class Generator {
    constructor(seed) {
        this.random = new Random(seed);
        this.labels = 0;
        this.names = 0;
        this.used = new Set(['fs']);
        this.flavour = this.random.row(flavours);
        this.isWild = this.random.chance(15);
        this.isModule = this.random.chance(35);
        this.left = 14 + this.random.below(22);  // statements that may still be made
        const isWider = seed >= widerFrom;
        this.rows = this.flavour.rows.flatMap(([rows, factor]) => [...rows, ...(isWider ? rarer.get(rows) ?? [] : [])]
            .map((row) => ({ ...row, weight: row.weight * factor })));
    }

    label() {
        this.labels += 1;
        return String(this.labels);
    }
    log() {
        return statement(`log(${this.label()});`);
    }
    /** A log of an expression with its own label. */
    logOf(expression) {
        return statement(`log('${this.label()}', ${expression});`);
    }
    name(prefix) {
        this.names += 1;
        return `${prefix}${this.names}`;
    }
    /** The variable that holds a module of Node. */
    module(name) {
        this.used.add(name);
        return name;
    }
    delay() {
        if (this.isWild) return this.random.pick([0, 0, 1, 1, 2, 3, 5, 10]);
        return this.random.pick([0, 0, 0, 1, 1, 1, 30]);
    }

    /** A function's body: a log, and mostly more. */
    body(scope, options = {}) {
        const inner = {
            ...scope,
            depth: scope.depth + 1,
            handles: scope.handles.map((one) => one),
            isAsync: options.isAsync ?? false,
            isGenerator: options.isGenerator ?? false,
            io: options.io ? { isFree: true } : scope.io,
        };
        if (!options.io && !options.isSync && !this.isWild) inner.io = { isFree: false };
        const list = [this.log()];
        const most = inner.depth > 4 ? 0 : inner.depth > 2 ? 1 : 3;
        const count = Math.min(this.random.below(most + 1), Math.max(0, this.left));
        for (let i = 0; i < count; ++i) list.push(this.one(inner));
        return list;
    }

    /** One statement that fits the scope. */
    one(scope) {
        this.left -= 1;
        const fits = this.rows.filter((row) =>
            (!row.isAsync || scope.isAsync) && (!row.isIo || scope.io.isFree || this.isWild) &&
            (row.handle === undefined || scope.handles.some((one) => one.kind === row.handle)) &&
            (!row.isTop || scope.depth === 0));
        const row = this.random.row(fits);
        if (row.isIo) scope.io.isFree = false;
        const handle = row.handle === undefined ? undefined :
            this.random.pick(scope.handles.filter((one) => one.kind === row.handle)).name;
        return row.make(this, scope, handle);
    }

    program() {
        const scope = { depth: 0, isAsync: this.isModule, isGenerator: false, handles: [], io: { isFree: true } };
        const list = [];
        const count = 3 + this.random.below(5);
        for (let i = 0; i < count; ++i) list.push(this.one(scope));
        if (this.random.chance(75)) list.push(statement(`busy(${this.random.pick([2, 5])});`));
        list.push(this.log());
        const events = [];
        for (const [name, percent] of [['unhandledRejection', 55], ['rejectionHandled', 30], ['uncaughtException', 55]]) {
            if (this.random.chance(percent))
                events.push(statement(`process.on('${name}', (e) => log('${name}', e?.message));`));
        }
        if (this.random.chance(30)) events.push(statement("process.once('beforeExit', () => {", this.body(scope), '});'));
        if (this.random.chance(25)) events.push(statement("process.on('exit', (code) => log('exit', code));"));
        return [...events, ...list];
    }
}

const prologue = (isCollected) => (isCollected ?
    `// Lines are printed at exit: printing takes time and would decide races.
const lines = [];
let isExiting = false;
const print = (line) => fs.writeSync(1, line + '\\n');
const log = (...values) => { isExiting ? print(values.join(' ')) : lines.push(values.join(' ')); };
process.on('exit', () => { isExiting = true; lines.forEach(print); });
` : `const log = (...values) => { console.log(...values); };
`) + `const busy = (ms) => { const end = process.hrtime.bigint() + BigInt(ms) * 1000000n; while (process.hrtime.bigint() < end); };
const thenable = (value) => ({ then(resolve) { log('then of ' + value); resolve(value); } });
`;

/** The program of a seed: \`statements\` can be made smaller, \`text\` prints any of these lists, \`ending\` is .cjs or .mjs. */
export function generate(seed) {
    const generator = new Generator(seed);
    const statements = generator.program();
    const isCollected = generator.random.chance(80);
    const head = [...generator.used].sort().map((name) => (generator.isModule ?
        `import ${name} from 'node:${modules[name]}';\n` : `const ${name} = require('${modules[name]}');\n`)).join('');
    return {
        seed,
        flavour: generator.flavour.name + (generator.isWild ? ', wild' : ''),
        ending: generator.isModule ? '.mjs' : '.cjs',
        statements,
        text: (list) => head + prologue(isCollected) + textOf(list),
    };
}
