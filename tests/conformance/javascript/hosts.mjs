// Everything that scripts promise, under each of several Nodes as the host: probes, puzzles, lessons and programs.
//   node hosts.mjs --loopglass FILE [--seeds 200] NODE...
// FILE must have been built for each NODE (LOOPGLASS_NODES); `./dev hosts NODE...` does both. Exit code 1 if one does not hold.

import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values: options, positionals: nodes } = parseArgs({
    allowPositionals: true,
    options: { loopglass: { type: 'string' }, seeds: { type: 'string', default: '200' } },
});
if (options.loopglass === undefined || nodes.length === 0) {
    console.error('hosts: --loopglass FILE or the Nodes are missing');
    process.exit(2);
}

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const loopglass = path.resolve(options.loopglass);

/** One of the comparisons with `node` as the host; what it says goes through. */
function holds(node, script, args) {
    const { status } = spawnSync(node, [path.join(here, script), ...args], {
        stdio: 'inherit',
        env: { ...process.env, LOOPGLASS_NODE: node },
    });
    return status === 0;
}

const failures = [];
for (const node of nodes) {
    const { stdout, error } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (error !== undefined) {
        failures.push(`${node}: ${error.message}`);
        continue;
    }
    const version = stdout.trim();
    console.log(`Node ${version}: ${node}`);
    const given = ['--loopglass', loopglass];
    const checks = [
        ['probes.mjs', [...given, '--profiles', 'all', '--seeds', options.seeds]],
        ['puzzles.mjs', given],
        ['../../script/programs_check.js', [loopglass]],
        ['folder.mjs', [...given, path.join(here, 'classics'), node]],
    ];
    for (const [script, args] of checks) {
        if (!holds(node, script, args)) failures.push(`Node ${version}: ${path.basename(script)}`);
    }
}
for (const failure of failures) console.log(`does not hold: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
