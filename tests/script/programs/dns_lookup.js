// Addresses are answered in a tick, localhost through the pool, what does not exist with an error.
const dns = require('dns');
dns.lookup('127.0.0.1', (error, address, family) => console.log(error, address, family));
process.nextTick(() => console.log('tick'));
console.log('main');
dns.lookup('localhost', { family: 4 }, (error, address, family) => {
    console.log(error, address, family);
    dns.lookup('nowhere.invalid', (failure) => {
        console.log(failure.code, failure.errno, failure.syscall, failure.hostname, failure.message);
        dns.promises.lookup('localhost', { family: 4 }).then((value) => {
            console.log(value);
            dns.promises.lookup('nowhere.invalid').catch((last) => console.log(last.code, Object.keys(last)));
        });
    });
});
