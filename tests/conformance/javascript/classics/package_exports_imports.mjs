import main, { sub } from 'pkg'; import feat from 'pkg/feature'; import { createRequire } from 'module';
const require = createRequire(import.meta.url);
console.log(main, sub, feat, require('pkg'), require('pkg/feature'));
for (const s of ['pkg/hidden', 'pkg/internal.js', 'pkg/dir/x', 'pkg/dir/none', 'nopkg', 'pkg/package.json', '#imp', '#none', './nofile.mjs', 'node:nope', 'pkg/bad%2fpath', 'data:text/javascript,export default 7', 'https://x.y/z.mjs', 'onlycjs', 'onlycjs/lib']) { try { const m = await import(s); console.log(s, m.default); } catch (e) { console.log(s, e.code, e.message.replaceAll(new URL('.', import.meta.url).pathname, 'DIR/')); } try { console.log('r', s, require(s)); } catch (e) { console.log('r', s, e.code, e.message.split('\n')[0].replaceAll(new URL('.', import.meta.url).pathname, 'DIR/')); } }
console.log(import.meta.resolve?.('pkg').slice(-20));
//// package.json
{ "name": "self", "type": "commonjs", "imports": { "#imp": { "import": "./imp.mjs", "require": "./imp.cjs" } }, "exports": { ".": "./self.cjs" } }
//// imp.mjs
export default 'imp esm';
//// imp.cjs
module.exports = 'imp cjs';
//// self.cjs
module.exports = 'self';
//// node_modules/pkg/package.json
{ "name": "pkg", "version": "1.2.3", "exports": { ".": { "import": "./main.mjs", "require": "./main.cjs" }, "./feature": { "node": "./feat-node.cjs", "default": "./feat.mjs" }, "./dir/*": "./dir/*.cjs", "./hidden": null } }
//// node_modules/pkg/main.mjs
export default 'pkg esm'; export const sub = 'sub';
//// node_modules/pkg/main.cjs
module.exports = 'pkg cjs';
//// node_modules/pkg/feat-node.cjs
exports.__esModule = true; exports.default = 'feat default'; exports.named = 1;
//// node_modules/pkg/dir/x.cjs
module.exports = 'dir x';
//// node_modules/onlycjs/package.json
{ "main": "lib" }
//// node_modules/onlycjs/lib/index.js
exports.where = 'onlycjs lib';
