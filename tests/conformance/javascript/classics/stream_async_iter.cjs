const { Readable, pipeline, Transform } = require('stream'); const { pipeline: pp } = require('stream/promises');
(async () => {
  for await (const c of Readable.from(['a', 'b', 'c'])) { console.log(c); if (c === 'b') break; }
  await pp(async function* () { yield 'x'; yield 'y'; }, async function* (s) { for await (const c of s) yield c.toUpperCase(); }, async (s) => { for await (const c of s) console.log('sink', c); });
  try { await pp(Readable.from([1]), new Transform({ objectMode: true, transform(c, e, cb) { cb(new Error('bad')); } }), async (s) => { for await (const c of s); }); } catch (e) { console.log('err', e.message); }
  console.log(await Readable.from([1, 2, 3, 4]).filter((x) => x % 2).map((x) => x * 2).reduce((a, b) => a + b, 0));
  console.log(await Readable.from([5, 6]).toArray(), await Readable.from([1, 2]).some((x) => x > 1), await Readable.from([1, 2]).every((x) => x > 1), await Readable.from([3]).find((x) => x === 3));
  for await (const [i, v] of Readable.from(['p', 'q']).asIndexedPairs?.() ?? []) console.log(i, v);
})();
