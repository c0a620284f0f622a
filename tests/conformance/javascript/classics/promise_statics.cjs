const d = Promise.withResolvers?.() ?? (() => { let resolve, reject; const promise = new Promise((a, b) => { resolve = a; reject = b; }); return { promise, resolve, reject }; })();
d.promise.then(console.log); d.resolve('wr'); d.reject('ignored');
Promise.all([]).then((v) => console.log('all', v)); Promise.any([]).catch((e) => console.log('any', e.constructor.name, e.errors)); Promise.race([]).then(() => console.log('never')); Promise.allSettled([1, Promise.reject(2)]).then((v) => console.log(v));
Promise.all([1, Promise.reject(new Error('r1')), Promise.reject(new Error('r2'))]).catch((e) => console.log(e.message));
(Promise.try?.(() => { throw new Error('try'); }) ?? Promise.reject(new Error('try'))).catch((e) => console.log(e.message));
process.on('multipleResolves', (...a) => console.log('multi', a[0]));
console.log(Promise.resolve(1), Promise.reject(2).catch(() => {}), new Promise(() => {}), (async () => { throw 3; })().catch(() => {}));
