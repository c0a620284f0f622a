'use strict';
// The object that modules use to reach the engine: the native door with its conveniences. See sim/script/README.md.

const { executionAsyncId } = require('async_hooks');
const { isProxy } = require('util').types;
const { blame } = require('./blame.js');
const { nodeMajor } = require('./host_versions.js');

function makeHost(door, internalBinding) {
    const blameProgram = blame(door.setting('folder'), internalBinding('util'));
    const { newAsyncId } = require('internal/async_hooks');
    const asyncBinding = internalBinding('async_wrap');
    door.setCounter(asyncBinding.async_id_fields, asyncBinding.constants.kAsyncIdCounter);
    door.setExecutionId(asyncBinding.async_id_fields, asyncBinding.constants.kExecutionAsyncId);
    const { milestones, constants } = internalBinding('performance');
    door.setLoopMilestones(milestones, constants.NODE_PERFORMANCE_MILESTONE_LOOP_START, constants.NODE_PERFORMANCE_MILESTONE_LOOP_EXIT);
    for (const [name, share] of Object.entries(startShares()))
        door.setMilestone(milestones, constants[`NODE_PERFORMANCE_MILESTONE_${name}`], share);

    const handleOf = (id) => ({
        cancel: () => door.cancel(id),
        finish: () => door.finish(id),
        ref: () => door.setRef(id, true),
        unref: () => door.setRef(id, false),
    });

    const withIds = (details) => {
        const asyncId = details.asyncId ?? newAsyncId();
        return { ...details, asyncId, triggerAsyncId: details.triggerAsyncId ?? executionAsyncId() };
    };

    const refusals = new WeakMap();  // what was told, by its error
    let askedAt = '';  // the last call that Node may answer later, with none of the program's lines on the stack

    return {
        internalBinding,
        options: {
            node: door.setting('node'),
            host: process.versions.node,
            scriptPath: door.setting('script'),
            scriptFolder: door.setting('folder'),
            packageRoot: door.setting('package'),
            root: door.setting('root'),
            results: door.setting('results') || 'true',
            seed: Number(door.setting('seed')),
            threadpool: Number(door.setting('threadpool')),
        },
        profile: Number(door.setting('node')),
        isHooked: door.setting('level') === 'full',
        submit: (api, details, complete) => handleOf(door.submit(api, withIds(details ?? {}), complete)),
        setThreadpool: door.setThreadpool,
        makesCalls: true,
        spendSync: (api, details) => door.spendSync(api, details ?? {}),
        spend: door.spend,
        spendFirst: door.spendFirst,
        postMessage: door.postMessage,
        measure: door.measure,
        countCode: door.countCode,
        noteCall: door.noteCall,
        /** What `compute` gives; its real CPU time is not charged to the program, since its modelled time is. */
        compute(compute) {
            door.measure(false);
            try {
                return compute();
            } finally {
                door.measure(true);
            }
        },
        startPbkdf2: door.startPbkdf2,
        startScrypt: door.startScrypt,
        takeKey: door.takeKey,
        keepsResults: door.setting('kept') !== '',
        ready(name, when, callback, details) {
            let { isUnheard = false, ids, ...rest } = { __proto__: null, ...details };
            ids ??= isUnheard || rest.isTask ? [0, 0] : [newAsyncId(), executionAsyncId()];
            const [asyncId, triggerAsyncId] = ids;
            return handleOf(door.ready(name, when, callback, { ...rest, asyncId, triggerAsyncId }));
        },
        clearErrors: door.clearErrors,
        isInputOver: door.isInputOver,
        hide: door.hide,
        putBetween: door.putBetween,
        watchFinalizers: door.watchFinalizers,
        now: door.now,
        wallClock: door.wallClock,
        random: door.random,
        meetChance: door.meetChance,
        fillRandomly: door.fillRandomly,
        takesEffectEarly: door.setting('explores') === '1' ? door.takesEffectEarly : undefined,
        changedWhatWasSeen: door.changedWhatWasSeen,
        noteWithheld: door.noteWithheld,
        endBySignal: door.endBySignal,
        refuse(what, instead) {
            const reason = instead ? `; ${instead}` : '';
            const isLater = askedAt !== '' && blameProgram(new Error()) === '';
            const error = new Error(`${what} is not modelled by loopglass${reason}${isLater ? ` (${askedAt})` : ''}`);
            error.code = 'ERR_LOOPGLASS_NOT_MODELLED';
            const place = blameProgram(error) || askedAt;
            const told = `${what} is not modelled${reason}${place && ` (${place})`}`;
            refusals.set(error, told);
            door.noteRefusal(told);
            throw error;
        },
        noteAsked() { askedAt = blameProgram(new Error()); },
        noteUncaught(error) {
            const refusal = refusalIn(error, refusals);
            if (refusal !== undefined) door.noteUncaughtRefusal(refusal);
            else if (codesOfMissing.includes(ownValue(error, 'code'))) door.noteMissed();
        },
    };
}

/** Of errors that a file or a module is not there. */
const codesOfMissing = ['ENOENT', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];

/** Of an error, without running code of the program. */
function ownValue(error, name) {
    if (typeof error !== 'object' || error === null || isProxy(error)) return undefined;
    return Object.getOwnPropertyDescriptor(error, name)?.value;
}

/** What a refusal told that is this error, or one that led to it; undefined if there was none. */
function refusalIn(error, refusals, depthMost = 8) {
    if (depthMost === 0) return undefined;
    if (refusals.has(error)) return refusals.get(error);
    const errors = ownValue(error, 'errors');
    for (const one of [ownValue(error, 'cause'), ...(Array.isArray(errors) ? errors : [])]) {
        const found = refusalIn(one, refusals, depthMost - 1);
        if (found !== undefined) return found;
    }
    return undefined;
}

/** When Node gets to where, as parts of the time until the program's first line; measured (`performance.nodeTiming`). */
function startShares() {
    return nodeMajor >= 22 ?
        { NODE_START: 0.02, V8_START: 0.18, ENVIRONMENT: 0.68, BOOTSTRAP_COMPLETE: 0.97 } :
        { NODE_START: 0.02, V8_START: 0.2, ENVIRONMENT: 0.55, BOOTSTRAP_COMPLETE: 0.89 };
}

module.exports = { makeHost };
