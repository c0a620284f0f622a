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
if (Number(process.versions.node.split('.')[0]) >= 22) {
    // Earlier hosts do not see these: tests/conformance/known.md.
    write('chosen/package.json', '{ "name": "chosen", "type": "module", "exports": { ".": "./a.js", "./sub": { "require": "./b.cjs" } } }');
    write('chosen/a.js', 'export default "a"; import own from "chosen"; console.log("itself", own);');
    write('chosen/b.cjs', 'module.exports = "b";');
    write('node_modules/dependency/package.json', '{ "exports": { "import": "./i.mjs", "require": "./r.js" } }');
    write('node_modules/dependency/i.mjs', 'export default "imported";');
    write('node_modules/dependency/r.js', 'module.exports = "required";');
    write('uses.mjs', 'import one from "dependency"; import { createRequire } from "module"; console.log(one, createRequire(import.meta.url)("dependency"));');
    write('broken/package.json', '{ "main" }');
    show('broken');
    import(path.join(folder, 'uses.mjs')).then(() => import(path.join(folder, 'chosen/a.js'))).catch((error) => console.log(error.code));
}
console.log(path.relative(folder, require.resolve(path.join(folder, 'named'))));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
