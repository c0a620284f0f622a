'use strict';
// Functions of Node that open files within C++, where no binding stands between: here they read the virtual files.

const nodeFs = require('fs');
const util = require('util');
const { installFileBlobs } = require('./file_blob.js');
const { thrownFrom } = require('./system_error.js');

function installNativeReaders(world) {
    const { readFileSync } = nodeFs;
    const { parseEnv } = util;
    if (process.loadEnvFile !== undefined) {
        const isPath = (path) => (typeof path === 'string' ? !path.includes('\0') : typeof path === 'object');
        // What cannot be a path Node's own function refuses; no object gets there, since what looks like a URL would be read.
        process.loadEnvFile = world.host.putBetween(process.loadEnvFile, function load(path) {
            if (path != null && !isPath(path)) return undefined;
            try {
                for (const [name, value] of Object.entries(parseEnv(readFileSync(path ?? '.env', 'utf8')))) process.env[name] ??= value;
            } catch (failure) {
                throw thrownFrom(failure.code === 'EISDIR' ? notText(path) : failure, load);
            }
            return [undefined];
        });
    }
    installFileBlobs(world, nodeFs);
}

/** What Node says of a folder. */
function notText(path) {
    return Object.assign(new TypeError(`Contents of '${path}' should be a valid string.`), { code: 'ERR_INVALID_ARG_TYPE' });
}

module.exports = { installNativeReaders };
