// Node's internal modules are no modules for a program, whichever way it asks.
const m = require('module');
console.log(m.builtinModules.length, m.builtinModules.filter((x) => x.includes('internal')).slice(0, 3), m.isBuiltin('internal/util'), m.isBuiltin('node:internal/util'), m.isBuiltin('fs'), process.getBuiltinModule?.('internal/util') === undefined, process.getBuiltinModule?.('internal/deps/undici/undici') === undefined);
try { require('internal/util'); } catch (e) { console.log(e.code, e.message.split('\n')[0]); } try { require('node:internal/util'); } catch (e) { console.log(e.code, e.message.split('\n')[0]); }
import('internal/util').catch((e) => console.log(e.code, e.message.split('\n')[0])); import('node:internal/util').catch((e) => console.log(e.code, e.message.split('\n')[0]));
console.log(Object.isFrozen(m.builtinModules), JSON.stringify(Object.getOwnPropertyDescriptor(m, 'builtinModules')).slice(0, 40), JSON.stringify(Object.getOwnPropertyDescriptor(m, 'builtinModules')).slice(-50));
