// Holds that the simulated crypto is in place before any module of Node's can ask for the real one: each module whose source
// asks for the binding has a name by which sim/script/js/crypto_binding.js waits for it, or asks before any program runs.
//   node --expose-internals --no-warnings crypto_modules.mjs

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { asksForCrypto } = require('../../../sim/script/js/crypto_binding.js');
const { internalBinding } = require('internal/test/binding');
const { natives } = internalBinding('builtins');
if (natives === undefined) {
    console.log('this Node does not show its sources');
    process.exit(0);
}
const asking = Object.keys(natives).filter((id) => natives[id].includes("internalBinding('crypto')"));
const early = ['internal/process/pre_execution'];
const missed = asking.filter((id) => !asksForCrypto.test(id) && !early.includes(id));
console.log(`${asking.length} modules ask for crypto`);
for (const id of missed) console.log(`${id} is not waited for`);
process.exit(asking.length === 0 || missed.length > 0 ? 1 : 0);
