// Hashes and ciphers of the main thread.
const crypto = require('crypto');
console.log(crypto.createHash('sha256').update('a').update('b').digest('hex'));
console.log(crypto.createHmac('sha1', 'key').update('text').digest('base64'));
const cipher = crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16));
console.log(cipher.update('hello', 'utf8', 'hex') + cipher.final('hex'));
crypto.createHash('md5').on('readable', function readable() { const value = this.read(); if (value) console.log(value.toString('hex')); }).end('text');
