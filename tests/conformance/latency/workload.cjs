// One real run of a workload, in a process of its own: requests arrive at given instants and do what the handler's steps
// say. Prints one JSON line. Arrivals are timers that are due at whole milliseconds of the loop's own clock, which is
// floor(hrtime), so that each instant is known exactly; latency counts from it.
//
//   { cpu: n }    n iterations of pbkdf2 on the main thread
//   { pool: n }   n iterations of pbkdf2 on the pool
//   { timer: ms } setTimeout
'use strict';
const { pbkdf2, pbkdf2Sync } = require('crypto');
const fs = require('fs');

const cpuOf = (task) =>
    Number(fs.readFileSync(`/proc/self/task/${task}/schedstat`, 'latin1').split(' ', 1)[0]);
const othersCpu = () => fs.readdirSync('/proc/self/task')
    .reduce((sum, task) => sum + (Number(task) === process.pid ? 0 : cpuOf(task)), 0);
const mainCpu = () => cpuOf(process.pid);
const nowNs = () => process.hrtime.bigint();
const nowMs = () => Number(nowNs() / 1000n) / 1000;
const pool = (count) => new Promise((done) => pbkdf2('a', 'b', count, 64, 'sha512', done));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function step(one) {
  if (one.cpu) pbkdf2Sync('a', 'b', one.cpu, 64, 'sha512');
  else if (one.pool) await pool(one.pool);
  else await pause(one.timer);
}

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
  for (let i = 0; i < rounds; ++i) pbkdf2Sync('a', 'b', count, 64, 'sha512');
  return (mainCpu() - begin) / (count * rounds);
}

// Main-thread CPU of a request that does next to nothing, `gap` ms after the one before, and how late it comes.
async function requestCost(gap, count) {
  const late = [];
  const begin = mainCpu();
  const start = Math.floor(nowMs()) + 5;
  await Promise.all(Array.from({ length: count }, (_, i) => new Promise((done) => {
    at(start + i * gap, async () => {
      late.push(nowMs() - start - i * gap);
      await pool(1);
      done();
    });
  })));
  late.sort((a, b) => a - b);
  return { cpu: (mainCpu() - begin) / count, late: late[late.length >> 1] };
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
async function services(plan, rounds) {
  const times = {};
  for (const count of new Set(plan.steps.filter((one) => one.pool).map((one) => one.pool))) {
    const alone = await jobs(1, count, rounds);
    const full = await jobs(Math.min(plan.cores, plan.threads), count, rounds);
    const mean = alone.walls.reduce((sum, wall) => sum + wall, 0) / alone.walls.length;
    times[count] = alone.walls.map((wall) => Math.round(wall * full.cpu / mean));
  }
  return times;
}

async function calibrate(plan) {
  await poolSpeed(plan.cores, 3000, 2);
  await requestCost(1, 200);
  const request = { hot: await requestCost(1, 150), cold: await requestCost(10, 30) };
  return { ...request, main: mainSpeed(3000, 10), pool: await poolSpeed(plan.cores, 3000, 12),
           services: await services(plan, 16) };
}

function run(plan) {
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
  const plan = JSON.parse(process.argv[2]);
  const before = await calibrate(plan);
  for (const one of plan.steps) await step(one);
  const begin = othersCpu();
  const latencies = await run(plan);
  // Not for the model: how much faster or slower the machine was than during the calibration.
  const iterations = latencies.length * plan.steps.reduce((sum, one) => sum + (one.pool ?? 0), 0);
  const pool = (othersCpu() - begin) / iterations;
  const after = { main: mainSpeed(3000, 10), pool: await poolSpeed(plan.cores, 3000, 12),
                  services: await services(plan, 16) };
  process.stdout.write(JSON.stringify({ before, after, latencies, pool, node: process.versions.node }) + '\n');
}

main();
