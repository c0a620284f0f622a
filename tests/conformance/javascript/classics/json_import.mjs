import data from './24d.json' with { type: 'json' };
console.log(data);
try { await import('./24d.json'); } catch (e) { console.log(e.code); }
//// 24d.json
{ "a": [1, 2, { "b": null }] }
