'use strict';
// A resolver does not take other servers while it waits for an answer.
const resolver = new (require('dns').Resolver)();
resolver.resolve('localhost', () => {});
try {
    resolver.setServers(['127.0.0.1']);
} catch (error) {
    console.log(error.code, error.message.replace(/\[.*/, ''));
}
resolver.cancel();
resolver.setServers(['127.0.0.1']);
console.log(resolver.getServers());
