// Modules that a program makes itself, with names that are not absolute.
const Module = require('module');

const made = new Module('made', module);
made.filename = 'made.js';
made.paths = module.paths;
try { console.log(typeof made.require('./web_assembly_that_is_missing.js')); } catch (error) { console.log(error.code); }
console.log(typeof made.require('node:path').join);
const inner = new Module('inner', made);
inner._compile('exports.of = typeof require("fs").readFile; exports.name = __filename;', 'sub/inner.js');
console.log(inner.exports);
