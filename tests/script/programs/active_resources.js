// What is under way, while it is and afterwards: requests until what their callbacks queued has run.
'use strict';
const dns = require('dns');
const fs = require('fs');

const show = (name) => console.log(name, process.getActiveResourcesInfo().filter((one) => /Req|Timeout/.test(one)).join(' '),
    process._getActiveRequests().length);

show('before');
fs.stat(__filename, () => {
    show('stat');
    process.nextTick(show, 'tick of stat');
    fs.readFile(__filename, () => show('readFile'));
});
show('asked');
setTimeout(() => {
    show('timer');
    dns.lookup('127.0.0.1', () => show('no lookup'));
    dns.lookup('localhost', () => show('lookup'));
    show('lookup asked');
}, 20);
setTimeout(() => {
    fs.promises.stat(__filename).then(() => show('promise'));
    show('promise asked');
}, 100);
process.on('exit', () => show('exit'));
