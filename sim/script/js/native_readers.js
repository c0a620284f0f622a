'use strict';
// Functions of Node that open files within C++, where no binding stands between: here they read the virtual files.

const nodeFs = require('fs');
const util = require('util');

function installNativeReaders() {
    const { readFileSync, openAsBlob } = nodeFs;
    const { parseEnv } = util;
    if (process.loadEnvFile !== undefined) {
        process.loadEnvFile = function loadEnvFile(path = '.env') {
            for (const [name, value] of Object.entries(parseEnv(readFileSync(path, 'utf8')))) process.env[name] ??= value;
        };
    }
    if (openAsBlob !== undefined) {
        nodeFs.openAsBlob = async function openAsBlob(path, { type = '' } = {}) {
            return new Blob([readFileSync(path)], { type });
        };
    }
}

module.exports = { installNativeReaders };
