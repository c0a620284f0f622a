// Generated programs beside what real Node printed, which stands in recorded/VERSION.txt: a line is a seed and a digest. Only programs
// whose output is the same in five runs under load are there.
//   node recorded.mjs --loopglass FILE [--node FILE] [--count 200] [--jobs 2]     compares; each program that differs is printed minimised
//   node recorded.mjs --record [--node FILE] [--first 100000] [--count 200]       asks real Node and writes the file

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { batchOf, partsOf } from './batch.mjs';
import { differenceOf } from './compare.mjs';

const { values: options } = parseArgs({
    options: {
        loopglass: { type: 'string' },
        node: { type: 'string', default: process.execPath },
        record: { type: 'boolean', default: false },
        first: { type: 'string', default: '100000' },
        count: { type: 'string', default: '200' },
        jobs: { type: 'string', default: '2' },
    },
});
const batchSize = 10;
const repeats = 5;
const timeMax = 60_000;  // ms
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

function run(command, folder) {
    return new Promise((resolve) => {
        const child = spawn(command[0], command.slice(1), { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeMax });
        let out = '';
        let err = '';
        child.stdout.on('data', (text) => { out += text; });
        child.stderr.on('data', (text) => { err += text; });
        child.on('close', (code, signal) => resolve({ out, err, end: `${signal ?? code}` }));
    });
}

async function runBatch(seeds, command) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-batch-'));
    for (const [name, text] of Object.entries(batchOf(seeds))) fs.writeFileSync(path.join(folder, name), text);
    try {
        return await run([...command, path.join(folder, 'main.cjs')], folder);
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

const digestOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

async function versionOf(node) {
    const { out } = await run([node, '-p', 'process.versions.node'], '.');
    return out.trim();
}

/** Calls `work` with each of `list`, several at a time. */
async function inParallel(list, work) {
    const queue = [...list];
    await Promise.all(Array.from({ length: Number(options.jobs) }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
    }));
}

function batchesOf(seeds) {
    const batches = [];
    for (let from = 0; from < seeds.length; from += batchSize) batches.push(seeds.slice(from, from + batchSize));
    return batches;
}

async function record() {
    const version = await versionOf(options.node);
    const seeds = Array.from({ length: Number(options.count) }, (_, i) => Number(options.first) + i);
    const digests = new Map();
    await inParallel(batchesOf(seeds), async (batch) => {
        // All at once: they are the load.
        const runs = await Promise.all(Array.from({ length: repeats }, () => runBatch(batch, [options.node])));
        const parts = runs.map((one) => partsOf(one.out));
        for (const seed of batch) {
            const seen = new Set(parts.map((one) => one.get(seed)));
            if (seen.size === 1 && !seen.has(undefined)) digests.set(seed, digestOf([...seen][0]));
        }
    });
    const lines = seeds.map((seed) => `${seed} ${digests.get(seed) ?? 'varies'}`);
    const file = path.join(here, 'recorded', `${version.split('.')[0]}.txt`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `Node ${version}, batches of ${batchSize}\n${lines.join('\n')}\n`);
    console.log(`${digests.size} of ${seeds.length} programs always print the same: ${file}`);
    return 0;
}

/** Asks real Node itself about the programs of a batch that are not as recorded; the number of those that differ. */
async function explain(batch, wrong, simulated) {
    const real = partsOf((await runBatch(batch, [options.node])).out);
    const own = partsOf(simulated.out);
    let count = 0;
    for (const seed of wrong) {
        const [left, right] = [real.get(seed) ?? '', own.get(seed) ?? ''];
        if (left === right) continue;  // this Node is not the one that was recorded
        const oracle = path.join(here, 'oracle.mjs');
        const askAlone = (...how) => run([process.execPath, oracle, '--loopglass', path.resolve(options.loopglass), '--node', options.node,
            '--first', String(seed), '--count', '1', ...how], '.');
        // A race that has shown one of its outcomes only shows others when it is asked again.
        if ((await askAlone()).end === '0' || (await askAlone()).end === '0') {
            console.log(`seed ${seed} differs only after others: what ran before has made a busy machine late`);
            continue;
        }
        const alone = await askAlone('--minimise');
        count += 1;
        const messages = { end: '', messages: '' };
        console.log(`seed ${seed}, in a batch with ${batch[0]} to ${batch.at(-1)}:\n${differenceOf({ out: left, ...messages }, { out: right, ...messages })}\n` +
            `${simulated.err.slice(0, 400)}\nalone: ${alone.out}`);
    }
    return count;
}

async function compare() {
    const major = (await versionOf(options.node)).split('.')[0];
    const file = path.join(here, 'recorded', `${major}.txt`);
    if (!fs.existsSync(file)) {
        console.log(`skipped: ${file} is not there; --record makes it`);
        return 0;
    }
    const recorded = new Map(fs.readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => line.split(' ')).map(([seed, digest]) => [Number(seed), digest]));
    const known = new Set([...fs.readFileSync(path.join(here, '../known.md'), 'utf8').matchAll(/\bseed (\d+)/g)].map((match) => Number(match[1])));
    const batches = batchesOf([...recorded.keys()]).slice(0, Math.ceil(Number(options.count) / batchSize));
    const command = [path.resolve(options.loopglass), 'run', '--node', major, '--seed', '1'];
    let same = 0;
    let different = 0;
    await inParallel(batches, async (batch) => {
        const simulated = await runBatch(batch, command);
        const parts = partsOf(simulated.out);
        const stable = batch.filter((seed) => recorded.get(seed) !== 'varies' && !known.has(seed));
        const wrong = stable.filter((seed) => parts.get(seed) === undefined || digestOf(parts.get(seed)) !== recorded.get(seed));
        same += stable.length - wrong.length;
        if (wrong.length > 0) different += await explain(batch, wrong, simulated);
    });
    console.log(`${same} programs print what real Node ${major} printed, ${different} do not`);
    return different === 0 && same > 0 ? 0 : 1;
}

if (!options.record && options.loopglass === undefined) {
    console.error('recorded: --loopglass FILE is missing');
    process.exit(2);
}
process.exitCode = await (options.record ? record() : compare());
