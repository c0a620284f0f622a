import { b, getA } from './b.mjs';
export let a = 'a-value'; export function fa() { return 'fa'; }
console.log('in a', b, getA());
try { const ns = await import('./c.mjs'); console.log(ns, Object.keys(ns), ns[Symbol.toStringTag]); ns.x = 1; } catch (e) { console.log(e.name, e.message); }
export default class {}
console.log(import.meta.url.endsWith('import_cycle_live.mjs'), typeof import.meta.resolve, import.meta.dirname !== undefined, import.meta.filename !== undefined, import.meta.main);
//// b.mjs
import { a, fa } from './import_cycle_live.mjs';
import dflt from './import_cycle_live.mjs';
export const b = 'b'; console.log('in b', fa());
try { console.log(a); } catch (e) { console.log(e.name, e.message); }
try { console.log(dflt); } catch (e) { console.log(e.name, e.message); }
export const getA = () => { try { return a; } catch (e) { return e.message; } };
//// c.mjs
export let x = 0; export default 5; export const inc = () => { x++; };
inc(); console.log('c runs', x);
