function* g() { try { const a = yield 1; console.log('got', a); try { yield 2; } finally { console.log('inner'); yield 'cleanup'; } } catch (e) { console.log('caught', e); yield 3; } finally { console.log('outer'); } }
let it = g(); console.log(it.next(), it.next('x'), it.throw('err'), it.next(), it.next());
it = g(); it.next(); console.log(it.return(9), it.next());
async function* ag() { yield* [Promise.resolve(1), 2]; yield* (async function* () { yield 3; return 4; })(); }
const q = ag(); Promise.all([q.next(), q.next(), q.next(), q.next()]).then((l) => console.log(l));
(async () => { for await (const x of [1, Promise.resolve(2), { then(f) { f(3); } }]) console.log(x); })();
console.log(it, q, g, ag);
