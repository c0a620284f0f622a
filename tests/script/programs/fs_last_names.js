'use strict';
// What a path means whose last name is a link, with a slash behind it, `.` or `..`: what is removed, renamed, made and copied there.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const at = (name) => (name === '' ? '' : `${folder}/${name}`);
const plain = (text) => String(text).replaceAll(folder, 'F');

function begin() {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(at('d/e'), { recursive: true });
    fs.writeFileSync(at('d/e/g'), 'g');
    fs.writeFileSync(at('a'), 'a');
    fs.mkdirSync(at('empty'));
    for (const [name, target] of Object.entries({ ln: 'd', lempty: 'empty', lf: 'a', dangling: 'nowhere', loop: 'loop' })) {
        fs.symlinkSync(target, at(name));
    }
}

function state() {
    return fs.readdirSync(folder).map((name) => `${name}:${fs.lstatSync(at(name)).mode.toString(8)}`).join(' ');
}

const told = (result) => (result instanceof Error ? plain(`${result.message} ${JSON.stringify({ ...result })}`) : `ok ${plain(result)}`);

function attempt(what, work) {
    begin();
    let result;
    try {
        result = work();
    } catch (error) {
        result = error;
    }
    console.log(what, told(result), '|', state());
}

const places = ['z', 'z/', 'a/', 'a/x', 'none/x', '', 'ln', 'ln/', 'ln/.', 'ln/..', 'lempty/', 'lf/', 'dangling', 'dangling/', 'dangling/x',
    'loop', 'loop/', 'loop/x', 'd/', 'd/.', 'd/..', 'd/e/..', 'empty/'];
for (const place of places) {
    const where = at(place);
    attempt(`unlink ${place}`, () => fs.unlinkSync(where));
    attempt(`rmdir ${place}`, () => fs.rmdirSync(where));
    attempt(`rm ${place}`, () => fs.rmSync(where, { recursive: true }));
    attempt(`rm -f ${place}`, () => fs.rmSync(where, { recursive: true, force: true }));
    attempt(`mkdir ${place}`, () => fs.mkdirSync(where));
    attempt(`mkdir -p ${place}`, () => fs.mkdirSync(where, { recursive: true }));
    attempt(`write ${place}`, () => fs.writeFileSync(where, 'x'));
    attempt(`copy a ${place}`, () => fs.copyFileSync(at('a'), where));
    attempt(`copy d ${place}`, () => fs.copyFileSync(at('d'), where));
    for (const other of ['a', 'a/', 'd', 'ln/', 'none', 'none/', 'dangling/', 'empty', 'd/.', '']) {
        attempt(`rename ${other} ${place}`, () => fs.renameSync(at(other), where));
    }
}
for (const mode of [0o4755, 0o2777, 0o1777]) {
    attempt(`mkdir ${mode}`, () => fs.mkdirSync(at('m'), { mode }));
    attempt(`mkdir -p ${mode}`, () => fs.mkdirSync(at('m/n'), { mode, recursive: true }));
}
attempt('empties what it reads', () => fs.readFileSync(at('a'), { flag: fs.constants.O_TRUNC, encoding: 'utf8' }));
for (const options of [{ recursive: true }, { recursive: true, withFileTypes: true }]) {
    attempt('readdir', () => JSON.stringify(fs.readdirSync(folder, options)));
}

// The same by the pool.
async function attemptLater(what, work) {
    begin();
    console.log(what, told(await work().catch((error) => error)), '|', state());
}
(async () => {
    for (const place of ['z', 'a', 'a/x', 'ln/', 'dangling', 'dangling/', 'dangling/x/y', 'loop/x', 'd/.', 'd/..']) {
        const where = at(place);
        await attemptLater(`mkdir -p ${place}`, () => fs.promises.mkdir(where, { recursive: true }));
        await attemptLater(`write ${place}`, () => fs.promises.writeFile(where, 'x', { flag: 'r' }));
        await attemptLater(`append ${place}`, () => fs.promises.appendFile(where, 'x'));
        await attemptLater(`rm ${place}`, () => fs.promises.rm(where, { recursive: true }));
        await attemptLater(`rename ${place}`, () => fs.promises.rename(where, at('new')));
        await attemptLater(`readdir ${place}`, () => fs.promises.readdir(where, { recursive: true }));
    }
})();
