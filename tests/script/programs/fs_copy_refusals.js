'use strict';
// What cpSync refuses, in whose words, and which frames the errors show.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const at = (name) => `${folder}/${name}`;
fs.mkdirSync(at('d/in'), { recursive: true });
fs.writeFileSync(at('f'), 'f');
fs.writeFileSync(at('d/in/g'), 'g');
for (const [name, target] of Object.entries({ loop: 'loop', ln: 'd', lf: 'f', dangling: 'nowhere' })) fs.symlinkSync(target, at(name));

function attempt(from, to, options) {
    let result = 'ok';
    try {
        fs.cpSync(at(from), at(to), options);
    } catch (error) {
        result = `${error.stack} ${JSON.stringify({ ...error })}`.replaceAll(folder, 'F');
    }
    console.log(from, to, result, fs.readdirSync(folder));
}

const whole = { recursive: true };
for (const [from, to] of [['d', 'n'], ['f', 'd'], ['loop/x', 'n'], ['loop', 'n1'], ['f/x', 'n'], ['f/', 'n'], ['lf/', 'n'], ['lf/x', 'n'], ['none', 'n'],
    ['none/x', 'n'], ['f', 'f/x'], ['f', 'above/n'], ['f', 'f'], ['f', 'lf'], ['lf', 'f'], ['f', 'loop/x'], ['f', 'f/'], ['f', 'new/'], ['dangling', 'n2']]) {
    attempt(from, to);
}
for (const [from, to] of [['d', 'd'], ['d', 'd/x'], ['d', 'f'], ['d', 'loop/x'], ['d', 'f/x'], ['f', 'd/'], ['d', 'new2/'], ['ln', 'ln2'], ['ln/', 'ln3']]) {
    attempt(from, to, whole);
}
for (const from of ['loop', 'dangling']) attempt(from, 'n3', { dereference: true });
for (let i = 0; i < 2; i++) attempt('f', 'd/in/h', { errorOnExist: true, force: false });
