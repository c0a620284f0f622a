// Compares generated programs with real Node.
//   node oracle.mjs --loopglass FILE [--node FILE] [--profile N] [--first 1] [--count 200] [--repeats 5] [--jobs 2] [--minimise] [--print]
//   [--mixed]
// Prints each program that differs, with --minimise the smallest that still does; exit code 1 if there is one.
// --mixed makes programs of the second style (mixed.mjs), which cannot be made smaller.
// --print prints the programs instead of running them.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { differenceOf, Sides } from './compare.mjs';
import { generate } from './generator.mjs';
import { generateMixed } from './mixed.mjs';
import { countOf, minimise } from './tree.mjs';

const { values: options } = parseArgs({
    options: {
        loopglass: { type: 'string' },
        node: { type: 'string', default: process.execPath },
        profile: { type: 'string' },
        first: { type: 'string', default: '1' },
        count: { type: 'string', default: '200' },
        repeats: { type: 'string', default: '5' },
        jobs: { type: 'string', default: '2' },
        minimise: { type: 'boolean', default: false },
        mixed: { type: 'boolean', default: false },
        print: { type: 'boolean', default: false },
    },
});
const first = Number(options.first);
const count = Number(options.count);

/** What the collector decides is one all the same. */
const isDifference = (kind) => kind === 'different' || kind === 'collector';

if (options.print) {
    for (let seed = first; seed < first + count; ++seed) {
        const program = programOf(seed);
        console.log(`// seed ${seed}, ${program.flavour}, ${program.ending}\n${program.text(program.statements)}`);
    }
} else {
    process.exitCode = await compareAll();
}

function programOf(seed) {
    if (!options.mixed) return generate(seed);
    const program = generateMixed(seed);
    return { ...program, statements: undefined, text: () => program.text };
}

async function compareAll() {
    if (options.loopglass === undefined) {
        console.error('oracle: --loopglass FILE is missing');
        return 2;
    }
    const profile = options.profile ?? process.versions.node.split('.')[0];
    const sides = new Sides({ loopglass: path.resolve(options.loopglass), node: options.node, profile });
    const verdicts = {};
    let next = first;
    const work = async () => {
        while (next < first + count) await compareOne(sides, next++, verdicts);
    };
    await Promise.all(Array.from({ length: Number(options.jobs) }, work));
    sides.close();
    console.log(Object.entries(verdicts).map(([kind, n]) => `${n} ${kind}`).sort().join(', '));
    return Object.keys(verdicts).some(isDifference) ? 1 : 0;
}

async function compareOne(sides, seed, verdicts) {
    const program = programOf(seed);
    const ask = (statements) => sides.compare(program.text(statements), program.ending, Number(options.repeats));
    let verdict = await ask(program.statements);
    verdicts[verdict.kind] = (verdicts[verdict.kind] ?? 0) + 1;
    if (!isDifference(verdict.kind)) return;
    let statements = program.statements;
    if (options.minimise && statements !== undefined) {
        // One kind of difference must not turn into another on the way.
        const { end } = verdict.simulated;
        statements = await minimise(statements, async (simpler) => {
            const one = await ask(simpler);
            return isDifference(one.kind) && one.simulated.end === end;
        });
        verdict = await ask(statements);
    }
    console.log(`seed ${seed}, ${program.flavour}, ${program.ending}, ${statements === undefined ? '' : `${countOf(statements)} statements: `}${verdict.kind}\n` +
        `${program.text(statements)}${differenceOf(verdict.real, verdict.simulated)}\n${verdict.simulated.err.slice(0, 600)}`);
}
