'use strict';
// Errors of the virtual operating system. Inside, an operation that fails throws a `SystemFailure`, which knows
// only a code; where the script can see it, it becomes the error object that Node's own bindings make: the same
// message, the same properties in the same order, and a stack without our frames.

const innerOf = new WeakMap();  // hidden function -> the one of a module that it calls
let binding;
let numbers;  // code -> { errno, text }

/** `uv`: Node's internal binding of that name. */
function learn(uv) {
    binding = uv;
}

/** The number and text of `code` in this Node. */
function numberOf(code) {
    numbers ??= new Map(Array.from(binding.getErrorMap(), ([number, [name, text]]) => [name, { errno: number, text }]));
    return numbers.get(code);
}

class SystemFailure {
    constructor(code, syscall) {
        this.code = code;
        this.syscall = syscall;  // undefined: that of the operation
        this.path = undefined;   // undefined: that of the call
        this.pathSync = undefined;  // what a synchronous call says instead
    }
}

function fail(code, syscall) {
    throw new SystemFailure(code, syscall);
}

function errno(code) {
    return numberOf(code).errno;
}

/** `inner` as a function that leaves no frame of a module in a stack trace. */
function hidden(host, inner) {
    const outer = host.hide(inner);
    innerOf.set(outer, inner);
    return outer;
}

/**
 * The error that a script sees. Made for a completion it has no frames, as nothing of JavaScript runs when Node
 * makes it; `above` gives a thrown one the frames that called the binding.
 */
function toError({ code, syscall, path, dest }, above) {
    const { errno: number, text } = numberOf(code);
    let message = `${code}: ${text}, ${syscall}`;
    if (path !== undefined) message += ` '${path}'`;
    if (dest !== undefined) message += ` -> '${dest}'`;
    const error = withoutFrames(message);
    error.errno = number;
    error.code = code;
    error.syscall = syscall;
    if (path !== undefined) error.path = path;
    if (dest !== undefined) error.dest = dest;
    return above === undefined ? error : without(error, above);
}

/** What the C++ library of the system says where libuv has other words. */
const libraryTexts = {
    EACCES: 'Permission denied', EBUSY: 'Device or resource busy', EEXIST: 'File exists', EINVAL: 'Invalid argument', EISDIR: 'Is a directory',
    ELOOP: 'Too many levels of symbolic links', ENAMETOOLONG: 'File name too long', ENOTDIR: 'Not a directory', ENOTEMPTY: 'Directory not empty',
    ENOTSUP: 'Operation not supported', EPERM: 'Operation not permitted',
};

/** The error that Node makes of what that library says. */
function libraryError({ code, errno: number, text, path, syscall }) {
    return Object.assign(withoutFrames(`${code}, ${text} '${path}'`), { errno: number, code, path, syscall });
}

function withoutFrames(message) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const error = new Error(message);
    Error.stackTraceLimit = limit;
    return error;
}

/** `error` with the frames that called `above`, as C++ would have thrown it. */
function without(error, above) {
    Error.captureStackTrace(error, innerOf.get(above) ?? above);
    return error;
}

/** Does `work`, whose errors have the stack that they would have if `caller` were C++. */
function asIfFrom(caller, work) {
    try {
        return work();
    } catch (error) {
        throw thrownFrom(error, caller);
    }
}

/** What was thrown, with the frames that called `above` if it is an error. */
function thrownFrom(error, above) {
    return error instanceof Error ? without(error, above) : error;
}

module.exports = { SystemFailure, asIfFrom, errno, fail, hidden, learn, libraryError, libraryTexts, thrownFrom, toError, without, withoutFrames };
