'use strict';
// What names stand for in the simulated world. `localhost` is what this machine says; any other name with a dot has
// addresses of the ranges set aside for documentation (RFC 5737, RFC 3849), always the same for the same name; names
// without a dot and those ending in `.invalid` do not exist. `slow200` is this machine after 200 ms, for programs about
// slow lookups.

const { machineText } = require('./real_folder.js');

const millisecond = 1000000;
/** A name server one millisecond away, as in the API catalogue. */
const serverTime = millisecond;
const slowName = /^slow(\d{1,5})$/;
const services = { 21: 'ftp', 22: 'ssh', 25: 'smtp', 53: 'domain', 80: 'http', 110: 'pop3', 143: 'imap2', 443: 'https' };

/** { addresses, time, error }: time undefined where no server is asked, the error's name if it is not that there are none.
 *  `family`: 0 for both. */
function lookup(name, family) {
    const numbers = addressOfNumbers(name);
    if (numbers !== undefined) return family === 6 ? { addresses: [], error: 'EAI_ADDRFAMILY' } : { addresses: [numbers] };
    const slow = slowName.exec(name);
    if (slow !== null) return { addresses: ofFamily(['127.0.0.1'], family), time: Number(slow[1]) * millisecond };
    if (isLocal(name)) return { addresses: ofFamily(localAddresses(), family) };
    return { addresses: exists(name) ? ofFamily([addressSix(name), addressFour(name)], family) : [], time: serverTime };
}

/** What inet_aton(3) takes for an address: up to four numbers, decimal, octal or hexadecimal, the last of which fills what is left. */
function addressOfNumbers(name) {
    const parts = name.split('.');
    if (parts.length > 4 || !parts.every((part) => /^(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)$/.test(part))) return undefined;
    const numbers = parts.map((part) => (/^0\d/.test(part) ? Number.parseInt(part, 8) : Number(part)));
    const last = numbers.pop();
    const left = 4 - numbers.length;  // bytes
    if (numbers.some((number) => number > 255) || last >= 256 ** left) return undefined;
    const bytes = Array.from({ length: left }, (_, i) => Math.floor(last / 256 ** (left - 1 - i)) % 256);
    return [...numbers, ...bytes].join('.');
}

/** As getnameinfo(3) that needs a name (NI_NAMEREQD): undefined where there is none. */
function nameOf(address, port) {
    return localAddresses().includes(address) ? { host: 'localhost', service: services[port] ?? String(port) } : undefined;
}

/** { value } of a record, or { error } in the words of c-ares. */
function resolve(record, name) {
    if (record === 'HOST') return /^(127\.0\.0\.1|::1)$/.test(name) ? { value: ['localhost'] } : { error: 'ENOTFOUND' };
    if (isLocal(name)) {
        if (record === 'A') return { value: ['127.0.0.1'] };
        return record === 'AAAA' ? { value: ['::1'] } : { error: 'ENOTFOUND' };
    }
    if (!exists(name)) return { error: 'ENOTFOUND' };
    const make = records[record];
    return make === undefined ? { error: 'ENODATA' } : { value: make(name) };
}

const records = {
    A: (name) => [addressFour(name)],
    AAAA: (name) => [addressSix(name)],
    MX: (name) => [{ exchange: `mail.${name}`, priority: 10 }],
    TXT: () => [['v=spf1 -all']],
    NS: (name) => [`ns1.${name}`, `ns2.${name}`],
    SOA: (name) => ({
        nsname: `ns1.${name}`, hostmaster: `hostmaster.${name}`, serial: 1, refresh: 3600, retry: 600, expire: 86400, minttl: 300,
    }),
    ANY: (name) => [
        { address: addressFour(name), ttl: 300, type: 'A' },
        { address: addressSix(name), ttl: 300, type: 'AAAA' },
        { exchange: `mail.${name}`, priority: 10, type: 'MX' },
    ],
};

/** In lower case, without the dot of the root. A regular expression that knows both cases takes milliseconds when it is first used. */
function plain(name) {
    const lower = name.toLowerCase();
    return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

function isLocal(name) {
    return plain(name) === 'localhost' || plain(name).endsWith('.localhost');
}

let ofLocalhost;

/** As getaddrinfo(3) has them: those that the hosts file names, the newer family first if the loopback device has it. */
function localAddresses() {
    ofLocalhost ??= localIn(machineText('/etc/hosts'), /^0{31}1 /m.test(machineText('/proc/net/if_inet6')));
    return ofLocalhost;
}

function localIn(hosts, hasSix) {
    const names = hosts.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/)).filter((words) => words.includes('localhost', 1));
    const [six, four] = ['::1', '127.0.0.1'].map((address) => names.filter((words) => words[0] === address).slice(0, 1).map(() => address));
    if (six.length + four.length === 0) return ['::1', '127.0.0.1'];
    return hasSix ? [...six, ...four] : [...four, ...six];
}

function exists(name) {
    return name.includes('.') && !plain(name).endsWith('.invalid');
}

function ofFamily(addresses, family) {
    return family === 0 ? addresses : addresses.filter((address) => address.includes(':') === (family === 6));
}

function addressFour(name) {
    return `203.0.113.${1 + (hash(name) % 254)}`;
}

function addressSix(name) {
    return `2001:db8::${(1 + (hash(name) % 65534)).toString(16)}`;
}

function hash(name) {
    let state = 2166136261;
    for (const byte of Buffer.from(name.toLowerCase())) state = Math.imul(state ^ byte, 16777619) >>> 0;
    return state;
}

module.exports = { lookup, nameOf, resolve };
