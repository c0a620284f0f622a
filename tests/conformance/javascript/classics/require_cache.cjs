const m = require('./m'); m.hit = 1; console.log(require('./m').hit, Object.keys(require.cache).map((k) => k.split('/').pop()));
delete require.cache[require.resolve('./m')]; console.log(require('./m').hit, module.children.length, module.id, module.loaded, require.main === module, module.paths[0].endsWith('node_modules'));
console.log(require('./circ_a')); try { require('./throws'); } catch (e) { console.log(e.message); } try { require('./throws'); } catch (e) { console.log('again', e.message); }
try { require('./syn'); } catch (e) { console.log(e.name, e.message); } try { require('./esm.mjs'); } catch (e) { console.log(e.code); } try { require('./bad.json'); } catch (e) { console.log(e.name, e.message.replace(/\/\S*\//, '')); }
console.log(require('./data.json').x, require('./dirmod'), require.extensions['.js'] !== undefined, require.resolve.paths('x')[0].endsWith('node_modules')); require.extensions['.foo'] = (mod, f) => { mod.exports = 'foo:' + require('fs').readFileSync(f, 'utf8').trim(); }; console.log(require('./x.foo'));
const Module = require('module'); console.log(Module.isBuiltin('fs'), Module.builtinModules.includes('fs'), Module._nodeModulePaths('/a/b'), Module.wrap('x')); const orig = Module._load; Module._load = function (r, ...a) { if (r === 'virtual') return 'V'; return orig.call(this, r, ...a); }; console.log(require('virtual')); Module._load = orig; const mm = new Module('made'); mm._compile('module.exports = 6 * 7', '/made.js'); console.log(mm.exports); console.log(this === module.exports, arguments.length, typeof __filename);
import('./esm.mjs').then((n) => console.log(n)); import('./m.js').then((n) => console.log(n.default, Object.keys(n)));
//// m.js
console.log('m runs'); exports.v = 1; exports['with-dash'] = 2;
//// circ_a.js
exports.early = 1; const b = require('./circ_b'); exports.b = b.done; exports.late = 2;
//// circ_b.js
const a = require('./circ_a'); console.log('b sees', a, a.late); exports.done = true;
//// throws.js
console.log('throws runs'); throw new Error('load failed');
//// syn.js
const x = ;
//// esm.mjs
export const e = 1; export default () => {};
//// bad.json
{"a":}
//// data.json
{"x": 5}
//// dirmod/index.json
[1]
//// x.foo
content
