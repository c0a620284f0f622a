// Runs the probes of real Node (probes.json: small programs and what they printed under Node 14 to 26) in the simulation.
//   node probes.mjs --loopglass FILE [--host N] [--profiles all] [--seeds 20] [--only NAME,...] [--jobs 2]
// Deterministic probes have to print what was recorded: under the host's own version, and with --profiles all under all seven
// where the engine decides or all versions agree. Racy ones have to print recorded outcomes only, under any seed, and more than one.
// What known.md lists under "Probes that scripts cannot run" must fail; all else must hold. Exit code 1 if that is not so.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
    options: {
        loopglass: { type: 'string' },
        host: { type: 'string', default: process.versions.node.split('.')[0] },
        profiles: { type: 'string', default: '' },
        seeds: { type: 'string', default: '20' },
        only: { type: 'string', default: '' },
        jobs: { type: 'string', default: '2' },
    },
});
if (options.loopglass === undefined) {
    console.error('probes: --loopglass FILE is missing');
    process.exit(2);
}

// Sockets, other loops and processes: refused by name.
const outside = ['net', 'http', 'dgram', 'worker_threads', 'child_process'];
// Probes whose versions differ because of the loop; where others differ, Node's library is the reason, and that is the host's.
const decidedByEngine = ['L08', 'L09'];
const versions = ['14', '16', '18', '20', '22', '24', '26'];

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const nameOf = (probe) => probe.file.split('-')[0];
const modulesOf = (probe) => [...probe.code.matchAll(/(?:require\(|from |import\()['"](?:node:)?([a-z_/]+)['"]/g)].map((m) => m[1]);
const isRunnable = (probe) => !modulesOf(probe).some((name) => outside.includes(name));

function knownFailures() {
    const text = fs.readFileSync(path.join(here, '../known.md'), 'utf8');
    const section = text.split(/^## /m).find((one) => one.startsWith('Probes that scripts cannot run')) ?? '';
    return new Set([...section.matchAll(/^- ([A-Z0-9, ]+)(?: \((\d+)\))?:/gm)]
        .filter(([, , host]) => host === undefined || host === options.host).flatMap(([, names]) => names.split(', ')));
}

/** What the probe prints, a JSON list, or how it failed. */
function run(probe, folder, profile, seed) {
    const own = path.join(folder, `${nameOf(probe)}-${profile}-${seed}`);
    fs.mkdirSync(own);
    fs.writeFileSync(path.join(own, probe.file), probe.code);
    for (const [name, text] of Object.entries(probe.helper ?? {})) fs.writeFileSync(path.join(own, name), text);
    const args = ['run', path.join(own, probe.file), '--node', profile, '--seed', String(seed)];
    const threads = Number.parseInt(probe.env?.UV_THREADPOOL_SIZE ?? '', 10);
    if (threads > 0) args.push('--threadpool', String(threads));
    return new Promise((resolve) => {
        const child = spawn(options.loopglass, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' });
        let out = '';
        let err = '';
        child.stdout.on('data', (text) => { out += text; });
        child.stderr.on('data', (text) => { err += text; });
        child.on('close', (code, signal) => {
            // The list is the last line; some probes print before it, and some records end with the exit code.
            const list = out.trim().split('\n').at(-1);
            const isExitRecorded = Object.values(probe.outputs).flat().some((one) => /^exit=/.test(one)) && !list.includes('exit=');
            const withExit = isExitRecorded && list.startsWith('[') ? JSON.stringify([...JSON.parse(list), `exit=${code}`]) : list;
            resolve(withExit || `${signal ?? `exit code ${code}`}: ${err.trim().split('\n').slice(0, 3).join(' | ')}`);
        });
    });
}

/** What does not hold, as lines. */
async function problemsOf(probe, folder) {
    if (probe.runAs !== undefined || probe.env?.LD_PRELOAD !== undefined) return ['needs an option of node, or a library loaded into it'];
    return probe.racy ? problemsOfRace(probe, folder) : problemsOfOrder(probe, folder);
}

async function problemsOfOrder(probe, folder) {
    const problems = [];
    for (const profile of options.profiles === 'all' ? versions : [options.host]) {
        const own = JSON.stringify(probe.outputs[options.host]);
        const recorded = JSON.stringify(probe.outputs[profile]);
        if (own === undefined || recorded === undefined) continue;
        if (recorded !== own && !decidedByEngine.includes(nameOf(probe))) continue;
        const printed = await run(probe, folder, profile, 1);
        if (printed !== recorded) problems.push(`Node ${profile}\n    recorded  ${recorded}\n    simulated ${printed}`);
    }
    return problems;
}

async function problemsOfRace(probe, folder) {
    const recorded = (probe.outcomes[options.host] ?? []).map((one) => JSON.stringify(one.output));
    const elsewhere = Object.values(probe.outcomes).flat().map((one) => JSON.stringify(one.output));
    const seen = new Map();
    for (let seed = 1; seed <= Number(options.seeds); ++seed) {
        const printed = await run(probe, folder, options.host, seed);
        seen.set(printed, (seen.get(printed) ?? 0) + 1);
    }
    const problems = [...seen].filter(([printed]) => !elsewhere.includes(printed))
        .map(([printed, count]) => `never recorded, ${count} of ${options.seeds} seeds: ${printed}`);
    if (recorded.length > 1 && seen.size < 2) problems.push(`one outcome for ${options.seeds} seeds: ${[...seen.keys()]}; recorded: ${recorded.join(' ')}`);
    return problems;
}

const known = knownFailures();
const only = options.only === '' ? undefined : options.only.split(',');
const probes = JSON.parse(fs.readFileSync(path.join(here, 'probes.json'), 'utf8'))
    .filter((probe) => isRunnable(probe) && (only === undefined || only.includes(nameOf(probe))));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-probes-'));
const queue = [...probes];
let held = 0;
let wrong = 0;
await Promise.all(Array.from({ length: Number(options.jobs) }, async () => {
    for (let probe = queue.shift(); probe !== undefined; probe = queue.shift()) {
        const problems = await problemsOf(probe, folder);
        const isKnown = known.has(nameOf(probe));
        if (problems.length === 0) held += 1;
        if ((problems.length > 0) === isKnown) continue;
        wrong += 1;
        console.log(isKnown ? `${probe.file}: holds now; take it off the list in known.md` : `${probe.file}: ${problems.join('\n')}`);
    }
}));
fs.rmSync(folder, { recursive: true, force: true });
console.log(`${held} of ${probes.length} probes hold, ${known.size} are known not to, ${wrong} are not as known.md says`);
process.exitCode = wrong === 0 ? 0 : 1;
