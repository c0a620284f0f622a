// The grid: what is asked of real Node and of the simulation. Work is in units of one service time (iterations of pbkdf2
// that take about eleven milliseconds); loads are shares of what the cores can do.

/// A small generator of its own, so that a cell has the same arrivals in every run and on every machine.
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/// Whole milliseconds: `count` arrivals of a Poisson stream with this mean gap.
function poisson(seed, count, gap) {
  const next = random(seed);
  const arrivals = [];
  for (let at = 0; arrivals.length < count;) {
    at += -Math.log(1 - next()) * gap;
    arrivals.push(Math.round(at));
  }
  return arrivals;
}

const hash = [{ pool: 1 }];
const workOf = (steps) => steps.reduce((sum, one) => sum + (one.all ?? [one.pool ?? one.cpu ?? 0]).reduce((a, b) => a + b), 0);

const burst = (size, pool) => ({ name: `burst ${size}, pool ${pool}`, kind: 'burst', size, pool, steps: hash });
const load = (share, pool, steps = hash, what = 'poisson', count = 300) =>
    ({ name: `${what} ${share}, pool ${pool}`, kind: 'poisson', share, pool, steps, count });

export const cells = [
  ...[1, 2, 3, 4, 8, 16, 32].map((size) => burst(size, 4)),
  ...[1, 2, 8, 16].map((pool) => burst(8, pool)),
  burst(16, 16),
  ...[0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((share) => load(share, 4)),
  ...[2, 8, 16].map((pool) => load(0.6, pool)),
  load(0.45, 1),
  load(1.2, 4, hash, 'overload', 120),
  load(0.6, 4, [{ cpu: 0.14 }, { pool: 1 }, { cpu: 0.05 }], 'cpu 1.5 ms'),
  load(0.5, 4, [{ cpu: 0.45 }, { pool: 1 }], 'cpu 5 ms'),
  load(0.6, 4, [{ pool: 0.5 }, { pool: 0.5 }], 'two jobs'),
  load(0.6, 4, [{ pool: 0.5 }, { timer: 20 }, { pool: 0.5 }], 'with a timer'),
  { ...load(0.35, 4, hash, 'each of two processes', 250), processes: 2 },
];

/// Kinds that no figure of the model was looked at with.
export const more = [
  burst(3, 2), burst(5, 3), burst(6, 2), burst(12, 6), burst(24, 12),
  load(0.7, 2), load(0.7, 5), load(0.5, 12),
  load(0.6, 4, [{ all: [0.4, 0.4, 0.4] }], 'three jobs at once'),
  load(0.6, 4, [{ pool: 0.2 }, { all: [0.3, 0.3] }, { cpu: 0.05 }], 'one job, then two at once'),
  load(0.6, 4, [{ pool: 0.1 }, { pool: 0.9 }], 'short and long'),
  load(0.6, 3, [{ pool: 0.1 }, { pool: 0.1 }, { pool: 0.1 }, { pool: 0.1 }], 'four short jobs'),
  load(0.5, 4, [{ pool: 0.6 }, { immediates: 10 }, { cpu: 0.1 }], 'with immediates'),
  load(0.6, 4, [{ stat: true }, { pool: 0.8 }, { stat: true }], 'stat, hash, stat'),
  load(0.6, 4, [{ cpu: 0.2 }, { timer: 5 }, { pool: 0.6 }, { timer: 5 }, { cpu: 0.2 }], 'timers between'),
  load(0.6, 3, [{ cpu: 0.3 }, { pool: 0.3 }, { cpu: 0.3 }], 'mostly main thread'),
  { ...load(0.4, 2, [{ cpu: 0.1 }, { pool: 0.6 }], 'each of two, pool of two', 220), processes: 2 },
];

/// Further kinds, written when the model was done: other lengths of jobs, no pool, more main thread, pools that fit nothing.
export const others = [
  burst(10, 3), burst(20, 8), burst(5, 4),
  load(0.85, 6), load(0.4, 3), load(0.8, 24),
  load(0.6, 4, [{ pool: 0.1 }], 'jobs of 1.1 ms', 600),
  load(0.6, 4, [{ pool: 4 }], 'jobs of 44 ms', 120),
  load(0.35, 4, [{ cpu: 0.5 }], 'main thread only'),
  load(0.3, 4, [{ cpu: 0.1 }, { timer: 10 }, { cpu: 0.1 }], 'timers and no pool'),
  load(0.7, 3, [{ cpu: 0.05 }, { pool: 0.3 }, { cpu: 0.05 }, { pool: 0.6 }, { cpu: 0.05 }], 'back and forth'),
  load(0.55, 6, [{ all: [0.2, 0.2] }, { timer: 7 }, { all: [0.4, 0.1] }], 'two, a timer, two'),
  load(0.5, 4, [{ stat: true }, { stat: true }, { cpu: 0.3 }, { pool: 0.3 }], 'stats and main thread'),
  { ...load(0.3, 1, hash, 'each of two, pool of one', 250), processes: 2 },
  { ...load(0.45, 8, [{ pool: 0.5 }, { cpu: 0.1 }], 'each of two, pool of eight', 220), processes: 2 },
  load(0.75, 12, [{ pool: 0.3 }, { cpu: 0.15 }, { pool: 0.3 }], 'main thread between'),
  { ...load(0.4, 4, [{ cpu: 0.3 }, { pool: 0.3 }], 'each of two, half main thread', 220), processes: 2 },
];

export const short = ['burst 4, pool 4', 'burst 8, pool 1', 'cpu 1.5 ms 0.6, pool 4']
    .map((name) => cells.find((cell) => cell.name === name));

/// The instants, in ms, for a service time of `service` ms on `cores` cores; `part` of the requests for a short run.
export function arrivalsOf(cell, service, cores, part, process) {
  if (cell.kind === 'burst') {
    const every = Math.ceil(cell.size * service / Math.min(cores, cell.pool) * 1.3 + 40);
    const rounds = Math.max(4, Math.round(part * Math.min(20, 160 / cell.size, 5000 / every)));
    return Array.from({ length: rounds * cell.size }, (_, i) => Math.floor(i / cell.size) * (every + 1));
  }
  const seed = [...cell.name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0) | 0, 7 + process);
  return poisson(seed, Math.round(cell.count * part), workOf(cell.steps) * service / cores / cell.share);
}
