// What real Node takes for a callback of a chain, in ns: callbacks.mjs NAME [ROUNDS]. Prints a line each time: at
// first V8 has yet to compile what counts.
const wanted = process.argv[2];
const rounds = Number(process.argv[3] ?? 1e6);
const measure = (count, work) =>
  new Promise((done) => {
    const start = process.hrtime.bigint();
    work(count, () => {
      console.log(Number(process.hrtime.bigint() - start) / count);
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
const chains = {
  tick: [rounds, chain(process.nextTick)],
  microtask: [rounds, chain(queueMicrotask)],
  immediate: [rounds / 10, chain(setImmediate)],
  immediates: [rounds, batches(setImmediate, 1000)],
  timers: [1e5, timers],
  mix: [rounds / 10, mix],
};
for (let round = 0; round < 4; ++round) await measure(...chains[wanted]);
