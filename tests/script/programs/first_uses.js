'use strict';
// ICU is loaded when a number is first formatted, which takes 12 ms: a timer of 4 ms is due by then, and comes before the file. Functions
// whose first call is watched for that look as they always do.
const fs = require('fs');
const { isIP } = require('net');
const vm = require('vm');

console.log(Number.prototype.toLocaleString.length, Date.prototype.toLocaleString.name, isIP.name, isIP.length, vm.createContext.name);
setImmediate(() => {
    setTimeout(() => console.log('timer'), 4);
    fs.readFile(__filename, () => console.log('file'));
    console.log((1234.5).toLocaleString('en'), new Date(0).toLocaleDateString('en', { timeZone: 'UTC' }), 'b'.localeCompare('a'));
});
setTimeout(() => {
    for (const name of ['NumberFormat', 'DateTimeFormat', 'Collator']) {
        console.log(name, Intl[name].name, Intl[name].length, new Intl[name]('en') instanceof Intl[name]);
    }
    try {
        new Intl.PluralRules('no such language');
    } catch (error) {
        console.log(error.name, error.stack.split('\n')[1].trim());
    }
    console.log(isIP('localhost'), isIP('127.0.0.1'), isIP('::1'), vm.runInNewContext('1 + 1'));
}, 200);
