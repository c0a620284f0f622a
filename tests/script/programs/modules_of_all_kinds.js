// require and import of files that the program wrote.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(at('one.js'), 'exports.name = __filename.slice(-6); exports.two = require("./two.json");');
fs.writeFileSync(at('two.json'), '{"deep": [1, 2]}');
console.log(require(at('one.js')), require(at('one')) === require(at('one.js')));
try {
    require(at('none'));
} catch (error) {
    console.log(error.code);
}
