// Runs the scripts of hostile_scripts.mjs in the simulation and holds what is promised: the exit code, a message, an end in time, nothing
// written and nothing outside of the script's folder read.
//   node hostile.mjs --loopglass FILE [--only TEXT] [--short] [--jobs 2] [--cpu-limit 2s]
// --short runs every eighth script.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hostileScripts } from './hostile_scripts.mjs';

const { values: options } = parseArgs({
    options: { loopglass: { type: 'string' }, only: { type: 'string', default: '' }, jobs: { type: 'string', default: '2' }, verbose: { type: 'boolean', default: false },
        short: { type: 'boolean', default: false }, 'cpu-limit': { type: 'string', default: '2s' } },
});
if (options.loopglass === undefined) {
    console.error('hostile: --loopglass FILE is missing');
    process.exit(2);
}

const timeMax = 60_000;  // ms, far above the budgets, which end a script in a few seconds
const codes = { limit: 125, refused: 126 };
const secret = 'SECRET-CONTENT';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-hostile-'));

function run(command, where, outputMax) {
    return new Promise((resolve) => {
        const start = Date.now();
        const child = spawn(command[0], command.slice(1), { cwd: where, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LOOPGLASS_SECRET: secret } });
        let out = '';
        let err = '';
        let size = 0;
        let isTimedOut = false;
        const timer = setTimeout(() => { isTimedOut = true; child.kill('SIGKILL'); }, timeMax);
        child.stdout.on('data', (text) => { size += text.length; if (size < outputMax) out += text; });
        child.stderr.on('data', (text) => { if (err.length < 1e6) err += text; });
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            resolve({ out, err, code: code ?? 128 + os.constants.signals[signal], time: Date.now() - start, isTimedOut });
        });
    });
}

/** Everything under a folder with its contents, to be compared. */
function look(where) {
    return fs.readdirSync(where, { recursive: true, withFileTypes: true })
        .map((entry) => {
            const file = path.join(entry.parentPath ?? entry.path, entry.name);
            const facts = fs.lstatSync(file);
            return `${file} ${facts.mode} ${facts.mtimeMs} ${entry.isFile() ? fs.readFileSync(file) : ''}`;
        }).sort().join('\n');
}

async function problemsOf(script, i) {
    const own = path.join(folder, String(i));
    const inside = path.join(own, 'inside');
    const outside = path.join(own, 'outside');
    fs.mkdirSync(inside, { recursive: true });
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'secret.txt'), secret);
    fs.writeFileSync(path.join(outside, 'secret.json'), JSON.stringify(secret));
    fs.writeFileSync(path.join(outside, 'secret.mjs'), `export default '${secret}';`);
    fs.writeFileSync(path.join(outside, 'secret.env'), `SECRET=${secret}\n`);
    if (script.link) fs.symlinkSync(path.join(outside, 'secret.txt'), path.join(inside, 'link.txt'));
    const file = path.join(inside, 'script' + (script.ending ?? '.js'));
    fs.writeFileSync(file, script.code.replaceAll('OUTSIDE', outside), 'latin1');
    const before = look(own);
    const result = await run([options.loopglass, 'run', '--cpu-limit', options['cpu-limit'], file], inside, script.isOutputLong ? 1e4 : 1e7);
    const problems = [];
    if (result.isTimedOut) problems.push(`did not end within ${timeMax / 1000} s`);
    if (look(own) !== before) problems.push('files were changed');
    if (`${result.out}${result.err}`.includes(secret)) problems.push(`the secret was read: ${result.out.slice(0, 200)}`);
    if (/root:.*:0:0:/.test(result.out + result.err)) problems.push('/etc/passwd was read');
    if (/internal error|AddressSanitizer|Segmentation/i.test(result.err)) problems.push(`a crash: ${result.err.slice(0, 300)}`);
    if (script.out !== undefined && result.out !== script.out) problems.push(`printed ${JSON.stringify(result.out.slice(0, 200))}`);
    if (script.err !== undefined && !script.err.test(result.err)) problems.push(`stderr: ${result.err.slice(0, 300)}`);
    const sorted = (text) => text.split('\n').sort().join('\n');
    if (script.ends === 'asNodeInAnyOrder') {
        const real = await run([process.execPath, file], inside, 1e7);
        if (sorted(real.out) !== sorted(result.out) || real.code !== result.code)
            problems.push(`real Node: ${real.code} ${JSON.stringify(real.out)}; simulated: ${result.code} ${JSON.stringify(result.out)} ${result.err.slice(0, 300)}`);
    } else if (script.ends === 'asNode') {
        const real = await run([process.execPath, file], inside, 1e7);
        if (real.out !== result.out || real.code !== result.code)
            problems.push(`real Node: ${real.code} ${JSON.stringify(real.out)}; simulated: ${result.code} ${JSON.stringify(result.out)} ${result.err.slice(0, 300)}`);
    } else {
        const promised = ['any', 'asked'].includes(script.ends) ? undefined : [script.ends].flat().map((one) => codes[one] ?? one);
        if (promised !== undefined && !promised.includes(result.code))
            problems.push(`exit code ${result.code} after ${result.time} ms, expected ${promised.join(' or ')}; stderr: ${result.err.slice(0, 300)}`);
        // A signal or an unknown code is a crash, whatever was promised.
        if (promised === undefined && ![0, 1, 9, 125, 126].includes(result.code)) problems.push(`exit code ${result.code}: ${result.err.slice(0, 300)}`);
    }
    if ([125, 126].includes(result.code) && !/^loopglass: |is not modelled by loopglass/m.test(result.err)) problems.push(`no message: ${JSON.stringify(result.err.slice(0, 300))}`);
    if (options.verbose) console.log(`${result.time} ms, exit code ${result.code}: ${script.name}\n    ${result.err.split('\n').slice(0, 3).join('\n    ')}`);
    return problems;
}

options.loopglass = path.resolve(options.loopglass);
const queue = hostileScripts.filter((script, i) => script.name.includes(options.only) && (!options.short || i % 8 === 0)).map((script, i) => ({ script, i }));
const count = queue.length;
let wrong = 0;
await Promise.all(Array.from({ length: Number(options.jobs) }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const problems = await problemsOf(next.script, next.i);
        if (problems.length === 0) continue;
        wrong += 1;
        console.log(`${next.script.name}:\n    ${problems.join('\n    ')}`);
    }
}));
fs.rmSync(folder, { recursive: true, force: true });
console.log(`${count - wrong} of ${count} hostile scripts end as promised`);
process.exitCode = wrong === 0 ? 0 : 1;
