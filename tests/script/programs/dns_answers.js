'use strict';
// What getaddrinfo(3) answers without asking a server: localhost, and numbers that are addresses.
const dns = require('dns');

const said = (error, ...answer) => (error ? `${error.code} ${error.errno} ${error.message}` : JSON.stringify(answer));

async function main() {
    // The library makes objects of the addresses within the array that it is given, each time.
    for (let i = 0; i < 3; ++i) {
        await new Promise((done) => dns.lookup('localhost', { all: true, family: 4 }, (...answer) => {
            console.log('all', said(...answer));
            done();
        }));
    }
    console.log('promise', JSON.stringify(await dns.promises.lookup('localhost', { all: true, family: 4 })));
    for (const name of ['1', '1.2.3', '0x7f.1', '010.1', '1.2.65535', '4294967295', '0', '01.02.03.04', 'LOCALHOST']) {
        for (const family of [4, 6]) {
            if (name === 'LOCALHOST' && family === 6) continue;  // a matter of the machine
            await new Promise((done) => dns.lookup(name, family, (...answer) => {
                console.log(name, family, said(...answer));
                done();
            }));
        }
    }
    await new Promise((done) => dns.lookupService('127.0.0.1', 22, (...answer) => {
        console.log('service', said(...answer));
        done();
    }));
}

main();
