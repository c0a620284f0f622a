'use strict';
// Runs each program of the folder `programs` in real Node and in loopglass, and compares what is printed and the exit
// codes. Those called stdin_pipe get two lines by a pipe. Arguments: loopglass, then names of programs; none: all. Exit code 1 if one differs.

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const folder = path.join(__dirname, 'programs');
const [loopglass, ...given] = process.argv.slice(2);
const jobs = 2;
const repetitions = 8;
// With one worker operations end in the order in which they were asked for, however busy the machine is.
const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };

function run(command, args, hasInput) {
    return new Promise((resolve) => {
        const child = spawn(command, args, { env, stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
        child.stdin?.end('one\ntwo\n');
        let text = '';
        child.stdout.on('data', (chunk) => { text += chunk; });
        child.stderr.resume();
        child.on('close', (code, signal) => resolve(`${text.replace(/loopglass-\w{6}/g, 'loopglass-XXXXXX')}exit code ${code ?? signal}\n`));
    });
}

async function compare(name) {
    const program = path.join(folder, name);
    const hasInput = name.startsWith('stdin_pipe');
    const real = await run(process.execPath, [program], hasInput);
    const virtual = await run(loopglass, ['run', program, '--env', 'UV_THREADPOOL_SIZE=1', '--threadpool', '1'], hasInput);
    if (real === virtual) return true;
    // On a busy machine real Node itself may print something else now and then.
    for (let i = 0; i < repetitions; i++) {
        if ((await run(process.execPath, [program], hasInput)) === virtual) return true;
    }
    console.log(`${name} differs\n--- real Node\n${real}--- loopglass\n${virtual}`);
    return false;
}

async function main() {
    const names = given.length > 0 ? given : fs.readdirSync(folder);
    const rest = [...names];
    let failed = 0;
    const work = async () => {
        for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
            if (!(await compare(name))) failed += 1;
        }
    };
    await Promise.all(Array.from({ length: jobs }, work));
    console.log(`${names.length - failed} of ${names.length} programs print the same with Node ${process.versions.node}`);
    process.exitCode = failed > 0 ? 1 : 0;
}

main();
