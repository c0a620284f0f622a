// Several generated programs in one process, one after another: starting Node costs more than most of them. Each is a module of
// its own, as it would be alone; the next one begins when nothing of the last one is left to run.

import { generate } from './generator.mjs';

const main = (files) => `'use strict';
const fs = require('fs');
const files = ${JSON.stringify(files)};
const shown = ['uncaughtException', 'unhandledRejection', 'rejectionHandled', 'warning', 'beforeExit', 'exit'];
const print = (line) => fs.writeSync(1, line + '\\n');

function endLast() {
    for (const listener of process.listeners('exit')) listener.call(process, 0);
    for (const name of shown) process.removeAllListeners(name);
}
function beginNext() {
    endLast();
    const file = files.shift();
    if (file === undefined) return;
    print('## ' + file);
    process.on('beforeExit', idle);
    process.on('uncaughtException', (e) => print('uncaught ' + e?.message));
    setImmediate(() => {
        if (file.endsWith('.cjs')) require('./' + file);
        else import('./' + file).catch((e) => print('failed ' + e?.message));
    });
}
function idle() {
    // What the program itself does in 'beforeExit' comes first.
    if (process.listenerCount('beforeExit') > 1) setImmediate(() => {});
    else beginNext();
}
beginNext();
`;

/** The files of a batch: name to text. `main.cjs` runs the programs of these seeds. */
export function batchOf(seeds) {
    const programs = seeds.map(generate);
    const files = Object.fromEntries(programs.map((one) => [`${one.seed}${one.ending}`, one.text(one.statements)]));
    return { ...files, 'main.cjs': main(Object.keys(files)) };
}

/** What each program of a batch printed: seed to text. */
export function partsOf(out) {
    const parts = new Map();
    for (const part of out.split(/^## /m).slice(1)) {
        const end = part.indexOf('\n');
        parts.set(Number.parseInt(part, 10), part.slice(end + 1));
    }
    return parts;
}
