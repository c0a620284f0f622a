// One real run of a workload, in a process of its own: requests arrive at given instants and do what the handler's steps
// say. Prints one JSON line. Arrivals are timers that are due at whole milliseconds of the loop's own clock, which is
// floor(hrtime), so that each instant is known exactly; latency counts from it, so a timer's lateness is part of it.
//
//   { cpu: n }    n of work on the main thread
//   { pool: n }   n of work on the pool
//   { all: [n] }  several such at once
//   { timer: ms } setTimeout
//   { immediates: n } so many setImmediate one after another
//   { stat: true } fs.promises.stat
//
// Work is nanoseconds of CPU time if plan.burner names the addon that spends them, otherwise iterations of pbkdf2.
'use strict';
const { pbkdf2, pbkdf2Sync } = require('crypto');
const fs = require('fs');

const cpuOf = (task) =>
    Number(fs.readFileSync(`/proc/self/task/${task}/schedstat`, 'latin1').split(' ', 1)[0]);
const othersCpu = () => fs.readdirSync('/proc/self/task')
    .reduce((sum, task) => sum + (Number(task) === process.pid ? 0 : cpuOf(task)), 0);
/// The kernel's account of a thread that runs is up to a tick old; asking for the usage of the process renews it.
const mainCpu = () => process.cpuUsage() && cpuOf(process.pid);
const nowNs = () => process.hrtime.bigint();
const nowMs = () => Number(nowNs() / 1000n) / 1000;
const plan = JSON.parse(process.argv[2]);
const burner = plan.burner && require(plan.burner);
const hashes = {
  pool: (count) => new Promise((done) => pbkdf2('a', 'b', count, 64, 'sha512', done)),
  main: (count) => pbkdf2Sync('a', 'b', count, 64, 'sha512'),
};
const { pool, main: work } = burner ?? hashes;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function step(one) {
  if (one.cpu) work(one.cpu);
  else if (one.pool) await pool(one.pool);
  else if (one.all) await Promise.all(one.all.map(pool));
  else if (one.stat) await fs.promises.stat('.');
  else if (one.timer) await pause(one.timer);
  else for (let i = 0; i < one.immediates; ++i) await new Promise((done) => setImmediate(done));
}
const jobsOf = (one) => one.all ?? (one.pool ? [one.pool] : []);
const hasJobs = plan.steps.some((one) => one.stat || jobsOf(one).length > 0);

// A timer that is due at the whole millisecond `target` of the loop's clock.
function at(target, callback) {
  for (;;) {
    const before = Math.floor(nowMs());
    const timer = setTimeout(callback, target - before);
    if (Math.floor(nowMs()) === before) return;
    clearTimeout(timer);
  }
}

// CPU nanoseconds of one iteration, with `width` jobs at a time: service time as the judged run has it.
async function poolSpeed(width, count, rounds) {
  const begin = othersCpu();
  for (let i = 0; i < rounds; ++i) await Promise.all(Array.from({ length: width }, () => pool(count)));
  return (othersCpu() - begin) / (width * count * rounds);
}

function mainSpeed(count, rounds) {
  const begin = mainCpu();
  for (let i = 0; i < rounds; ++i) work(count);
  return (mainCpu() - begin) / (count * rounds);
}

// Main-thread CPU of a request that does next to nothing, `gap` ms after the one before, and how late it comes. It has a
// job if those of the workload have: to wake a worker costs more than all else.
async function requestCost(gap, count) {
  const late = [];
  const begin = mainCpu();
  const start = Math.floor(nowMs()) + 5;
  await Promise.all(Array.from({ length: count }, (_, i) => new Promise((done) => {
    at(start + i * gap, async () => {
      late.push(nowMs() - start - i * gap);
      if (hasJobs) await pool(1);
      done();
    });
  })));
  return { cpu: (mainCpu() - begin) / count, late };
}

// `width` jobs of `count` iterations at a time: wall times, and the CPU time of one. Half of them come after a pause, as
// after idle time, half one after the other.
async function jobs(width, count, rounds) {
  const walls = [];
  const lane = async () => {
    const begin = process.hrtime.bigint();
    await pool(count);
    walls.push(Number(process.hrtime.bigint() - begin));
  };
  const begin = othersCpu();
  for (let i = 0; i < rounds; ++i) {
    if (i % 2 === 0) await pause(3 + (i * 7) % 23);
    await Promise.all(Array.from({ length: width }, lane));
  }
  return { walls, cpu: (othersCpu() - begin) / walls.length };
}

// Service times by iterations: spread as one job alone takes, since two may share a core for a while, and with the mean
// CPU time of jobs while all cores work.
async function services(rounds) {
  const times = {};
  for (const count of new Set(plan.steps.flatMap(jobsOf))) {
    const alone = await jobs(1, count, rounds);
    const full = await jobs(Math.min(plan.cores, plan.threads), count, rounds);
    const mean = alone.walls.reduce((sum, wall) => sum + wall, 0) / alone.walls.length;
    times[count] = alone.walls.map((wall) => Math.round(wall * full.cpu / mean));
  }
  return times;
}

/// What hashes take. Of the burner's work it is known, but for its looks at the clock and the job around it: nanoseconds
/// beyond what is stated, by kind and amount.
async function speeds() {
  if (burner) {
    const over = { cpu: {}, pool: {} };
    for (const one of plan.steps) {
      if (one.cpu) over.cpu[one.cpu] = (mainSpeed(one.cpu, 20) - 1) * one.cpu;
      for (const job of jobsOf(one)) over.pool[job] ??= (await poolSpeed(1, job, 10) - 1) * job;
    }
    return { over };
  }
  return { main: mainSpeed(3000, 10), pool: await poolSpeed(plan.cores, 3000, 12), services: await services(16) };
}

async function calibrate() {
  if (!burner) await poolSpeed(plan.cores, 3000, 2);
  await requestCost(1, 200);
  const request = { hot: await requestCost(1, 150), cold: await requestCost(10, 30) };
  return { ...request, ...await speeds() };
}

function run() {
  const start = plan.start ?? Math.floor(nowMs()) + 30;
  const latencies = [];
  return new Promise((done) => {
    for (const arrival of plan.arrivals) {
      at(start + arrival, async () => {
        for (const one of plan.steps) await step(one);
        latencies.push(nowMs() - start - arrival);
        if (latencies.length === plan.arrivals.length) done(latencies);
      });
    }
  });
}

async function main() {
  const before = await calibrate();
  for (const one of plan.steps) await step(one);
  const begin = othersCpu();
  const beginOfMain = mainCpu();
  const latencies = await run();
  const main = (mainCpu() - beginOfMain) / latencies.length;
  // Not for the model: how much faster or slower the machine was than during the calibration.
  const units = latencies.length * plan.steps.flatMap(jobsOf).reduce((sum, one) => sum + one, 0);
  const spent = (othersCpu() - begin) / units;
  const after = await speeds();
  process.stdout.write(JSON.stringify({ before, after, latencies, pool: spent, main, node: process.versions.node }) + '\n');
}

main();
