// Requests are destroyed after their callback, by an immediate of Node's own.
const { createHook } = require('async_hooks');
const crypto = require('crypto');
const dns = require('dns');
const fs = require('fs');
const types = new Map();
const lines = [];
const wanted = /^(FS|PBKDF2|RANDOM|GETADDRINFO|GETNAMEINFO)/;
createHook({
    init(id, type) { if (wanted.test(type)) types.set(id, type); },
    before(id) { if (types.has(id)) lines.push(`before ${types.get(id)}`); },
    after(id) { if (types.has(id)) lines.push(`after ${types.get(id)}`); },
    destroy(id) { if (types.has(id)) lines.push(`destroy ${types.get(id)}`); },
}).enable();
const calls = [
    (done) => fs.stat(__filename, done),
    (done) => fs.readFile(__filename, done),
    (done) => crypto.pbkdf2('a', 'b', 1, 4, 'sha1', done),
    (done) => crypto.randomBytes(4, done),
    (done) => dns.lookup('localhost', done),
    (done) => dns.lookupService('127.0.0.1', 80, done),
    (done) => fs.promises.stat(__filename).then(done),
];
function next() {
    const call = calls.shift();
    if (call === undefined) return console.log(lines.join('\n'));
    call(() => setImmediate(() => setTimeout(next, 1)));
}
next();
