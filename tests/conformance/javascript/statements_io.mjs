// Files, crypto and zlib: what goes through the pool.

import { statement } from './tree.mjs';

const callback = (weight, call) => ({
    weight,
    isIo: true,
    make: (g, scope) => statement(`${call(g)}, (e, v) => {`, [g.logOf('e?.code'), ...g.body(scope, { io: true })], '});'),
});
const promise = (weight, call) => ({
    weight,
    isIo: true,
    make: (g, scope) => statement(`${call(g)}.then((v) => {`, [g.log(), ...g.body(scope, { io: true })], '}, (e) => {', [g.logOf('e.code')], '});'),
});
const awaited = (weight, call) => ({
    weight,
    isIo: true,
    isAsync: true,
    make: (g, scope) => {
        const made = statement(`await ${call(g)};`, ` log('${g.label()}');`);
        scope.io.isFree = true;
        return made;
    },
});
const own = 'process.argv[1]';
const crypto = (g) => g.module('crypto');
const zlib = (g) => g.module('zlib');

export const ioRows = [
    callback(4, () => `fs.readFile(${own}`),
    callback(4, () => `fs.stat(${own}`),
    callback(2, () => `fs.stat('missing'`),
    callback(2, () => `fs.access(${own}`),
    callback(1, () => `fs.readdir('.'`),
    callback(1, () => `fs.realpath(${own}`),
    callback(2, (g) => `fs.writeFile('made${g.label()}.txt', 'text'`),
    callback(1, (g) => `fs.mkdir('folder${g.label()}'`),
    callback(2, (g) => `${crypto(g)}.randomBytes(8`),
    callback(2, (g) => `${crypto(g)}.pbkdf2('a', 'b', 1, 8, 'sha1'`),
    callback(1, (g) => `${crypto(g)}.scrypt('a', 'b', 8, { N: 2 }`),
    callback(1, (g) => `${crypto(g)}.randomInt(5`),
    callback(1, (g) => `${crypto(g)}.generateKeyPair('ec', { namedCurve: 'P-256' }`),
    callback(1, (g) => `${crypto(g)}.randomFill(Buffer.alloc(4)`),
    callback(2, (g) => `${zlib(g)}.gzip('text'`),
    callback(1, (g) => `${zlib(g)}.gunzip(zlib.gzipSync('text')`),
    callback(1, (g) => `${zlib(g)}.gunzip('no such thing'`),
    callback(1, (g) => `${zlib(g)}.deflateRaw('text'`),
    callback(1, (g) => `${zlib(g)}.brotliCompress('text'`),
    promise(3, () => `fs.promises.readFile(${own})`),
    promise(3, () => `fs.promises.stat(${own})`),
    promise(2, () => `fs.promises.stat('missing')`),
    promise(1, () => `fs.promises.access(${own})`),
    promise(1, (g) => `fs.promises.writeFile('made${g.label()}.txt', 'text')`),
    promise(1, (g) => `${crypto(g)}.subtle.digest('SHA-256', Buffer.from('text'))`),
    promise(1, (g) => `${g.module('util')}.promisify(${zlib(g)}.gzip)('text')`),
    awaited(3, () => `fs.promises.readFile(${own})`),
    awaited(2, () => `fs.promises.stat(${own})`),
    awaited(1, (g) => `${g.module('util')}.promisify(${crypto(g)}.randomBytes)(8)`),
    { weight: 2, isIo: true, make: (g, scope) => statement(`fs.open(${own}, 'r', (e, fd) => {`,
        [g.logOf('e?.code'), statement('fs.read(fd, Buffer.alloc(4), 0, 4, 0, (e, n) => {',
            [g.logOf('n'), ...g.body(scope), statement('fs.close(fd, (e) => {', g.body(scope, { io: true }), '});')], '});')], '});') },
    { weight: 1, isIo: true, make: (g, scope) => statement(`fs.promises.open(${own}).then(async (file) => {`,
        [g.log(), statement(`const { bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0); log('${g.label()}', bytesRead);`),
            statement(`await file.close(); log('${g.label()}');`), ...g.body(scope, { io: true })], '});') },
    { weight: 3, isIo: true, make: (g, scope) => {
        const name = g.name('file');
        return statement(`const ${name} = fs.createReadStream(${own}, { end: 99, highWaterMark: 64 }); ${name}.on('data', (c) => {`,
            [g.logOf('c.length'), ...g.body(scope)], '});',
            ['open', 'ready', 'end', 'close'].map((event) => statement(`${name}.on('${event}', () => log('${g.label()} ${event}'));`)));
    } },
    { weight: 2, isIo: true, make: (g) => {
        const name = g.name('file');
        return statement(`const ${name} = fs.createWriteStream('made${g.label()}.txt'); ${name}.write('a', () => log('${g.label()}')); ${name}.end('b');`,
            ['open', 'ready', 'finish', 'close'].map((event) => statement(`${name}.on('${event}', () => log('${g.label()} ${event}'));`)));
    } },
    { weight: 1, isIo: true, make: (g) => {
        const name = g.name('gzip');
        return statement(`const ${name} = ${zlib(g)}.createGzip(); ${name}.on('data', (c) => log('${g.label()}', c.length > 0)); ${name}.end('text');`,
            ['end', 'finish', 'close'].map((event) => statement(`${name}.on('${event}', () => log('${g.label()} ${event}'));`)));
    } },
    { weight: 1, make: (g) => g.logOf(`${crypto(g)}.createHash('sha256').update('x').digest('hex').slice(0, 8)`) },
    { weight: 1, make: (g) => g.logOf(`fs.readFileSync(${own}).length > 0`) },
];
