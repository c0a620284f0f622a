// All programs of a folder beside real Nodes: stdout, stderr (process ids and folders aside) and exit code. What real Node does not
// always do is no difference. A line `//// NAME` in a program begins another file that lies beside it.
//   node folder.mjs --loopglass FILE [--repeats 3] [--seeds 5] [--only WORD] FOLDER NODE...
// Real Node is asked again, and the simulation with other seeds, where they differ. Exit code 1 if a program differs.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals: [folder, ...nodes] } = parseArgs({
    allowPositionals: true,
    options: { loopglass: { type: 'string' }, repeats: { type: 'string', default: '3' }, only: { type: 'string', default: '' }, seeds: { type: 'string', default: '5' } },
});
if (options.loopglass === undefined || nodes.length === 0) {
    console.error('folder: --loopglass FILE, a folder or the Nodes are missing');
    process.exit(2);
}
const loopglass = path.resolve(options.loopglass);
const timeMax = 20_000;  // ms
/** What the simulation says of a run, such as that a busy machine let the program compute for long, and the line that says what helps. */
const ownNote = /^loopglass: .*: note: .*\n {4}.*\n/gm;

function runIn(place, command, environment) {
    const began = spawnSync(command[0], command.slice(1), {
        cwd: place, encoding: 'utf8', timeout: timeMax, killSignal: 'SIGKILL', maxBuffer: 1 << 26, input: '',
        env: { ...process.env, NODE_OPTIONS: '', ...environment },
    });
    const plain = (text) => text.replaceAll(place, 'FOLDER').replace(/\(node:\d+\)/g, '(node:PID)').replace(ownNote, '');
    return { out: plain(began.stdout ?? ''), err: plain(began.stderr ?? ''), end: began.error?.code ?? began.signal ?? `exit code ${began.status}` };
}

/** Calls `use` with a new folder that holds the program's files, and with the name of its first. */
function inPlace(file, use) {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-folder-'));
    const [first, ...rest] = fs.readFileSync(file, 'utf8').split(/^\/\/\/\/ (?=\S+$)/m);
    fs.writeFileSync(path.join(place, path.basename(file)), first);
    for (const one of rest) {
        const end = one.indexOf('\n');
        const other = path.join(place, one.slice(0, end));
        fs.mkdirSync(path.dirname(other), { recursive: true });
        fs.writeFileSync(other, one.slice(end + 1));
    }
    try { return use(place); } finally { fs.rmSync(place, { recursive: true, force: true }); }
}

const isEqual = (a, b) => a.out === b.out && a.err === b.err && a.end === b.end;
const real = (file, node) => inPlace(file, (place) => runIn(place, [node, path.basename(file)]));
const simulated = (file, node, major, seed) => inPlace(file, (place) =>
    runIn(place, [loopglass, 'run', path.basename(file), '--node', major, '--seed', String(seed)], { LOOPGLASS_NODE: node }));

function show(title, one, other) {
    const left = [...one.out.split('\n'), '-- stderr', ...one.err.split('\n'), one.end];
    const right = [...other.out.split('\n'), '-- stderr', ...other.err.split('\n'), other.end];
    const length = Math.max(left.length, right.length);
    console.log(`=== ${title}`);
    let first = 0;
    while (left[first] === right[first]) first += 1;
    for (let i = Math.max(0, first - 3); i < Math.min(length, first + 12); ++i) {
        if (left[i] === right[i]) console.log(`    ${left[i]}`);
        else console.log(`  r ${left[i] ?? '(nothing)'}\n  s ${right[i] ?? '(nothing)'}`);
    }
}

let differ = 0;
for (const node of nodes) {
    const major = spawnSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout.trim();
    const counts = { same: 0, race: 0, unseen: 0, different: 0 };
    for (const name of fs.readdirSync(folder).sort()) {
        if (!/\.[cm]?js$/.test(name) || !name.includes(options.only)) continue;
        const file = path.join(folder, name);
        const first = real(file, node);
        const one = simulated(file, node, major, 1);
        if (isEqual(first, one)) { counts.same += 1; continue; }
        const seen = [first];
        for (let i = 1; i < options.repeats; ++i) {
            const again = real(file, node);
            if (!seen.some((other) => isEqual(other, again))) seen.push(again);
        }
        let isSeen = seen.some((other) => isEqual(other, one));
        for (let seed = 2; !isSeen && seed <= options.seeds; ++seed) {
            const another = simulated(file, node, major, seed);
            isSeen = seen.some((other) => isEqual(other, another));
        }
        const kind = isSeen ? 'race' : seen.length > 1 ? 'unseen' : 'different';
        counts[kind] += 1;
        if (!isSeen) {
            show(`${name} (Node ${major}, ${kind})`, first, one);
            differ += 1;
        }
    }
    console.log(`Node ${major}: ${JSON.stringify(counts)}`);
}
process.exitCode = differ === 0 ? 0 : 1;
