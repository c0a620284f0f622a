'use strict';
// Functions of Node's modules, of process and of the global object have the names, lengths and kinds that they have in Node, whatever
// stands in their place.
const modules = ['async_hooks', 'buffer', 'child_process', 'crypto', 'dns', 'events', 'fs', 'module', 'net', 'os', 'path', 'perf_hooks', 'readline',
    'stream', 'string_decoder', 'timers', 'url', 'util', 'v8', 'vm', 'worker_threads', 'zlib'];

function shape(value) {
    if (typeof value !== 'function') return typeof value;
    return `${value.name}/${value.length}/${'prototype' in value}/${Object.getOwnPropertyNames(value.prototype ?? {}).length}`;
}

for (const name of modules) {
    const module = require(name);
    for (const key of Object.getOwnPropertyNames(module).sort()) console.log(name, key, shape(Object.getOwnPropertyDescriptor(module, key).value));
}
for (const [what, object] of [['process', process], ['global', globalThis], ['promises', require('fs').promises], ['Atomics', Atomics]]) {
    for (const key of Object.getOwnPropertyNames(object).filter((each) => !each.startsWith('_')).sort()) {
        const { value, get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(object, key);
        console.log(what, key, shape(value), Boolean(get), Boolean(set), enumerable, configurable);
    }
}
