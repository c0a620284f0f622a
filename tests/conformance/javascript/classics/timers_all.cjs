const t = setTimeout(() => console.log('a'), 10); console.log(t.hasRef(), t.unref().hasRef(), t.ref() === t, typeof +t, t[Symbol.toPrimitive]() === +t);
clearTimeout(String(+t)); clearTimeout({}); clearTimeout(null); clearTimeout('x');
const i = setInterval(function () { console.log('i', this === i); clearInterval(i); }, 1);
setTimeout((a, b) => console.log(a, b), 2, 'A', 'B');
for (const d of [undefined, -5, 2 ** 31, NaN, 'abc', '3']) setTimeout(() => console.log('d', d), d).unref?.();
setTimeout(() => {}, 4);
try { setTimeout('code', 1); } catch (e) { console.log(e.code, e.message); }
try { setImmediate(1); } catch (e) { console.log(e.code, e.message); }
const im = setImmediate(() => {}); clearImmediate(im);
