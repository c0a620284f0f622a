// Holds what exploring says against real Node: every outcome that was seen has to be among the orders, and no order may
// have what a rule forbids.
//   node explored.mjs --loopglass FILE [--set races,puzzles,probes,scenarios] [--host N] [--only NAME,...] [--every N]
//                     [--real NODE --runs 200 --load 2] [--seen FILE] [--under-load]
// races: races.mjs and races_*.mjs, run here in the Node --real, beside --load processes that do nothing but spin; without --real,
// against what was seen on a busy machine: in Node 20 (races_seen.json) and, of some, in the host's Node (races_seen_hosts.json).
// puzzles and probes: the racy ones of puzzles_racy.json and probes.json, with the outcomes recorded there. scenarios: the
// probes that are scenarios, each with what it expects. --every N takes each Nth race only. --seen keeps the outcomes of real
// Node from one call to the next, so that runs add up. What is not JavaScript in the installed Node's version needs
// LOOPGLASS_NODE. Exit code 1 if something seen is missing, something forbidden is there, or exploring was not complete.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { races as older } from './races.mjs';
import { racesOfIo } from './races_io.mjs';
import { racesMore } from './races_more.mjs';
import { racesTaught } from './races_taught.mjs';
import { racesOfLooks } from './races_looks.mjs';
import { racesEveryday } from './races_everyday.mjs';
import { racesOfBlogs } from './races_blogs.mjs';
import { racesOfKinds } from './races_kinds.mjs';

const { values: options } = parseArgs({
    options: {
        loopglass: { type: 'string' },
        set: { type: 'string', default: 'races,puzzles,probes,scenarios' },
        host: { type: 'string', default: process.versions.node.split('.')[0] },
        only: { type: 'string', default: '' },
        every: { type: 'string', default: '1' },
        real: { type: 'string', default: '' },
        runs: { type: 'string', default: '100' },
        load: { type: 'string', default: '0' },
        seen: { type: 'string', default: '' },
        'under-load': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
    },
});
if (options.loopglass === undefined) {
    console.error('explored: --loopglass FILE is missing');
    process.exit(2);
}

const races = [...older, ...racesOfIo, ...racesMore, ...racesTaught, ...racesOfLooks, ...racesEveryday, ...racesOfBlogs, ...racesOfKinds];
const twice = races.find((race, i) => races.findIndex((one) => one.name === race.name) < i);
if (twice !== undefined) throw new Error(`two races are called ${twice.name}`);
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-explored-'));
const sets = options.set.split(',');
const unknown = sets.find((name) => !['races', 'puzzles', 'probes', 'scenarios'].includes(name));
if (unknown !== undefined) {
    console.error(`explored: there is no set ${unknown}: races, puzzles, probes, scenarios`);
    process.exit(2);
}
const only = options.only === '' ? undefined : options.only.split(',');
const isWanted = (name) => only === undefined || only.includes(name);
// Probes that print how long something took or how many threads there are: no order.
const measuring = ['E09', 'E21', 'P40', 'T21'];
const outside = ['net', 'http', 'dgram', 'worker_threads', 'child_process'];

/** { orders: lists of lines, isComplete, paths } or { problem }. */
function explore(file, { threadpool, node = options.host, isLoaded = options['under-load'] } = {}) {
    const args = ['explore', file, '--json', '--samples', '0', '--node', node];
    if (threadpool) args.push('--threadpool', String(threadpool));
    if (isLoaded) args.push('--under-load');
    const began = Date.now();
    const { stdout, stderr } = spawnSync(options.loopglass, args, { encoding: 'utf8', timeout: 300_000, maxBuffer: 1 << 28 });
    if (!stdout) return { problem: stderr.trim().split('\n')[0] || 'no answer' };
    const { outputs, complete, paths } = JSON.parse(stdout);
    return { orders: outputs.map((one) => one.lines), isComplete: complete, paths, seconds: (Date.now() - began) / 1000 };
}

function runReally(file, { threadpool }) {
    const env = { ...process.env, ...(threadpool ? { UV_THREADPOOL_SIZE: String(threadpool) } : {}) };
    return new Promise((resolve) => {
        const child = spawn(options.real, [file], { stdio: ['ignore', 'pipe', 'ignore'], env });
        let out = '';
        child.stdout.on('data', (text) => { out += text; });
        child.on('close', () => resolve(out === '' ? [] : out.replace(/\n$/, '').split('\n')));
    });
}

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const recorded = options.real !== '' || options.seen !== '' ? {} : {
    ...(options.host === '20' ? readJson(path.join(here, 'races_seen.json')) : {}),
    ...readJson(path.join(here, 'races_seen_hosts.json'))[options.host],
};
const seenBefore = options.seen !== '' && fs.existsSync(options.seen) ? readJson(options.seen) : recorded;

/** Outcomes of real Node as texts of JSON, with how often each was seen. */
async function outcomesOf(race, file) {
    const seen = new Map(Object.entries(seenBefore[race.name] ?? {}));
    for (const lines of race.recorded?.[options.host] ?? []) seen.set(JSON.stringify(lines), 1);
    for (let i = 0; options.real !== '' && i < Number(options.runs); i++) {
        const key = JSON.stringify(await runReally(file, race));
        seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    seenBefore[race.name] = Object.fromEntries(seen);
    return seen;
}

const isBefore = (order, first, second) => order.includes(first) && order.includes(second) && order.indexOf(first) < order.indexOf(second);

let wrong = 0;
function report(name, found, problems, seenCount = 0) {
    if (problems.length > 0) wrong += 1;
    if (problems.length === 0 && !options.verbose) return;
    const about = found.problem ?? `${found.orders.length} orders, ${found.paths} paths${found.isComplete ? '' : ', incomplete'}, ${found.seconds} s`;
    console.log(`${problems.length > 0 ? 'WRONG' : 'ok'} ${name}: ${about}${seenCount > 0 ? `; ${seenCount} seen` : ''}`);
    for (const problem of problems) console.log(`    ${problem}`);
}

function missing(found, outcomes) {
    const known = new Set((found.orders ?? []).map((one) => JSON.stringify(one)));
    return outcomes.filter((one) => !known.has(one)).map((one) => `missing: ${one}`);
}

async function checkRace(race) {
    const file = path.join(folder, `${race.name}.${race.module ? 'mjs' : 'js'}`);
    fs.writeFileSync(file, `${race.code.trim()}\n`);
    const found = explore(file, race);
    const seen = await outcomesOf(race, file);
    const problems = missing(found, [...seen.keys()]).map((one) => `${one} (${seen.get(one.slice('missing: '.length))} times)`);
    for (const [later, earlier] of race.never ?? []) {
        for (const order of found.orders ?? []) if (isBefore(order, later, earlier)) problems.push(`forbidden: ${later} before ${earlier} in ${order}`);
    }
    if (race.orders !== undefined && found.orders?.length !== race.orders) problems.push(`${race.orders} orders expected: ${JSON.stringify(found.orders)}`);
    if (!found.isComplete) problems.push(found.problem ?? 'not complete');
    report(race.name, found, problems, seen.size);
}

function checkProbe(probe) {
    const name = probe.file.split('-')[0];
    const own = path.join(folder, name);
    fs.mkdirSync(own);
    const file = path.join(own, probe.file);
    fs.writeFileSync(file, probe.code);
    const found = explore(file, { threadpool: Number.parseInt(probe.env?.UV_THREADPOOL_SIZE ?? '', 10) || undefined });
    // A probe prints its lines as one list at its end.
    const orders = (found.orders ?? []).map((lines) => lines.at(-1));
    const seen = (probe.outcomes?.[options.host] ?? []).map((one) => JSON.stringify(one.output));
    const problems = seen.filter((one) => !orders.includes(one)).map((one) => `missing: ${one}`);
    if (!found.isComplete) problems.push(found.problem ?? 'not complete');
    report(name, found, problems, seen.length);
}

function checkScenario(file) {
    const name = path.basename(file, '.json');
    const { expect = {}, load } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const lists = [expect].flat().flatMap((one) => [...(one.output ? [{ ...one, lists: [one.output] }] : []), ...(one.oneOf ? [{ ...one, lists: one.oneOf }] : [])]);
    if (load !== undefined) return;
    for (const { lists: outcomes, node } of lists) {
        const found = explore(file, { node: String([node ?? '24'].flat()[0]) });
        if (found.problem?.includes('exploring does not know')) return;
        const problems = missing(found, outcomes.map((one) => JSON.stringify(one)));
        if (!found.isComplete) problems.push(found.problem ?? 'not complete');
        report(name, found, problems, outcomes.length);
    }
}

const spinning = Array.from({ length: Number(options.load) }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
try {
    if (sets.includes('races')) for (const race of races.filter((one, i) => isWanted(one.name) && i % Number(options.every) === 0)) await checkRace(race);
    if (sets.includes('puzzles')) for (const puzzle of readJson(path.join(here, 'puzzles_racy.json')).filter((one) => isWanted(one.name))) await checkRace(puzzle);
    if (sets.includes('probes')) {
        const probes = JSON.parse(fs.readFileSync(path.join(here, 'probes.json'), 'utf8'));
        for (const probe of probes) {
            const modules = [...probe.code.matchAll(/(?:require\(|from |import\()['"](?:node:)?([a-z_/]+)['"]/g)].map((m) => m[1]);
            const isRunnable = !modules.some((one) => outside.includes(one)) && probe.runAs === undefined && probe.env?.LD_PRELOAD === undefined;
            const name = probe.file.split('-')[0];
            if (probe.racy && isRunnable && isWanted(name) && !measuring.includes(name)) checkProbe(probe);
        }
    }
    if (sets.includes('scenarios')) {
        for (const name of fs.readdirSync(path.join(here, '../probes')).sort())
            if (isWanted(path.basename(name, '.json'))) checkScenario(path.join(here, '../probes', name));
    }
} finally {
    for (const child of spinning) child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
    if (options.seen !== '') fs.writeFileSync(options.seen, JSON.stringify(seenBefore, null, 1));
}
console.log(wrong === 0 ? 'all hold' : `${wrong} do not hold`);
process.exitCode = wrong === 0 ? 0 : 1;
