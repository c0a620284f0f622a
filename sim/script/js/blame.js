'use strict';
// Errors of the simulator's own that tell of the program's line: no frame of a module of ours is in their stack, and Node shows the line
// of the program that asked, not ours.

const { fileURLToPath } = require('url');
const nodeFs = require('fs');
const { reading } = require('./real_folder.js');

const { captureStackTrace } = Error;
const { readFileSync } = nodeFs;
const framesMost = 50;  // how deep in Node the program's call may lie

function blame(folder, { privateSymbols }) {
    const { overrideStackTrace } = require('internal/errors');
    const arrowMessage = privateSymbols.arrow_message_private_symbol;

    const isOurs = (site) => site.getFileName()?.startsWith('loopglass/') === true;
    const fileOf = (site) => {
        const name = site.getFileName() ?? '';
        if (name.startsWith('file:')) return fileURLToPath(name);
        return name.startsWith('/') ? name : undefined;
    };

    /** Gives `error` its stack; returns "file.js:2:24", or nothing where no line of a file is on the stack. */
    return function blameProgram(error) {
        const limit = Error.stackTraceLimit;
        Error.stackTraceLimit = framesMost;
        captureStackTrace(error, blameProgram);
        Error.stackTraceLimit = limit;
        let found = [];
        overrideStackTrace.set(error, (_, sites) => {
            found = sites.filter((site) => !isOurs(site));
            const frames = found.slice(0, Number.isFinite(limit) ? limit : framesMost);
            // Where Node itself is that deep, the program's line takes the place of its last.
            const asked = found.findIndex((site) => fileOf(site) !== undefined);
            if (asked >= frames.length && frames.length > 0) frames[frames.length - 1] = found[asked];
            return [`Error: ${error.message}`, ...frames.map((site) => `    at ${site}`)].join('\n');
        });
        void error.stack;
        const site = found.find((one) => fileOf(one) !== undefined);
        if (site === undefined) return '';
        const [file, line, column] = [fileOf(site), site.getLineNumber(), site.getColumnNumber()];
        showLine(error, file, line, column);
        const name = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
        return `${name}:${line}:${column}`;
    };

    /** What Node shows above the stack of an error that nobody catches. */
    function showLine(error, file, line, column) {
        const text = sourceLine(file, line);
        if (text !== undefined) error[arrowMessage] = `${file}:${line}\n${text}\n${' '.repeat(column - 1)}^\n`;
    }
}

/** A file that the program wrote, or that has gone, has no line to show. */
function sourceLine(file, line) {
    try {
        return reading(() => readFileSync(file, 'utf8')).split('\n')[line - 1];
    } catch (error) {
        if (typeof error.code === 'string') return undefined;
        throw error;
    }
}

module.exports = { blame };
