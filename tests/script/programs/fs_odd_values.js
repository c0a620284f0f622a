'use strict';
// Positions, times, owners, modes and descriptors that are seldom met.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { constants, promises } = fs;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const at = (name) => path.join(folder, name);
const file = at('file');
const told = (value) => String(value).replaceAll(folder, 'F');
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function attempt(what, work) {
    let result;
    try {
        result = work();
    } catch (error) {
        result = `${error.code} ${error.message} ${JSON.stringify({ ...error })}`;
    }
    console.log(what, told(result));
}

fs.writeFileSync(file, '0123456789');
const descriptor = fs.openSync(file, 'r+');
attempt('a bigint is no position to write at', () => {
    fs.writeSync(descriptor, 'XY', 5n);
    fs.writeSync(descriptor, Buffer.from('Z'), 0, 1, 7n);
    fs.writeSync(descriptor, Buffer.from('W'), 0, 1, 9);
    const three = Buffer.alloc(3);
    fs.readSync(descriptor, three, 0, 3, 2n);
    return `${fs.readFileSync(file)} ${three}`;
});
attempt('a folder is not created by open', () => fs.openSync(at('new'), constants.O_DIRECTORY | constants.O_CREAT));
attempt('neither read nor written', () => fs.readSync(fs.openSync(file, 3), Buffer.alloc(2)));
attempt('nobody is the owner', () => {
    fs.chownSync(file, 2 ** 32 - 1, -1);
    return fs.statSync(file).uid === process.getuid();
});
for (const length of [4095, 4096]) attempt(`a link of ${length}`, () => fs.symlinkSync('x'.repeat(length), at(`link${length}`)));
fs.unlinkSync(at('link4095'));
for (const name of ['fstatSync', 'fsyncSync', 'closeSync', 'ftruncateSync']) attempt(name, () => fs[name](3n));

for (const time of [new Date(NaN), 1e300, 1e10, 0.0000015, 1.9999999999, 1700000000.123, 1234567890.123456, '12.5', new Date(1700000000123), new Date(-1)]) {
    for (const name of ['utimesSync', 'lutimesSync']) {
        attempt(`${name} ${+time}`, () => {
            fs.utimesSync(file, 5, 6);
            let failure = '';
            try {
                fs[name](file, time, 7);
            } catch (error) {
                failure = error.message;
            }
            const { atimeNs, mtimeNs } = fs.statSync(file, { bigint: true });
            return `${failure} ${atimeNs} ${mtimeNs} ${fs.statSync(file).atimeMs}`;
        });
    }
}

const modesBelow = (name) => fs.readdirSync(name).sort().map((each) => {
    const status = fs.statSync(path.join(name, each));
    return `${each}:${status.mode.toString(8)}${status.isDirectory() ? `(${modesBelow(path.join(name, each))})` : ''}`;
}).join(' ');

(async () => {
    for (const [outer, inner] of [[0o750, 0o700], [0o777, 0o1777], [0o500, 0o770]]) {
        fs.mkdirSync(at('from/in/deep'), { recursive: true });
        fs.writeFileSync(at('from/in/f'), '');
        fs.chmodSync(at('from/in/f'), inner & 0o777);
        fs.chmodSync(at('from/in'), inner);
        fs.chmodSync(at('from'), outer);
        fs.cpSync(Buffer.from(at('from')), at('sync'), { recursive: true });
        await promises.cp(at('from'), at('later'), { recursive: true });
        console.log(modesBelow(folder));
        for (const name of ['from', 'sync', 'later']) fs.rmSync(at(name), { recursive: true });
    }

    fs.readv(descriptor, [], (error) => console.log('called back at once', told(error.message), Object.keys(error)));
    fs.writev(descriptor, [], (error) => console.log('called back later', error));
    console.log('after both');
    await wait(5);
    for (const [name, value] of [['readFile', 'utf8'], ['writeFile', 'x'], ['appendFile', Buffer.from('x')]]) {
        const handle = await promises.open(file);
        await handle.close();
        await promises[name](handle, value).catch((error) => console.log(name, 'of a closed one', error.code, error.message));
    }

    for (const mode of ['r', 8, -1, 1.5, NaN, null]) {
        await promises.access(file, mode).catch((error) => console.log('access', mode, error.code, told(error.message)));
        await promises.copyFile(file, at('copy'), mode).catch((error) => console.log('copy', mode, error.code, told(error.message)));
    }
    fs.rmSync(at('copy'));

    const watched = at('watched');
    fs.writeFileSync(watched, '1');
    fs.watchFile(watched, { interval: 20 }, (now, before) => console.log('watched', now.size, now.nlink, 'before', before.size, before.nlink));
    await wait(65);
    fs.writeFileSync(watched, '22');
    await wait(90);
    fs.unlinkSync(watched);
    await wait(90);
    fs.writeFileSync(watched, '333');
    await wait(90);
    fs.unwatchFile(watched);
})();
