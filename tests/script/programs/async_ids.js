// A callback runs in the asynchronous context of its own request.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const { createHook, executionAsyncId, triggerAsyncId } = require('async_hooks');
const types = [];
const hook = createHook({ init: (id, type) => types.push(type) }).enable();
const outside = executionAsyncId();
fs.stat(folder, () => {
    hook.disable();
    console.log(types.includes('FSREQCALLBACK'), executionAsyncId() > outside, triggerAsyncId() === outside);
});
