// How near to real Node are the latencies of the simulation? Each cell runs under real Node twice, with the same
// arrivals, and as a scenario with the main-thread costs that the same processes measured before; nothing is taken from the
// latencies that are judged.
//
//   node grid.mjs LOOPGLASS [--burner ADDON] [--state FILE] [--seconds N] [--cells TEXT] [--table] [--more | --others] [--short]
//
// With the addon loopglass_burner a job spends a stated CPU time of its thread: then the speed of the machine, which drifts
// by a quarter on a virtual one, is out of the comparison. Without it jobs are hashes, with the service times that the same
// processes measured before and after; a second line has them scaled to the CPU time per job of the judged run itself.
// --more and --others have cells of other kinds instead.
//
// Cells that are done stand in FILE, so that the grid can be measured in slices, whenever the machine is free: N seconds
// at a time. A cell during which other processes used more than 3 % of the cores is not judged, and measured again by the
// next slice; nor is one whose calibration had a timer that was more than 8 ms late, as the machine stood still. --short is the test: a few cells, no file, exit code 1 above the bar.
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arrivalsOf, cells as all, more, others, random, short } from './cells.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const loopglass = words[0];
const option = (name, otherwise) => {
  const at = words.indexOf(name);
  return at < 0 ? otherwise : words[at + 1];
};
const isShort = words.includes('--short');
const cells = words.includes('--more') ? more : words.includes('--others') ? others : all;
const cores = availableParallelism();
const service = 11;  // ms; of hashes about
const burner = words.includes('--burner') ? resolve(option('--burner', '')) : undefined;
const seeds = 10;
const foreignMost = 0.03;
const lateMost = 8;  // ms
const marks = [50, 95, 99];
const schedulers = ['linux', 'ps'];
const workerWake = 13_000;  // ns that the model charges for it

/// Nanoseconds of CPU that the machine has spent, stolen time included.
function machineBusy() {
  const [user, nice, system, , , irq, soft, steal] =
      readFileSync('/proc/stat', 'latin1').split('\n', 1)[0].trim().split(/ +/).slice(1).map(Number);
  return (user + nice + system + irq + soft + steal) * 1e7;
}

/// Runs the workload's processes side by side; their results, and the share of the cores that others used.
async function runReal(plans, pool) {
  const before = machineBusy();
  const begin = performance.now();
  const usage = process.resourceUsage();
  const results = await Promise.all(plans.map((plan) => new Promise((done, fail) => {
    const child = spawn('/bin/sh', ['-c', '"$@"; code=$?; cat /proc/$$/stat; exit $code', 'sh', process.execPath,
                                    join(folder, 'workload.cjs'), JSON.stringify(plan)],
                        { env: { ...process.env, UV_THREADPOOL_SIZE: String(pool), NODE_OPTIONS: '' },
                          stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data) => { text += data; });
    child.on('close', (code) => {
      const [line, stat] = text.trim().split('\n');
      if (code !== 0 || !stat) return fail(new Error(`the workload ends with ${code}: ${text}`));
      // cutime and cstime: fields 16 and 17 (proc(5)), of the shell's child, in hundredths of a second.
      const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(13, 15).map(Number);
      done({ ...JSON.parse(line), cpu: (user + system) * 1e7 });
    });
  })));
  const own = process.resourceUsage();
  const mine = (own.userCPUTime + own.systemCPUTime - usage.userCPUTime - usage.systemCPUTime) * 1e3;
  const children = results.reduce((sum, one) => sum + one.cpu, 0);
  const elapsed = (performance.now() - begin) * 1e6;
  return { results, foreign: Math.max(0, (machineBusy() - before - mine - children) / elapsed / cores) };
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
function percentile(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(sorted.length * share / 100)) - 1];
}

/// What a kernel that packs threads does is asked once: `loopglass calibrate`.
let schedulerPacking = 0;
function calibrateScheduler() {
  const place = mkdtempSync(join(tmpdir(), 'loopglass-grid-'));
  const file = join(place, 'costs.json');
  execFileSync(loopglass, ['calibrate', '--quick', '-o', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  schedulerPacking = JSON.parse(readFileSync(file, 'utf8')).schedulerPacking ?? 0;
  rmSync(place, { recursive: true });
}

/// What the costs of a request are beyond those that the model charges anyway.
function costsOf(cell, results) {
  const hasJobs = cell.steps.some((one) => one.stat || one.pool || one.all);
  const wakes = hasJobs ? 2 * 12_800 + 1_200 : 12_800;
  const rest = (which) => Math.max(0, Math.round(mean(results.map((one) => one.before[which].cpu)) - wakes));
  return { socketRead: '0ns', requestHot: `${rest('hot')}ns`, requestCold: `${rest('cold')}ns`, schedulerPacking };
}

/// Instants at which the timers of the arrivals fire: late as those of the calibration were, one draw for all of an instant.
function firings(arrivals, results, seed) {
  const next = random(seed);
  const late = results.flatMap((one) => one.before.cold.late);
  const fired = [];
  arrivals.forEach((at, i) => {
    if (i > 0 && at === arrivals[i - 1]) return fired.push(fired[i - 1]);
    return fired.push(Math.max(fired[i - 1] ?? 0, at + late[Math.floor(next() * late.length)]));
  });
  return fired;
}

/// `speed`: the CPU time of a unit of the pool's work in the judged run, if it is to count instead of the calibrated one.
function scenarioOf(cell, fired, runs, unit, speedOfRun) {
  const results = runs.flatMap((run) => run.results);
  const speed = (which) => mean(results.flatMap((one) => [one.before[which], one.after[which]]));
  const over = (kind, units) => mean(results.map((one) => one.before.over[kind][Math.round(units * unit)]));
  const time = (units) => `${Math.round(burner ? units * unit + Math.max(0, over('cpu', units)) : units * unit * speed('main'))}ns`;
  const services = (units) => {
    if (burner) return `${Math.round(units * unit + Math.max(0, over('pool', units) - workerWake))}ns`;
    const samples = results.flatMap((one) => [one.before, one.after])
        .flatMap((part) => part.services[Math.round(units * unit)]);
    const scale = speedOfRun ? speedOfRun * units * unit / mean(samples) : 1;
    return { empirical: samples.map((ns) => `${Math.round(ns * scale)}ns`) };
  };
  const steps = cell.steps.map((one) => {
    if (one.cpu) return { cpu: time(one.cpu) };
    if (one.timer) return { await: { sleep: `${one.timer}ms` } };
    if (one.immediates) return { repeat: one.immediates, do: [{ await: { immediate: true } }] };
    if (one.stat) return { await: { 'fs.promises.stat': '.' } };
    const job = (units) => ({ 'crypto.pbkdf2': '', time: services(units) });
    return { await: one.all ? { all: one.all.map(job) } : job(one.pool) };
  });
  const loads = fired.map((list, i) => ({
    name: `load ${i}`,
    arrivals: { list: list.map((at) => `${at.toFixed(3)}ms`) },
    process: i === 0 ? 'main' : 'second',
    handler: [...steps, { respond: 200 }],
  }));
  return { runtime: { node: results[0].node.split('.', 1)[0], threadpool: cell.pool, cores, costs: costsOf(cell, results) },
           handlers: { start: [{ 'crypto.pbkdf2': '', time: '1us', do: [] }] },
           main: 'start', ...(cell.processes ? { processes: { second: { main: 'start' } } } : {}), load: loads };
}

/// Mean over seeds of the percentiles of all requests, in ms. As in the real process latency counts from the instant that was
/// meant, before the timer fired.
function simulate(cell, arrivals, runs, unit, scheduler, speedOfRun) {
  const place = mkdtempSync(join(tmpdir(), 'loopglass-grid-'));
  const file = join(place, 'cell.json');
  const csv = join(place, 'requests.requests.csv');
  const sums = marks.map(() => 0);
  for (let seed = 1; seed <= seeds; ++seed) {
    const fired = arrivals.map((list, i) => firings(list, runs.flatMap((run) => run.results), 100 * seed + i));
    writeFileSync(file, JSON.stringify(scenarioOf(cell, fired, runs, unit, speedOfRun)));
    execFileSync(loopglass, ['export', file, '-o', csv, '--force', '--scheduler', scheduler, '--seed', String(seed)],
                 { stdio: ['ignore', 'ignore', 'inherit'] });
    const seen = arrivals.map(() => 0);
    const latencies = readFileSync(csv, 'latin1').trim().split('\n').slice(1).map((row) => {
      const [, load, , done] = row.split(',');
      const i = Number(load.slice('load '.length));
      return Number(done) / 1e6 - arrivals[i][seen[i]++];
    });
    marks.forEach((mark, i) => { sums[i] += percentile(latencies, mark) / seeds; });
  }
  rmSync(place, { recursive: true });
  return sums;
}

/// With amounts of work instead of service times.
function stepInWork(one, unit) {
  const work = (units) => Math.round(units * unit);
  if (one.all) return { all: one.all.map(work) };
  if (one.pool) return { pool: work(one.pool) };
  return one.cpu ? { cpu: work(one.cpu) } : one;
}

async function measure(cell, part, unit, count = 2) {
  const arrivals = Array.from({ length: cell.processes ?? 1 },
                              (_, i) => arrivalsOf(cell, service, cores, part, i));
  const runs = [];
  for (let i = 0; i < count; ++i) {
    // Processes start together: by then both have calibrated.
    const start = cell.processes ? Math.floor(Number(process.hrtime.bigint() / 1000000n)) + 5000 : undefined;
    const plans = arrivals.map((list) => ({ burner, arrivals: list, cores, threads: cell.pool, start,
      steps: cell.steps.map((one) => stepInWork(one, unit)) }));
    runs.push(await runReal(plans, cell.pool));
  }
  const real = runs.map((run) => {
    const all = run.results.flatMap((one) => one.latencies);
    return marks.map((mark) => percentile(all, mark));
  });
  const speeds = runs.map((run) => mean(run.results.map((one) => one.pool)));
  const calibrated = runs.map((run) => burner ? 1 : mean(run.results.flatMap((one) => [one.before.pool, one.after.pool])));
  // The scenarios of each run, with its own speed.
  const own = burner ? undefined : Object.fromEntries(schedulers.map((name) => {
    const each = runs.map((run, i) => simulate(cell, arrivals, [run], unit, name, speeds[i]));
    return [name, marks.map((_, mark) => mean(each.map((one) => one[mark])))];
  }));
  return { name: cell.name, own, drift: mean(speeds.map((speed, i) => speed / calibrated[i])), foreign: Math.max(...runs.map((run) => run.foreign)), real, runs,
           model: Object.fromEntries(schedulers.map((name) => [name, simulate(cell, arrivals, runs, unit, name)])) };
}

/// What makes one service time: nanoseconds for the burner, iterations of pbkdf2 that take about as long here and now.
function findUnit() {
  if (burner) return service * 1e6;
  const text = execFileSync(process.execPath, ['-e', `
    const { pbkdf2Sync } = require('crypto');
    const run = () => { const t = process.hrtime.bigint(); pbkdf2Sync('a', 'b', 3000, 64, 'sha512'); return Number(process.hrtime.bigint() - t) / 3000; };
    for (let i = 0; i < 10; ++i) run();
    console.log([...Array(30)].map(run).sort((a, b) => a - b)[10]);`], { encoding: 'utf8' });
  return Math.round(service * 1e6 / Number(text));
}

const truth = (row, i) => mean(row.real.map((run) => run[i]));
const error = (row, name, i) => (row.model[name][i] - truth(row, i)) / truth(row, i);
const repeat = (row, i) => Math.abs(row.real[0][i] - row.real.at(-1)[i]) / truth(row, i);
const ownError = (row, name, i) => row.own ? (row.own[name][i] - truth(row, i)) / truth(row, i) : error(row, name, i);
const percent = (x) => `${(100 * x).toFixed(1)}`.padStart(6);

function table(rows) {
  const lines = [`${'cell'.padEnd(38)}  real p50    p95    p99 ms | linux p50   p95   p99 % | ps p50   p95   p99 % | repeat p50   p95   p99 %`];
  for (const row of rows) {
    lines.push(`${row.name.padEnd(38)} ${marks.map((_, i) => truth(row, i).toFixed(1).padStart(7)).join('')}     |  ${
      schedulers.map((name) => marks.map((_, i) => percent(error(row, name, i))).join('')).join('  | ')}  |   ${
      marks.map((_, i) => percent(repeat(row, i))).join('')}`);
  }
  const all = (value) => marks.map((_, i) => percent(mean(rows.map((row) => value(row, i))))).join('');
  lines.push(`${'mean of absolute errors'.padEnd(38)} ${' '.repeat(21)}     |  ${
    schedulers.map((name) => all((row, i) => Math.abs(error(row, name, i)))).join('  | ')}  |   ${all(repeat)}`);
  if (rows.some((row) => row.own)) {
    lines.push(`${'with the CPU time per job of the same run'.padEnd(41)}${' '.repeat(18)}     |  ${
      schedulers.map((name) => all((row, i) => Math.abs(ownError(row, name, i)))).join('  | ')}  |`);
    lines.push(`CPU time per job in the judged run over that of the calibration: ${
      rows.map((row) => row.drift.toFixed(2)).join(' ')}`);
  }
  return lines.join('\n');
}

function isJudged(row) {
  const late = row.runs.flatMap((run) => run.results.flatMap((one) => one.before.cold.late));
  return row.foreign <= foreignMost && Math.max(...late) <= lateMost;
}

async function slices() {
  const state = option('--state', 'latency-grid.json');
  const done = existsSync(state) ? JSON.parse(readFileSync(state, 'utf8')) : [];
  const end = performance.now() + 1000 * Number(option('--seconds', '1e9'));
  const wanted = option('--cells', '');
  const unit = findUnit();
  if (!words.includes('--table')) calibrateScheduler();
  const isDone = (cell) => done.some((row) => row.name === cell.name && isJudged(row));
  let longest = 0;
  for (const cell of words.includes('--table') ? [] : cells) {
    if (isDone(cell) || !cell.name.includes(wanted)) continue;
    const begin = performance.now();
    if (begin + longest > end) break;
    const row = await measure(cell, 1, unit);
    longest = Math.max(longest, performance.now() - begin);
    const old = done.findIndex((other) => other.name === cell.name);
    if (old >= 0 && !isJudged(row) && done[old].foreign < row.foreign) continue;
    done.splice(old >= 0 ? old : done.length, old >= 0 ? 1 : 0, row);
    writeFileSync(state, JSON.stringify(done));
    console.error(`${cell.name}: ${((performance.now() - begin) / 1000).toFixed(1)} s, others ${percent(row.foreign)} %`);
  }
  const judged = done.filter(isJudged);
  if (judged.length > 0) console.log(table(judged));
  console.log(`${judged.length} of ${cells.length} cells judged; ${done.length - judged.length} measured while others worked or the machine stood still`);
}

/// The bar is generous: a scheduler that is wrong, or a cost in the wrong unit, is above it. One bad moment is given a
/// second chance.
async function test() {
  const bar = 0.25;
  const busyMost = 0.05;
  const unit = findUnit();
  for (let attempt = 1; attempt <= 2; ++attempt) {
    const rows = [];
    for (const cell of short) rows.push(await measure(cell, 0.3, unit, 1));
    console.log(table(rows));
    const busy = Math.max(...rows.map((row) => row.foreign));
    if (busy > busyMost) return console.log(`skipped: other processes used ${percent(busy)} % of the cores`);
    const median = mean(rows.map((row) => Math.abs(ownError(row, 'linux', 0))));
    console.log(`mean error of the median ${percent(median)} %, the bar is ${percent(bar)} %`);
    process.exitCode = median <= bar ? 0 : 1;
    if (median <= bar) return undefined;
  }
  return undefined;
}

await (isShort ? test() : slices());
