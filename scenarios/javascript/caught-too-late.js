// A catch in a tick is in time, one in an immediate is too late
//
// What happens: the first rejection is never reported, the second one is, and then taken back.
// Why: unhandled rejections are reported when ticks and microtasks have drained. A handler that comes
// later gives rejectionHandled.
// Rules: R2.33

process.on('unhandledRejection', (reason) => console.log('unhandled:', reason.message));
process.on('rejectionHandled', () => console.log('handled after all'));
const early = Promise.reject(new Error('early'));
const late = Promise.reject(new Error('late'));
process.nextTick(() => early.catch(() => console.log('caught early')));
setImmediate(() => late.catch(() => console.log('caught late')));

// expect:
//   caught early
//   unhandled: late
//   caught late
//   handled after all
