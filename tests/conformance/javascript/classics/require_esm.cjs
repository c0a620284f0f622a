try { const m = require('./18m.mjs'); console.log(m, m.default); } catch (e) { console.log(e.code, e.message.split('\n')[0]); }
import('./18m.mjs').then((m) => console.log(m.default, Object.keys(m)));
//// 18m.mjs
export default 5; export const x = 1;
console.log('m loaded');
