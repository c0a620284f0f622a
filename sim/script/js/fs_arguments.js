'use strict';
// What Node's C++ checks of the arguments of the binding 'fs'. Versions differ in how much of this their JavaScript has
// checked before; what has been checked is never wrong here. Source: Node src/node_file.cc, GetValidatedFd and
// GetValidFileMode.

const { getValidatedFd } = require('internal/fs/utils');
const { without } = require('./system_error.js');

const descriptorMost = 2 ** 31 - 1;
const modeMost = 7;

/** Throws with the frames that called `above`, if that is no descriptor. */
function checkDescriptor(value, above) {
    if (isDescriptor(value)) return;
    try {
        getValidatedFd(value);
    } catch (error) {
        // C++ has shorter words for symbols and bigints than JavaScript.
        if (typeof value === 'bigint') error.message = error.message.replace(/n\)$/, ')');
        if (typeof value === 'symbol') error.message = error.message.replace(/type symbol \((.*)\)$/s, '$1');
        throw without(error, above);
    }
}

function isDescriptor(value) {
    return Number.isInteger(value) && value >= 0 && value <= descriptorMost;
}

/** The mode of `access` or `copyFile`; throws likewise. */
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

module.exports = { checkDescriptor, checkedMode, toPath };
