// Functions that the simulation stands in front of say as many parameters as Node's own.
const Module = require('module');
const fs = require('fs');
const functions = [
    process.binding, process.getActiveResourcesInfo, process._fatalException, Module._load, Module._findPath, fs.readFile, fs.writeFile,
    fs.openAsBlob, globalThis.fetch, MessagePort.prototype.postMessage, FinalizationRegistry.prototype.register, WebAssembly.compile, Math.random,
];
for (const one of functions) {
    if (one !== undefined) console.log(one.name, one.length, Object.getOwnPropertyDescriptor(one, 'length').writable);
}
