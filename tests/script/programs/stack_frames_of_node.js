'use strict';
// What Node's own functions are called in stack traces, where the simulation stands in the place of one.
const fs = require('fs');
const zlib = require('zlib');

console.log(new Error('in the main module').stack);
zlib.gunzip(Buffer.from('no gzip'), (error) => console.log(error.stack));
try {
    fs.mkdtempSync('/nowhere/x-');
} catch (error) {
    console.log(error.message, error.path);
}
