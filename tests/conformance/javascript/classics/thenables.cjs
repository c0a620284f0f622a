const t = { get then() { console.log('get then'); return (f) => { console.log('call then'); f('t'); }; } };
Promise.resolve(t).then(console.log); (async () => console.log('await', await t))(); (async () => t)().then((v) => console.log('ret', v));
new Promise((r) => r(t)).then((v) => console.log('res', v)); Promise.race([t]).then((v) => console.log('race', v));
Promise.resolve().then(() => t).then((v) => console.log('chain', v)); [1, 2, 3, 4, 5, 6, 7, 8].reduce((p, n) => p.then(() => console.log('n', n)), Promise.resolve());
class P2 extends Promise { then(a, b) { console.log('P2 then'); return super.then(a, b); } } P2.resolve(1).finally(() => console.log('fin')); (async () => { await P2.resolve(2); console.log('after p2'); })();
