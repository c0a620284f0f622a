'use strict';
// What Node's C++ checks of the arguments of the binding 'fs'. Versions differ in how much of this their JavaScript has
// checked before; what has been checked is never wrong here. Source: Node src/node_file.cc, GetValidatedFd and
// GetValidFileMode.

const { getValidatedFd } = require('internal/fs/utils');
const { without } = require('./system_error.js');

const descriptorMost = 2 ** 31 - 1;
const modeMost = 7;

/** The arguments with what stands for the missing ones; throws with the frames that called `above`. */
function checked(row, own, above) {
    if (row.paths === undefined && !isDescriptor(own[0])) {
        try {
            getValidatedFd(own[0]);
        } catch (error) {
            // C++ has shorter words for symbols and bigints than JavaScript.
            if (typeof own[0] === 'bigint') error.message = error.message.replace(/n\)$/, ')');
            if (typeof own[0] === 'symbol') error.message = error.message.replace(/type symbol \((.*)\)$/s, '$1');
            throw without(error, above);
        }
    }
    if (row.mode !== undefined) own[row.mode] = checkedMode(own[row.mode], above);
    return own;
}

function isDescriptor(value) {
    return Number.isInteger(value) && value >= 0 && value <= descriptorMost;
}

function checkedMode(mode, above) {
    if (mode === undefined || mode === null) return 0;
    if (typeof mode !== 'number') throw refusal(TypeError, 'ERR_INVALID_ARG_TYPE', 'mode must be int32 or null/undefined', above);
    if (Number.isNaN(mode)) throw refusal(RangeError, 'ERR_OUT_OF_RANGE', 'mode is out of range', above);
    if (Math.trunc(mode) < 0 || Math.trunc(mode) > modeMost) {
        throw refusal(RangeError, 'ERR_OUT_OF_RANGE', `mode is out of range: >= 0 && <= ${modeMost}`, above);
    }
    return Math.trunc(mode);
}

function refusal(Kind, code, message, above) {
    const error = new Kind(message);
    error.code = code;
    return without(error, above);
}

/** A path as text; Node's JavaScript leaves those in bytes as they are. */
function toPath(value) {
    return typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
}

module.exports = { checked, toPath };
