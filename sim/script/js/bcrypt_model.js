'use strict';
// A model of the package bcrypt: its functions, the shape of its hashes and the time of its trips. The hash itself is
// a SHA-256 of salt and password.

const { createHash } = require('crypto');

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const shape = /^\$2([aby])\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})?$/;
const roundsDefault = 10;
const [saltCharacters, hashCharacters] = [22, 31];

module.exports = function makeBcrypt(world) {
    const salt = (rounds, minor) => {
        const bytes = new Uint8Array(saltCharacters);
        world.fillRandomly(bytes, 0, bytes.length);
        return `$2${minor}$${String(clamp(rounds)).padStart(2, '0')}$${toText(bytes)}`;
    };
    const hashWith = (data, text) => {
        const [, , , characters] = shape.exec(text);
        const bytes = createHash('sha256').update(characters).update(data).digest();
        return text.slice(0, '$2b$10$'.length + saltCharacters) + toText([...bytes, ...bytes]).slice(0, hashCharacters);
    };
    const matches = (data, hash) => shape.test(hash) && hash.length === 60 && hashWith(data, hash) === hash;

    /** One trip of the row `api`, then `finish`. */
    const trip = (api, details, finish) => {
        world.submit(api, { ...world.scope('bcrypt'), ...details }, finish);
    };

    function genSaltSync(rounds = roundsDefault, minor = 'b') {
        checkRounds(rounds);
        return salt(rounds || roundsDefault, minor);
    }

    function hashSync(data, saltOrRounds) {
        checkHash(data, saltOrRounds);
        const text = typeof saltOrRounds === 'number' ? genSaltSync(saltOrRounds) : saltOrRounds;
        world.spendSync('bcrypt.hashSync', { factor: factorOf(text) });
        return hashWith(data, text);
    }

    function compareSync(data, hash) {
        checkCompare(data, hash);
        world.spendSync('bcrypt.compareSync', { factor: factorOf(hash) });
        return matches(data, hash);
    }

    const genSalt = asynchronous((done, rounds = roundsDefault, minor = 'b') => {
        checkRounds(rounds);
        trip('bcrypt.hash', { trip: 'salt' }, () => [undefined, done, null, salt(rounds || roundsDefault, minor)]);
    });

    const hash = asynchronous((done, data, saltOrRounds) => {
        checkHash(data, saltOrRounds);
        const work = (text, isFirst) => {
            const result = hashWith(data, text);
            trip('bcrypt.hash', { trip: 'work', factor: factorOf(text), isFirst }, () => [undefined, done, null, result]);
        };
        if (typeof saltOrRounds === 'string') {
            work(saltOrRounds, true);
        } else {
            trip('bcrypt.hash', { trip: 'salt' }, () => work(salt(saltOrRounds, 'b'), false));
        }
    });

    const compare = asynchronous((done, data, text) => {
        checkCompare(data, text);
        const result = matches(data, text);
        trip('bcrypt.compare', { factor: factorOf(text) }, () => [undefined, done, null, result]);
    });

    function getRounds(text) {
        const parts = shape.exec(text);
        if (parts === null) throw new Error('invalid hash provided');
        return Number(parts[2]);
    }

    return { genSaltSync, genSalt, hashSync, hash, compareSync, compare, getRounds };
};

/** A function with a callback as last argument, or, without one, a promise. What is wrong goes the same way, in a tick. */
function asynchronous(start) {
    return function (...args) {
        const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
        if (callback === undefined) {
            return new Promise((resolve, reject) => {
                start((error, value) => (error ? reject(error) : resolve(value)), ...args);
            });
        }
        try {
            start(callback, ...args);
        } catch (error) {
            process.nextTick(callback, error);
        }
        return undefined;
    };
}

function checkRounds(rounds) {
    if (typeof rounds !== 'number') throw new Error('rounds must be a number');
}

function checkHash(data, salt) {
    if (data === undefined || data === null || salt === undefined || salt === null) throw new Error('data and salt arguments required');
    if (!(typeof data === 'string' || Buffer.isBuffer(data)) || !(typeof salt === 'string' || typeof salt === 'number')) {
        throw new Error('data must be a string or Buffer and salt must either be a salt string or a number of rounds');
    }
    if (typeof salt === 'string' && !shape.test(salt)) throw new Error('Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue');
}

function checkCompare(data, hash) {
    if (data === undefined || data === null || hash === undefined || hash === null) throw new Error('data and hash arguments required');
    if (!(typeof data === 'string' || Buffer.isBuffer(data)) || typeof hash !== 'string') {
        throw new Error('data must be a string or Buffer and hash must be a string');
    }
}

/** Each round more doubles the work; the catalogue's is that of 10. */
function factorOf(text) {
    const parts = shape.exec(text);
    return parts === null ? 0 : 2 ** (Number(parts[2]) - roundsDefault);
}

function clamp(rounds) {
    return Math.min(Math.max(rounds, 4), 31);
}

function toText(bytes) {
    return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}
