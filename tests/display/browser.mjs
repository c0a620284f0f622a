// A headless Chromium driven through its debugging pipe: no library, no port.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function openBrowser(program) {
  const profile = mkdtempSync(join(tmpdir(), 'loopglass-chromium-'));
  const child = spawn(
    program,
    ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=1280,800',
      '--no-first-run', '--disable-background-networking', '--allow-file-access-from-files',
      '--remote-debugging-pipe', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const waiting = new Map();
  const listeners = new Set();
  let number = 0;
  let rest = '';
  child.stdio[4].on('data', bytes => {
    const parts = (rest + bytes).split('\0');
    rest = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      const open = waiting.get(message.id);
      if (!open) { for (const listener of listeners) listener(message); continue; }
      waiting.delete(message.id);
      if (message.error) open.reject(new Error(message.error.message));
      else open.resolve(message.result);
    }
  });
  const gone = new Promise((_, reject) => child.on('exit', () => reject(new Error('the browser ended'))));
  gone.catch(() => {});
  const send = (method, params = {}, sessionId = undefined) => {
    const id = ++number;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return Promise.race([answer, gone]);
  };
  return {
    openPage: url => openPage(send, listeners, url),
    async close() {
      await send('Browser.close').catch(() => {});
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone.catch(() => {});
      clearTimeout(impatience);
      // Processes that it started end a moment later, and write to the profile until then.
      for (let left = 50; ; --left) {
        try { return rmSync(profile, { recursive: true, force: true }); } catch (error) { if (left === 0) throw error; }
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    },
  };
}

async function openPage(send, listeners, url) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  const page = { problems: [], requests: [] };
  let loaded = () => {};
  const listener = message => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method === 'Runtime.exceptionThrown') page.problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(params.type)) page.problems.push(params.args.map(one => one.value).join(' '));
    if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level)) page.problems.push(params.entry.text);
    if (method === 'Network.requestWillBeSent') page.requests.push(params.request.url);
    if (method === 'Page.loadEventFired') loaded();
  };
  listeners.add(listener);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await call(`${domain}.enable`);
  page.run = async expression => {
    const { result, exceptionDetails } = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  page.goTo = async to => {
    const done = new Promise(resolve => { loaded = resolve; });
    await call('Page.navigate', { url: to });
    await done;
  };
  page.key = async (key, text = undefined) => {
    const code = { ArrowRight: 39, ArrowLeft: 37, Home: 36, End: 35, Tab: 9, Escape: 27, ' ': 32, Enter: 13 }[key] ?? key.toUpperCase().charCodeAt(0);
    const event = { key, windowsVirtualKeyCode: code, text: text ?? (key.length === 1 ? key : undefined) };
    await call('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await call('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode: code });
  };
  page.media = features => call('Emulation.setEmulatedMedia', features);
  page.picture = async () => Buffer.from((await call('Page.captureScreenshot', { format: 'png' })).data, 'base64');
  page.print = async paper => Buffer.from((await call('Page.printToPDF', { printBackground: true, ...paper })).data, 'base64').toString('latin1');
  page.close = async () => { listeners.delete(listener); await send('Target.closeTarget', { targetId }); };
  await page.goTo(url);
  return page;
}
