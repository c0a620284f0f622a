'use strict';
// OpenSSL computes the lanes in threads of its own. Node has argon2 from 24.7 on.
const { argon2, argon2Sync } = require('crypto');

const parameters = { message: 'word', nonce: Buffer.alloc(16, 1), parallelism: 4, tagLength: 16, memory: 1024, passes: 2 };
setTimeout(() => {
    if (argon2Sync === undefined) return console.log('none');
    console.log(argon2Sync('argon2id', parameters).toString('hex'));
    argon2('argon2id', parameters, (error, tag) => console.log(tag.toString('hex')));
}, 1);
setImmediate(() => {});
