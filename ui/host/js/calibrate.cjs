// Measures one part of what a Node costs, in a process of its own: `node calibrate.cjs PART ARGUMENT...`. Prints lines
// "value NAME SAMPLE..." (nanoseconds), "fact NAME TEXT" and "problem TEXT". CPU times are those of the main thread as
// the kernel accounts them (/proc/self/task/PID/schedstat), so that waiting for a core does not count.
'use strict';
const begun = process.uptime();
const fs = require('fs');
const path = require('path');

const now = () => process.hrtime.bigint();
const since = (start) => Number(now() - start);
const noop = () => {};
const print = (line) => fs.writeSync(1, line + '\n');
const value = (name, samples) =>
    print(`value ${name} ${samples.map((x) => Math.round(x)).join(' ')}`);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const cpuOf = (task) =>
    Number(fs.readFileSync(`/proc/self/task/${task}/schedstat`, 'latin1').split(' ', 1)[0]);
// Of a thread that runs the account is up to a tick old; asking for the usage of the process renews it.
const mainCpu = () => process.cpuUsage() && cpuOf(process.pid);
const otherCpu = () => {
  let sum = 0;
  for (const task of fs.readdirSync('/proc/self/task')) {
    if (Number(task) !== process.pid) sum += cpuOf(task);
  }
  return sum;
};

function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

// Rounds of `measure`, the first ones for the compiler, until the time is over.
async function rounds(seconds, measure) {
  const samples = [];
  for (let i = 0; i < 3; ++i) await measure();
  const end = now() + BigInt(Math.round(seconds * 1e9));
  do {
    samples.push(await measure());
  } while (now() < end && samples.length < 2000);
  return samples;
}

// ---- callbacks ----

const batch = (count, schedule) => () => new Promise((done) => {
  setImmediate(() => {
    const start = now();
    for (let i = 1; i < count; ++i) schedule(noop);
    schedule(() => done(since(start) / count));
  });
});

const thenChain = (count) => () => {
  let begin;
  let last = new Promise((resolve) => { begin = resolve; });
  for (let i = 0; i < count; ++i) last = last.then(noop);
  let start;
  const end = last.then(() => since(start) / count);
  start = now();
  begin();
  return end;
};

const awaitChain = (count) => async () => {
  const start = now();
  for (let i = 0; i < count; ++i) await undefined;
  return since(start) / count;
};

const immediateChain = (count) => () => new Promise((done) => {
  const start = now();
  let left = count;
  const next = () => (--left > 0 ? setImmediate(next) : done(since(start) / count));
  setImmediate(next);
});

function spin(ns) {
  for (const start = now(); since(start) < ns;);
}

// Creating a timer on a list that exists, and running it.
const timers = (count) => () => new Promise((done) => {
  setTimeout(noop, 3);
  const start = now();
  for (let i = 0; i < count; ++i) setTimeout(noop, 3);
  const create = since(start) / count;
  let first;
  setTimeout(() => { first = now(); }, 4);
  for (let i = 0; i < count; ++i) setTimeout(noop, 4);
  setTimeout(() => done([create, since(first) / count]), 4);
  spin(5e6);
});

const timerClears = (count) => () => {
  const start = now();
  for (let i = 0; i < count; ++i) clearTimeout(setTimeout(noop, 70_000));
  return since(start) / count;
};

// A sleeping loop wakes so long after a timer is due.
const lateness = () => new Promise((done) => {
  setImmediate(() => {
    const start = now();
    setTimeout(() => done(since(start) - 2e6), 2);
  });
});

async function callbacks(seconds) {
  const share = seconds / 9;
  value('tick', await rounds(share, batch(10_000, process.nextTick)));
  value('microtask', await rounds(share, batch(10_000, queueMicrotask)));
  value('promiseReaction', await rounds(share, thenChain(10_000)));
  value('awaitHop', await rounds(share, awaitChain(10_000)));
  const immediate = await rounds(share, batch(5_000, setImmediate));
  value('immediate', immediate);
  const alone = median(immediate);
  const turns = await rounds(share, immediateChain(2_000));
  value('loopIteration', turns.map((x) => Math.max(0, x - alone)));
  const both = await rounds(share, timers(2_000));
  const create = both.map((x) => x[0]);
  value('timerCreate', create);
  value('timerRun', both.map((x) => x[1]));
  const clears = await rounds(share, timerClears(5_000));
  value('timerClear', clears.map((x) => Math.max(0, x - median(create))));
  const late = await rounds(share, lateness);
  // The poll sleeps whole milliseconds: what began in another millisecond is off by one.
  value('timerLateness', late.filter((x) => x >= 0 && x < 0.8e6));
}

// ---- the pool ----

async function pool(seconds) {
  const fd = fs.openSync('/dev/null');
  const call = (done) => fs.fstat(fd, done);
  for (let i = 0; i < 3_000; ++i) await new Promise(call);

  const turns = 6;
  const count = Math.max(12, Math.round(seconds * 150 / turns));
  const walls = [];
  const perTurn = async (turn, ms = 2, times = count) => {
    const begin = mainCpu();
    for (let i = 0; i < times; ++i) {
      await pause(ms);
      if (turn) await turn();
    }
    return (mainCpu() - begin) / times;
  };
  const trip = () => new Promise((done) => {
    const start = now();
    call(() => {
      walls.push(since(start));
      done();
    });
  });
  const trips = [];
  const coldTrips = [];
  const flights = [];
  const cold = 10;  // ms after which little is left in the caches
  const coldCount = Math.max(4, Math.round(seconds * 3));
  for (let i = 0; i < turns; ++i) {
    const idle = await perTurn(null);
    trips.push(Math.max(0, await perTurn(trip) - idle));
    const coldIdle = await perTurn(null, cold, coldCount);
    coldTrips.push(await perTurn(() => new Promise(call), cold, coldCount) - coldIdle);
    flights.push(...await rounds(seconds / 8 / turns, inFlight(call, 64, 4_000)));
  }
  // Of one operation among many the larger part is submitting it.
  const both = median(flights);
  value('poolSubmit', flights.map((x) => x * 0.75));
  value('poolComplete', flights.map((x) => x * 0.25));
  value('loopWake', trips.map((x) => Math.max(0, x - both)));
  value('workerWake', walls.map((x) => Math.max(0, x - median(trips))));
  value('poolCold', coldTrips.map((x) => Math.max(0, x - median(trips))));
  value('poolTrip', walls);
  fs.closeSync(fd);
}

// Main-thread CPU of an operation while `width` of them are under way.
const inFlight = (call, width, count) => () => new Promise((done) => {
  const begin = mainCpu();
  let started = 0;
  let ended = 0;
  const next = () => {
    if (++ended === count) return done((mainCpu() - begin) / count);
    if (started < count) {
      ++started;
      call(next);
    }
  };
  for (; started < width; ++started) call(next);
});

// Service times of the catalogue were measured as this one, 100,000 iterations in 42 ms.
async function scale(seconds) {
  const { pbkdf2 } = require('crypto');
  const iterations = 10_000;
  const once = () => new Promise((done) => {
    const start = otherCpu();
    pbkdf2('password', 'salt', iterations, 64, 'sha512', () => setImmediate(() => done(
        (otherCpu() - start) / (42e6 * iterations / 100_000) * 1000)));
  });
  value('workScale', await rounds(seconds, once));
}

// ---- fresh processes ----

function start() {
  const { performance } = require('perf_hooks');
  const time = (call) => {
    const begin = now();
    call();
    return since(begin);
  };
  // Both calls run code for the first time; only the earlier one starts the pool.
  const first = time(() => fs.stat('/', noop));
  const second = time(() => fs.lstat('/', noop));
  const outputs = [];
  for (let i = 0; i < 12; ++i) outputs.push(time(() => console.log('a line of output', i)));
  fs.writeSync(2, JSON.stringify({ script: begun * 1e9, pool: Math.max(0, first - second), outputs }));
}

// Output and the pool leave work for the time between the script and the loop, so this one has none.
function enterLoop() {
  const { performance } = require('perf_hooks');
  setImmediate(() => {
    fs.writeSync(2, JSON.stringify({ loop: (performance.nodeTiming.loopStart - end) * 1e6 }));
  });
  const end = performance.now();
}

function starts(seconds) {
  const { spawnSync } = require('child_process');
  const end = now() + BigInt(Math.round(seconds * 1e9));
  const rows = [];
  const measured = (how) => {
    const child = spawnSync(process.execPath, [__filename, how], { encoding: 'utf8' });
    return child.status === 0 ? JSON.parse(child.stderr) : print(`problem a fresh process ends with ${child.status}`);
  };
  do {
    const row = { ...measured('start'), ...measured('enterLoop') };
    if (row.loop === undefined || row.pool === undefined) return;
    rows.push(row);
  } while (now() < end || rows.length < 5);
  value('scriptStart', rows.map((row) => row.script));
  value('poolStart', rows.map((row) => row.pool));
  // Before 20 nearly all of it comes before the ticks that main left; what follows them is too little to be told apart.
  const isBeforeTicks = process.versions.node.split('.')[0] < 20;
  value(isBeforeTicks ? 'mainEnd' : 'loopStart', rows.map((row) => Math.max(0, row.loop)));
  value('outputFirst', rows.map((row) => row.outputs[0]));
  value('outputLater', rows.flatMap((row) => row.outputs.slice(2)));
}

// ---- the collector ----

// Objects of about 150 bytes, which nobody keeps, or whose last few MiB somebody keeps.
function fill(bytes) {
  const made = [];
  for (let i = 0; i < bytes; i += 152) made.push({ a: i, b: [1.5, 2.5, 3.5, i], c: i });
  return made;
}

function heap(seconds) {
  const start = now();
  const isOver = (share) => since(start) > seconds * share * 1e9;
  while (!isOver(0.25)) fill(64 << 10);
  process.stdout.write('kept\n');
  const kept = [];
  for (let i = 0; !isOver(1); ++i) {
    kept.push(fill(256 << 10));
    // Of the first ones some survive, the later ones all get old.
    const most = isOver(0.5) ? 96 : 1 + (i >> 5) % 12;
    if (kept.length > most) kept.splice(0, kept.length - most + (most >> 3));
  }
  process.stdout.write(`\nroom ${youngRoom()}\n`);
}

// V8 tells of each collection: until Node 24 as name=value, then as JSON.
function collections(text) {
  const field = (line, name) => {
    const found = new RegExp(`[ "]${name}"?[=:]([0-9.]+)`).exec(line);
    return found ? Number(found[1]) : 0;
  };
  return text.split('\n').filter((line) => /[ "]gc"?[=:]/.test(line)).map((line) => ({
    isScavenge: /[ "]gc"?[=:]"?s\b/.test(line),
    isMarkCompact: /[ "]gc"?[=:]"?m[cs]\b/.test(line),
    // Until Node 24 in tenths of a millisecond, its largest part in hundredths.
    pause: (field(line, 'pause') < 1 && field(line, 'scavenge') || field(line, 'pause')) * 1e6,
    step: field(line, 'incremental_longest_step') * 1e6,
    promoted: field(line, 'promoted'),
    survivors: field(line, 'promoted') + field(line, 'semi_space_copied') + field(line, 'new_space_survived'),
  }));
}

// Of a young generation: until it is collected.
function youngRoom() {
  const space = require('v8').getHeapSpaceStatistics().find((one) => one.space_name === 'new_space');
  return space.space_used_size + space.space_available_size;
}

const mib = 1 << 20;
const quantile = (samples, share) =>
    [...samples].sort((a, b) => a - b)[Math.min(samples.length - 1, Math.floor(share * samples.length))];

function collector(seconds) {
  const { spawnSync } = require('child_process');
  const room = youngRoom();
  const child = spawnSync(process.execPath, ['--trace-gc-nvp', __filename, 'heap', seconds],
                          { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (child.status !== 0) return print(`problem a fresh process ends with ${child.status}`);
  const [alone, kept] = child.stdout.split('\nkept\n').map(collections);
  // The first ones copy what Node itself made.
  const empty = alone.slice(20).filter((one) => one.isScavenge && one.survivors < mib / 16);
  const full = kept.filter((one) => one.isScavenge && one.survivors > mib / 4);
  if (empty.length < 10 || full.length < 10) return print('problem V8 does not tell of its collections');
  const base = median(empty.map((one) => one.pause));
  const perMib = full.map((one) => Math.max(0, one.pause - base) / (one.survivors / mib));
  const expected = (one) => base + median(perMib) * one.survivors / mib;
  const roomMost = /\nroom (\d+)\n/.exec(child.stdout);
  const spread = [...empty, ...full].map((one) => Math.log(Math.max(1, one.pause) / expected(one)));
  value('gcSemiSpace', [room]);
  value('gcSemiSpaceMax', [roomMost ? Number(roomMost[1]) : room]);
  value('gcScavenge', empty.map((one) => one.pause));
  value('gcScavengePerMib', perMib);
  value('gcScavengeSigma', [(quantile(spread, 0.84) - quantile(spread, 0.16)) / 2 * 1000]);
  const between = [];
  let promoted = 0;
  for (const one of kept) {
    promoted += one.promoted;
    if (!one.isMarkCompact) continue;
    between.push(promoted);
    promoted = 0;
  }
  const marks = kept.filter((one) => one.isMarkCompact);
  if (marks.length < 3) return;
  value('gcMarkCompactEvery', between);
  value('gcMarkCompact', marks.map((one) => one.pause));
  value('gcStep', marks.map((one) => one.step));
}

// ---- warm-up ----

// What handlers do: text to objects, objects to text.
function handle(text) {
  const rows = [];
  for (const line of text.split('\n')) {
    const [name, count, price] = line.split(',');
    rows.push({ name: name.trim().toUpperCase(), total: Number(count) * parseFloat(price) });
  }
  rows.sort((a, b) => a.total - b.total);
  let sum = 0;
  for (const row of rows) sum += row.total * (row.name.length % 7);
  return rows.map((row) => `${row.name}=${row.total.toFixed(2)}`).join(';') + sum;
}

function warm() {
  const text = Array.from({ length: 12 }, (_, i) => ` item${i},${i * 3 + 1},${(i * 7.3).toFixed(2)}`).join('\n');
  const calls = [];
  for (let i = 0; i < 3000; ++i) {
    const start = now();
    handle(text);
    calls.push(since(start));
  }
  fs.writeSync(2, JSON.stringify(calls));
}

function warmups(seconds) {
  const { spawnSync } = require('child_process');
  const end = now() + BigInt(Math.round(seconds * 1e9));
  const rows = [];
  do {
    const child = spawnSync(process.execPath, [__filename, 'warm'], { encoding: 'utf8' });
    if (child.status !== 0) return print(`problem a fresh process ends with ${child.status}`);
    const calls = JSON.parse(child.stderr);
    const hot = median(calls.slice(-1000));
    // Hot from where most calls take about what the last ones take; what else runs here makes odd ones slow.
    let from = 5;
    while (from < 2000 && quantile(calls.slice(from, from + 24), 0.4) > 1.3 * hot) ++from;
    const near = calls.slice(Math.max(5, from - 4), from + 4);
    rows.push({ first: calls[0] / hot, early: median(calls.slice(1, 5)) / hot,
                middle: median(calls.slice(5, Math.max(6, from))) / hot, calls: from + 1,
                stall: Math.max(0, Math.max(...near) - median(near)) });
  } while (now() < end || rows.length < 3);
  value('jitFirst', rows.map((row) => row.first * 1000));
  value('jitEarly', rows.map((row) => row.early * 1000));
  value('jitMiddle', rows.map((row) => row.middle * 1000));
  value('jitCalls', rows.map((row) => row.calls));
  value('jitStall', rows.map((row) => row.stall));
}

// ---- requests ----

function client(port, gap, count) {
  const http = require('http');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let left = Number(count);
  const next = () => http.get({ port, agent }, (response) => {
    response.resume();
    response.on('end', () => (--left > 0 ? setTimeout(next, Number(gap)) : agent.destroy()));
  });
  next();
}

// Main-thread CPU of a small response, beyond what a wake-up and a read of a socket cost anyway.
async function requests(seconds, rest) {
  const http = require('http');
  const { spawn } = require('child_process');
  const marks = [];
  const server = http.createServer((request, response) => {
    response.end('ok');
    marks.push(mainCpu());
  });
  await new Promise((done) => server.listen(0, done));
  const measure = async (gap, count) => {
    marks.length = 0;
    const child = spawn(process.execPath, [__filename, 'client', server.address().port, gap, count],
                        { stdio: 'ignore' });
    await new Promise((done) => child.on('exit', done));
    const skip = Math.min(20, count >> 2);
    const samples = [];
    for (let i = skip + 10; i < marks.length; i += 10)
      samples.push(Math.max(0, (marks[i] - marks[i - 10]) / 10 - markCpu - Number(rest)));
    return samples;
  };
  const begin = mainCpu();
  for (let i = 0; i < 200; ++i) mainCpu();
  const markCpu = (mainCpu() - begin) / 200;
  await measure(0, 300);
  value('requestHot', await measure(0, 1500));
  value('requestCold', await measure(10, Math.max(40, Math.round(seconds * 50))));
  server.close();
}

// ---- the user's work ----

function packageOf(name) {
  try {
    return require(require.resolve(name, { paths: [process.cwd()] }));
  } catch (error) {
    print(error.code === 'MODULE_NOT_FOUND' ? `missing ${name}` : `problem ${name}: ${error.message}`);
    process.exit(0);
  }
}

// A function of no arguments: a promise of pool work, or work on the main thread.
const works = {
  async bcrypt(cost) {
    const bcrypt = packageOf('bcrypt');
    const hash = await bcrypt.hash('correct horse', Number(cost));
    return () => bcrypt.compare('correct horse', hash);
  },
  async argon2() {
    const argon2 = packageOf('argon2');
    const hash = await argon2.hash('correct horse');
    return () => argon2.verify(hash, 'correct horse');
  },
  pbkdf2(iterations) {
    const { pbkdf2 } = require('crypto');
    return () => new Promise((done) =>
        pbkdf2('correct horse', 'salt', Number(iterations), 64, 'sha512', done));
  },
  scrypt(cost) {
    const { scrypt } = require('crypto');
    const options = { N: Number(cost), maxmem: 256 * Number(cost) * 8 };
    return () => new Promise((done) => scrypt('correct horse', 'salt', 64, options, done));
  },
  sha256(bytes) {
    const { createHash } = require('crypto');
    const data = Buffer.alloc(Number(bytes), 'x');
    return () => { createHash('sha256').update(data).digest(); };
  },
  module(file) {
    let loaded;
    try {
      loaded = require(path.resolve(file));
    } catch (error) {
      print(`problem ${file}: ${String(error.message).split('\n', 1)[0]}`);
      process.exit(0);
    }
    const work = typeof loaded === 'function' ? loaded : loaded && loaded.default;
    if (typeof work !== 'function') {
      print(`problem ${file}: exports no function`);
      process.exit(0);
    }
    return work.length === 0
        ? work
        : () => new Promise((done, fail) => work((error) => (error ? fail(error) : done())));
  },
};

// `width` of them at a time for some seconds: wall times, and the CPU of one by thread.
async function load(work, width, seconds, least) {
  const walls = [];
  const others = otherCpu();
  const main = mainCpu();
  const end = now() + BigInt(Math.round(seconds * 1e9));
  const lane = async () => {
    do {
      const begin = now();
      await work();
      walls.push(since(begin));
    } while (now() < end || walls.length < least);
  };
  const begin = now();
  await Promise.all(Array.from({ length: width }, lane));
  return { walls, elapsed: since(begin), main: (mainCpu() - main) / walls.length,
           others: (otherCpu() - others) / walls.length };
}

// Bytes of objects that a call makes; a call within which something was collected does not tell.
function allocates(call) {
  const { getHeapStatistics } = require('v8');
  const samples = [];
  for (let i = 0; i < 200; ++i) {
    const before = getHeapStatistics().used_heap_size;
    call();
    const made = getHeapStatistics().used_heap_size - before;
    if (made >= 0) samples.push(made);
  }
  return samples.length > 0 ? median(samples) : 0;
}

async function work(seconds, kind, parameter, cores) {
  const call = await works[kind](parameter);
  const result = call();
  const isPromise = Boolean(result) && typeof result.then === 'function';
  await result;
  for (const end = now() + 100_000_000n; now() < end;) await call();
  const alone = await load(call, 1, seconds * 0.3, 3);
  // Who waits for something outside uses little CPU of any thread.
  const cpu = alone.main + alone.others;
  print(`fact place ${!isPromise || alone.main > 0.8 * cpu ? 'main' : 'pool'}`);
  print(`fact waits ${cpu < 0.5 * median(alone.walls) ? 'yes' : 'no'}`);
  value('alone', alone.walls);
  value('mainCpu', [alone.main]);
  value('aloneCpu', [isPromise ? alone.others : alone.main]);
  if (!isPromise) {
    print(`fact allocates ${allocates(call)}`);
    return;
  }
  const width = Number(cores);
  const full = await load(call, width, seconds * 0.4, 2 * width);
  value('full', full.walls);
  value('fullCpu', [full.others]);
  const over = await load(call, 4 * width, seconds * 0.3, 4 * width);
  value('over', over.walls);
  value('overCpu', [over.others]);
  value('overElapsed', [over.elapsed / over.walls.length * width]);
}

// ----

function facts() {
  const os = require('os');
  const cores = os.availableParallelism ? os.availableParallelism() : os.cpus().length;
  print(`fact node ${process.versions.node}`);
  print(`fact v8 ${process.versions.v8}`);
  print(`fact uv ${process.versions.uv}`);
  print(`fact openssl ${process.versions.openssl}`);
  print(`fact system ${os.type()} ${os.release()} ${os.arch()}`);
  print(`fact cpu ${os.cpus().length > 0 ? os.cpus()[0].model.trim() : 'unknown'}`);
  print(`fact cores ${cores}`);
  print(`fact load ${os.loadavg()[0].toFixed(2)}`);
}

const parts = { facts, callbacks, pool, scale, start, enterLoop, starts, heap, collector, warm, warmups,
                client, requests, work };
const [part, ...rest] = process.argv.slice(2);
Promise.resolve(parts[part](...(part === 'client' ? rest : [Number(rest[0]), ...rest.slice(1)])))
    .catch((error) => {
      const what = part !== 'work' ? part : rest[1] === 'module' ? rest[2] : rest[1];
      print(`problem ${what}: ${String(error && error.message).split('\n', 1)[0]}`);
    });
