// Runs puzzles that are going round (puzzles.json: small programs and what they printed under Node 14 to 26) in the simulation.
//   node puzzles.mjs --loopglass FILE [--host N] [--profiles N,...] [--seeds 3] [--only ID,...]
// Under every profile and seed a puzzle has to print what some real run of that version printed. What known.md lists under
// "Puzzles that follow the host" is asked of the host's own version and of those that do not stand behind its name.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
    options: {
        loopglass: { type: 'string' },
        host: { type: 'string', default: process.versions.node.split('.')[0] },
        profiles: { type: 'string', default: '14,16,18,20,22,24,26' },
        seeds: { type: 'string', default: '3' },
        only: { type: 'string', default: '' },
    },
});
if (options.loopglass === undefined) {
    console.error('puzzles: --loopglass FILE is missing');
    process.exit(2);
}

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-puzzles-'));
const only = options.only === '' ? undefined : options.only.split(',');
const puzzles = JSON.parse(fs.readFileSync(path.join(here, 'puzzles.json'), 'utf8'))
    .filter(({ id }) => only === undefined || only.includes(id));

/** Puzzle to the versions that a section of known.md names. */
function known(title) {
    const text = fs.readFileSync(path.join(here, '../known.md'), 'utf8');
    const section = text.split(/^## /m).find((one) => one.startsWith(title)) ?? '';
    return new Map([...section.matchAll(/^- ([a-z0-9-]+) \(([\d, ]+)\):/gm)].map(([, id, list]) => [id, list.split(', ')]));
}

function simulate(file, profile, seed) {
    const args = ['run', file, '--node', profile, '--seed', String(seed)];
    return new Promise((resolve) => {
        execFile(options.loopglass, args, { timeout: 60_000 }, (error, out, err) => {
            resolve({ lines: out.split('\n').slice(0, -1), failure: error === null ? '' : err.trim().split('\n')[0] });
        });
    });
}

/** What was printed under some profile that no real run of that version printed, as lines. */
async function problemsOf(puzzle) {
    const file = path.join(folder, `${puzzle.id}.${puzzle.module === 'esm' ? 'mjs' : 'cjs'}`);
    fs.writeFileSync(file, puzzle.code);
    const problems = [];
    const others = followsHost.get(puzzle.id) ?? [];
    for (const profile of options.profiles.split(',')) {
        if (profile !== options.host && (others.includes(profile) || others.includes(options.host))) continue;
        const real = puzzle.real[profile].map(({ output }) => JSON.stringify(output));
        for (let seed = 1; seed <= Number(options.seeds); ++seed) {
            const { lines, failure } = await simulate(file, profile, seed);
            const printed = JSON.stringify(lines);
            if (!real.includes(printed))
                problems.push(`Node ${profile}, seed ${seed}\n    real      ${real.join(' or ')}\n    simulated ${printed} ${failure}`);
        }
    }
    return problems;
}

const followsHost = known('Puzzles that follow the host');
let wrong = 0;
const queue = [...puzzles];
await Promise.all(Array.from({ length: 2 }, async () => {
    for (let puzzle = queue.shift(); puzzle !== undefined; puzzle = queue.shift()) {
        const problems = await problemsOf(puzzle);
        if (problems.length === 0) continue;
        wrong += 1;
        console.log(`${puzzle.id}: ${problems.join('\n')}`);
    }
}));
fs.rmSync(folder, { recursive: true, force: true });
console.log(`${puzzles.length - wrong} of ${puzzles.length} puzzles print what real Node printed`);
process.exitCode = wrong === 0 ? 0 : 1;
