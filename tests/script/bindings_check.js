'use strict';
// Runs each program of this folder in real Node, as it is and on the virtual world of sim/script/js, and compares what
// is printed and the exit codes. Arguments: names of programs; none: all. Exit code 1 if one differs.

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const folder = path.join(__dirname, 'programs');
// Shows the frames beneath callbacks, which are those of the host.
const ofTheEngineOnly = new Set(['fs_callback_stack.js', 'fs_error_stacks.js']);
const jobs = 2;
const repetitions = 8;
// With one worker operations end in the order in which they were asked for, however busy the machine is.
const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };

function run(args) {
    return new Promise((resolve) => {
        const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
        let text = '';
        child.stdout.on('data', (chunk) => { text += chunk; });
        child.stderr.resume();
        child.on('close', (code) => resolve(`${text.replace(/loopglass-\w{6}/g, 'loopglass-XXXXXX')}exit code ${code}\n`));
    });
}

async function compare(name) {
    const program = path.join(folder, name);
    const real = await run([program]);
    const virtual = await run(['--no-warnings', '--expose-internals', '-r', path.join(__dirname, 'in_node.js'), program]);
    if (real === virtual) return true;
    // On a busy machine real Node itself may print something else now and then.
    for (let i = 0; i < repetitions; i++) {
        if ((await run([program])) === virtual) return true;
    }
    console.log(`${name} differs\n--- real Node\n${real}--- virtual world\n${virtual}`);
    return false;
}

async function main() {
    const given = process.argv.slice(2);
    const names = given.length > 0 ? given : fs.readdirSync(folder).filter((name) => !ofTheEngineOnly.has(name));
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
