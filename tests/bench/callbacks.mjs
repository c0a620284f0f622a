// What real Node takes for a callback, in ns: the chains of bench_main.cpp. Prints "name ns" lines.
const rounds = Number(process.argv[2] ?? 1e6);
const measure = (name, count, work) =>
  new Promise((done) => {
    const start = process.hrtime.bigint();
    work(count, () => {
      console.log(name, Number(process.hrtime.bigint() - start) / count);
      done();
    });
  });
const chain = (schedule) => (count, done) => {
  let n = 0;
  const f = () => (++n < count ? schedule(f) : done());
  f();
};
const batches = (schedule, size) => (count, done) => {
  let left = count;
  const batch = () => {
    for (let i = 1; i < size; ++i) schedule(() => {});
    left -= size;
    schedule(left > 0 ? batch : done);
  };
  batch();
};
const mix = (count, done) => {
  let n = 0;
  const f = () => {
    n += 3;
    process.nextTick(() => {});
    queueMicrotask(() => {});
    if (n < count) setImmediate(f);
    else done();
  };
  setImmediate(f);
};
const timers = (count, done) => {
  let left = count;
  for (let i = 0; i < count; ++i)
    setTimeout(() => {
      if (--left === 0) done();
    }, 1);
};
for (let round = 0; round < 2; ++round) {
  await measure('tick', rounds, chain(process.nextTick));
  await measure('microtask', rounds, chain(queueMicrotask));
  await measure('immediate', rounds / 10, chain(setImmediate));
  await measure('immediates', rounds, batches(setImmediate, 1000));
  await measure('timers', 1e5, timers);
  await measure('mix', rounds / 10, mix);
}
