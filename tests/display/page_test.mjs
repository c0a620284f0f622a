// The page that export makes, in a real browser: node page_test.mjs LOOPGLASS SCENARIOS. Exit code 77: there is none.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { openBrowser } from './browser.mjs';
import { auditPage } from './audit.mjs';

const [loopglass, scenarios] = process.argv.slice(2);
const program = ['chromium', 'chromium-browser', 'google-chrome'].find(name => {
  try { execFileSync('which', [name], { stdio: 'ignore' }); return true; } catch { return false; }
});
if (!program) {
  console.log('skipped: there is no Chromium (on Debian: apt-get install chromium)');
  process.exit(77);
}
const folder = mkdtempSync(join(tmpdir(), 'loopglass-page-'));
const make = (input, name, ...more) => {
  const path = join(folder, name);
  execFileSync(loopglass, ['export', input, '-o', path, ...more], { stdio: ['ignore', 'inherit', 'inherit'] });
  return pathToFileURL(path).href;
};
const lesson = join(scenarios, 'lessons/five-queues.json');
const printed = execFileSync(loopglass, ['run', lesson], { encoding: 'utf8' }).trimEnd().split('\n');

// What the tests look at.
const position = page => page.run('document.querySelector("#why b").textContent');
const output = page => page.run(
  '[...document.querySelectorAll("body>main [data-p=output] div:not(.empty)")].map(one => one.textContent)');
const untouched = page => {
  assert.deepEqual(page.problems, []);
  assert.equal(page.requests.filter(url => !url.startsWith('data:')).length, 1, page.requests.join(' '));
};

const tests = {
  async 'the keyboard leads to the end and back'(browser, url) {
    const page = await browser.openPage(url);
    const count = Number((await position(page)).split('/')[1]);
    assert.ok(count > 5);
    for (let i = 1; i < count; ++i) await page.key('ArrowRight');
    assert.equal(await position(page), `${count} / ${count}`);
    assert.deepEqual(await output(page), printed);
    await page.key('ArrowRight');
    assert.equal(await position(page), `${count} / ${count}`);
    for (let i = 1; i < count; ++i) await page.key('ArrowLeft');
    assert.equal(await position(page), `1 / ${count}`);
    await page.key('End');
    assert.deepEqual(await output(page), printed);
    await page.key('Home');
    assert.equal(await position(page), `1 / ${count}`);
    untouched(page);
    await page.close();
  },
  async 'play goes on by itself until it is stopped'(browser, url) {
    const page = await browser.openPage(url);
    await page.key('>');
    await page.key('>');
    await page.key(' ');
    await page.run('new Promise(done => { const look = () => document.querySelector("#why b").textContent.startsWith("3 ") ? done() : setTimeout(look, 20); look(); })');
    await page.key(' ');
    const there = await position(page);
    await page.run('new Promise(done => setTimeout(done, 700))');
    assert.equal(await position(page), there);
    untouched(page);
    await page.close();
  },
  async 'predictions are judged, right and wrong'(browser, url) {
    const page = await browser.openPage(url + '#step=1&quiz=1');
    const answers = () => page.run('[...document.querySelectorAll("#quiz button")].map(one => one.textContent.replace(/^\\d+\\s+/, ""))');
    const toQuestion = async () => {
      for (let i = 0; i < 20 && !(await answers()).length; ++i) await page.key('ArrowRight');
      return answers();
    };
    const said = async () => (await output(page)).length;
    let choices = await toQuestion();
    assert.ok(choices.length > 1, 'a question');
    let next = printed[await said()];
    await page.key(String(choices.indexOf(next) + 1));
    assert.match(await page.run('document.querySelector("#quiz").textContent'), /Right\.1 right, 0 wrong/);
    choices = await toQuestion();
    next = printed[await said()];
    await page.key(String(choices.findIndex(one => one !== next) + 1));
    const told = await page.run('document.querySelector("#quiz").textContent');
    assert.ok(told.includes(`“${next}” comes first`), told);
    assert.match(told, /1 right, 1 wrong/);
    untouched(page);
    await page.close();
  },
  async 'a link opens at its step, and the address follows the step'(browser, url) {
    const page = await browser.openPage(url + '#step=4&theme=dark');
    assert.match(await position(page), /^4 \//);
    assert.equal(await page.run('document.documentElement.dataset.theme'), 'dark');
    await page.key('ArrowRight');
    assert.match(await page.run('location.hash'), /step=5/);
    untouched(page);
    await page.close();
  },
  async 'the possible orders are tabs, by key and by link'(browser) {
    const url = make(join(scenarios, 'lessons/race-from-main.json'), 'race.html', '--orders');
    const page = await browser.openPage(url + '#order=2&step=1');
    const pressed = () => page.run('[...document.querySelectorAll("#orders button")].findIndex(one => one.ariaPressed === "true")');
    assert.equal(await pressed(), 2);
    const seen = [];
    for (const order of [0, 1, 2]) {
      await page.key('o');
      assert.equal(await pressed(), order);
      await page.key('End');
      seen.push((await output(page)).join(' '));
      assert.match(await page.run('location.hash'), order ? new RegExp(`order=${order}`) : /^#step=\d+$/);
    }
    assert.deepEqual(seen.slice(1).sort(), ['immediate timer', 'timer immediate']);
    assert.ok(seen.slice(1).includes(seen[0]));
    assert.deepEqual(await page.run(`(${auditPage})()`), []);
    untouched(page);
    await page.close();
  },
  async 'a sweep is a picture and a table'(browser) {
    const path = join(folder, 'sweep.json');
    execFileSync(loopglass, ['sweep', join(scenarios, 'latency/bcrypt-cost-10.json'), '--vary', 'threadpool=2,4', '--vary', 'rate=20,40',
      '--replications', '2', '--requests', '500', '-o', path], { stdio: ['ignore', 'ignore', 'inherit'] });
    for (const theme of ['light', 'dark']) {
      const page = await browser.openPage(make(path, `sweep-${theme}.html`, '--theme', theme));
      assert.equal(await page.run('document.querySelectorAll("tbody tr").length'), 4);
      assert.equal(await page.run('document.querySelectorAll("svg [id^=span-]").length'), 4);
      assert.deepEqual(await page.run(`(${auditPage})()`), []);
      untouched(page);
      await page.close();
    }
  },
  async 'it works within a frame that may only run scripts'(browser, url) {
    const path = join(folder, 'frame.html');
    writeFileSync(path, `<!DOCTYPE html><title>frame</title><iframe sandbox="allow-scripts" width="1000" height="700" src="${url}#step=2"></iframe>
<iframe id="open" width="1000" height="700" src="${url}#step=2"></iframe>`);
    const page = await browser.openPage(pathToFileURL(path).href);
    assert.deepEqual(page.problems, []);
    assert.match(await page.run('document.querySelector("#open").contentDocument.querySelector("#why b").textContent'), /^2 \//);
    await page.run('document.querySelector("#open").contentDocument.querySelector("#next").click()');
    assert.match(await page.run('document.querySelector("#open").contentDocument.querySelector("#why b").textContent'), /^3 \//);
    assert.deepEqual(page.problems, []);
    await page.close();
  },
  async 'readers of screens find names, states and contrast'(browser, url) {
    for (const theme of ['light', 'dark']) {
      const page = await browser.openPage(`${url}#step=5&theme=${theme}`);
      assert.deepEqual(await page.run(`(${auditPage})()`), [], theme);
      await page.key('q');
      for (let i = 0; i < 9; ++i) await page.key('ArrowRight');
      assert.deepEqual(await page.run(`(${auditPage})()`), [], `${theme}, with a question`);
      await page.close();
    }
  },
  async 'it prints one step a page'(browser, url) {
    const page = await browser.openPage(url);
    await page.run('dispatchEvent(new Event("beforeprint"))');
    const count = Number((await position(page)).split('/')[1]);
    assert.equal(await page.run('document.querySelectorAll("#sheets .sheet").length'), count);
    await page.run('dispatchEvent(new Event("afterprint"))');
    assert.equal(await page.run('document.querySelectorAll("#sheets .sheet").length'), 0);
    // On real paper, too: letter is the shorter one.
    for (const paper of [{ paperWidth: 8.5, paperHeight: 11, landscape: true }, { paperWidth: 8.27, paperHeight: 11.7, landscape: true }])
      assert.equal((await page.print(paper)).match(/\/Type\s*\/Page\b/g).length, count);
    untouched(page);
    await page.close();
  },
  async 'a hundred thousand spans pan and zoom'(browser) {
    const path = join(folder, 'many.json');
    writeFileSync(path, JSON.stringify({
      load: { arrivals: { poisson: '1000/s' }, requests: 26000, handler: [{ await: { work: 'hash' } }, { respond: 200 }] },
      work: { hash: { time: '3ms' } },
    }));
    const url = make(path, 'many.html');
    const page = await browser.openPage(url);
    const spans = await page.run('JSON.parse(document.getElementById("data").textContent).rows.reduce((sum, row) => sum + row.spans.length, 0)');
    assert.ok(spans >= 100_000, `${spans} spans`);
    const times = await page.run(`(async () => {
      const times = [];
      for (let i = 0; i < 24; ++i) {
        const start = performance.now();
        dispatchEvent(new KeyboardEvent('keydown', { key: i % 12 < 6 ? '+' : '-' }));
        await new Promise(requestAnimationFrame);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b);
    })()`);
    console.log(`    ${spans} spans: a frame takes ${times[12].toFixed(1)} ms, at most ${times[23].toFixed(1)} ms`);
    assert.ok(times[12] < 100, 'interactive');
    untouched(page);
    await page.close();
  },
};

const browser = await openBrowser(program);
let failures = 0;
try {
  const url = make(lesson, 'lesson.html');
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(browser, url);
      console.log(`ok   ${name}`);
    } catch (error) {
      ++failures;
      console.log(`FAIL ${name}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failures ? 1 : 0);
