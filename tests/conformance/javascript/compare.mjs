// One program under real Node and in the simulation. Real Node is asked again where they differ, several runs at a time, so that
// they disturb each other: what it does not always do is a race, and no difference.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const timeMax = 30_000;  // ms

/** What is left of stderr when places and process ids are taken out: the messages. */
function messagesOf(text) {
    return text.split('\n')
        .filter((line) => /^(Uncaught |\(node:\d+\) )?\[?[A-Za-z]*(Error|Warning)\b/.test(line))
        .map((line) => line.replace(/^\(node:\d+\) /, '').replace(/(file:\/\/)?\/[^\s:)]*/g, 'PATH'))
        .join('\n');
}

function run(command, options) {
    return new Promise((resolve) => {
        const child = spawn(command[0], command.slice(1),
            { cwd: options.folder, env: { ...process.env, NODE_OPTIONS: '', ...options.environment }, stdio: ['ignore', 'pipe', 'pipe'] });
        let out = '';
        let err = '';
        let isTimedOut = false;
        const timer = setTimeout(() => { isTimedOut = true; child.kill('SIGKILL'); }, timeMax);
        child.stdout.on('data', (text) => { out += text; });
        child.stderr.on('data', (text) => { err += text; });
        child.on('error', (error) => { clearTimeout(timer); resolve({ out, end: error.message, messages: '', err }); });
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            resolve({ out, end: isTimedOut ? 'does not end' : signal ?? `exit code ${code}`, messages: messagesOf(err), err });
        });
    });
}

/** Real Node was stopped, or the simulation stopped by itself. */
const isEndless = ({ end, err }) => end === 'does not end' || (end === 'exit code 125' && err.includes('a limit was reached'));

function isEqual(a, b) {
    // They were stopped at different times, but both had begun to print, or neither.
    if (isEndless(a) && isEndless(b)) return (a.out === '') === (b.out === '') && (a.out.startsWith(b.out) || b.out.startsWith(a.out));
    return a.out === b.out && a.end === b.end && a.messages === b.messages;
}
const contains = (list, one) => list.some((other) => isEqual(one, other));

/** Both sides of a comparison: `node` is a binary, `profile` its version, `loopglass` a binary. */
export class Sides {
    constructor({ loopglass, node, profile, runOptions = [] }) {
        Object.assign(this, { loopglass, node, profile, runOptions });
        this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-js-'));
        this.count = 0;
    }
    close() {
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
    /** Calls `use` with the file of the program in a new folder of its own. */
    async #withFile(text, ending, use) {
        const folder = path.join(this.folder, String(++this.count));
        fs.mkdirSync(folder);
        const file = path.join(folder, 'program' + ending);
        fs.writeFileSync(file, text);
        try {
            return await use(file, folder);
        } finally {
            fs.rmSync(folder, { recursive: true, force: true });
        }
    }
    real(text, ending, flags = []) {
        return this.#withFile(text, ending, (file, folder) => run([this.node, ...flags, file], { folder }));
    }
    simulated(text, ending, seed = undefined) {
        const chosen = seed === undefined ? [] : ['--seed', String(seed)];
        return this.#withFile(text, ending, (file, folder) => run([this.loopglass, 'run', file, '--node', this.profile, ...chosen,
            ...this.runOptions], { folder }));
    }

    /** { kind, real, simulated }; kind is
     *  same       both show the same
     *  race       real Node shows several outcomes, the simulation one of them, or with a seed one of them
     *  unseen     real Node shows several outcomes, the simulation none of them with any of 10 seeds
     *  otherSeed  real Node shows one outcome, the simulation another one, but that with a seed
     *  collector  real Node shows another outcome, but that of the simulation if its collector has nothing to do
     *  different  real Node shows one outcome in all `repeats` runs, the simulation never does */
    async compare(text, ending, repeats = 5) {
        const [simulated, first] = await Promise.all([this.simulated(text, ending), this.real(text, ending)]);
        if (isEqual(simulated, first)) return { kind: 'same', real: first, simulated };
        const seen = [first];
        for (let runs = 1; runs < repeats; runs += 2) {
            for (const one of await Promise.all([this.real(text, ending), this.real(text, ending)])) if (!contains(seen, one)) seen.push(one);
            if (contains(seen, simulated)) return { kind: 'race', real: first, simulated };
        }
        for (let seed = 1; seed <= 10; ++seed) {
            if (contains(seen, await this.simulated(text, ending, seed)))
                return { kind: seen.length > 1 ? 'race' : 'otherSeed', real: first, simulated };
        }
        if (seen.length > 1) return { kind: 'unseen', real: first, simulated };
        const uncollected = await this.real(text, ending, ['--min-semi-space-size=64']);  // MiB
        return { kind: isEqual(simulated, uncollected) ? 'collector' : 'different', real: first, simulated };
    }
}

/** Both outputs from shortly before the first line that differs. */
export function differenceOf(real, simulated) {
    const left = [...real.out.split('\n'), `(${real.end})`, ...real.messages.split('\n')];
    const right = [...simulated.out.split('\n'), `(${simulated.end})`, ...simulated.messages.split('\n')];
    let first = 0;
    while (left[first] === right[first] && first < left.length) first += 1;
    const from = Math.max(0, first - 3);
    const rows = [];
    for (let i = from; i < Math.min(Math.max(left.length, right.length), first + 8); ++i)
        rows.push(`  ${i === first ? '>' : ' '} ${(left[i] ?? '').padEnd(38)} ${right[i] ?? ''}`);
    return `    ${'real'.padEnd(38)} simulated\n${rows.join('\n')}`;
}
