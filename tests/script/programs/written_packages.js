'use strict';
// require() of packages that the program itself wrote: `main` with and without an ending, as a folder, missing.
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const write = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
};
const show = (name) => {
    try {
        console.log(name, require(path.join(folder, name)));
    } catch (error) {
        console.log(name, error.code);
    }
};

write('named/package.json', '{ "main": "./lib/start" }');
write('named/lib/start.js', 'module.exports = "start";');
write('named/index.js', 'module.exports = "not this";');
write('nested/package.json', '{ "main": "dist" }');
write('nested/dist/index.js', 'module.exports = "dist";');
write('plain/package.json', '{ "name": "plain" }');
write('plain/index.js', 'module.exports = "index";');
write('index.js', 'module.exports = "outer";');
for (const name of ['named', 'named/', 'nested', 'plain', 'named/lib/start', 'nowhere', '']) show(name);
console.log(path.relative(folder, require.resolve(path.join(folder, 'named'))));
fs.rmSync(folder, { recursive: true });
