for (const t of ["import('./d.json')", "import('./d.json', { with: { type: 'json' } })", "import('./d.json', { with: { type: 'css' } })", "import('./d.json', { with: { nope: 'json' } })", "import('./c.mjs', { with: { type: 'json' } })", "import('./bad.json', { with: { type: 'json' } })", "import('./t.txt')", "import('./t')", "import('./dir')", "import('./wasm.wasm')"]) try { console.log(t, await eval(t)); } catch (e) { console.log(t, e.name, e.code, e.message.replace(/(file:\/\/)?\/\S*\//g, 'DIR/')); }
//// d.json
{ "a": [1, 2] }
//// bad.json
{ "a": }
//// t.txt
text
//// t
export default 1;
//// c.mjs
export default 1;
//// dir/index.js
module.exports = 1;
