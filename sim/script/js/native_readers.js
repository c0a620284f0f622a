'use strict';
// Functions of Node that open files within C++, where no binding stands between: here they read the virtual files.

const nodeFs = require('fs');
const util = require('util');
const { installFileBlobs } = require('./file_blob.js');

function installNativeReaders(world) {
    const { readFileSync } = nodeFs;
    const { parseEnv } = util;
    if (process.loadEnvFile !== undefined) {
        process.loadEnvFile = function loadEnvFile(path = '.env') {
            for (const [name, value] of Object.entries(parseEnv(readFileSync(path, 'utf8')))) process.env[name] ??= value;
        };
    }
    installFileBlobs(world, nodeFs);
}

module.exports = { installNativeReaders };
