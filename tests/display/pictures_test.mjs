// Pictures as browsers, rsvg and cairo draw them, and the text of a PDF: node pictures_test.mjs LOOPGLASS SCENARIOS.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { openBrowser } from './browser.mjs';

const [loopglass, scenarios] = process.argv.slice(2);
const has = name => { try { execFileSync('which', [name], { stdio: 'ignore' }); return true; } catch { return false; } };
const program = ['chromium', 'chromium-browser', 'google-chrome'].find(has);
if (!program) {
  console.log('skipped: there is no Chromium (on Debian: apt-get install chromium)');
  process.exit(77);
}
const folder = mkdtempSync(join(tmpdir(), 'loopglass-pictures-'));
const make = (input, name, ...more) => {
  const path = join(folder, name);
  execFileSync(loopglass, ['export', resolve(scenarios, input), '-o', path, '--size', '1280x720', ...more], { stdio: ['ignore', 'inherit', 'inherit'] });
  return path;
};
const pictures = [
  ['lessons/five-queues.json', '--picture', 'timeline'],
  ['lessons/five-queues.json', '--picture', 'state', '--step', '5', '--theme', 'dark'],
  ['pool/logins.json', '--picture', 'timeline', '--theme', 'projector'],
  ['pool/logins.json', '--picture', 'request'],
  ['load/two-endpoints.json', '--picture', 'latency', '--theme', 'dark'],
  ['lessons/race-from-main.json', '--picture', 'orders'],
];
const sweep = join(folder, 'sweep.json');
execFileSync(loopglass, ['sweep', join(scenarios, 'latency/bcrypt-cost-10.json'), '--vary', 'threadpool=2,4', '--vary', 'rate=20,40,60',
  '--replications', '2', '--requests', '500', '-o', sweep], { stdio: ['ignore', 'ignore', 'inherit'] });
pictures.push([sweep, '--picture', 'sweep', '--target', 'p99<150ms']);

/// Mean distance of two pictures, 0 to 1, as light falls on areas of 4 x 4 pixels: edges of letters differ everywhere.
const distance = (page, one, other) => page.run(`(async () => {
  const draw = async source => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 320; canvas.height = 180;
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, 320, 180);
    return context.getImageData(0, 0, 320, 180).data;
  };
  const [a, b] = [await draw(${JSON.stringify(one)}), await draw(${JSON.stringify(other)})];
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += Math.abs(a[i] - b[i]);
  return sum / a.length / 255;
})()`);
const dataUrl = (path, type) => `data:${type};base64,${readFileSync(path).toString('base64')}`;

const browser = await openBrowser(program);
try {
  const blank = join(folder, 'blank.html');
  writeFileSync(blank, '<!DOCTYPE html><title>blank</title>');
  const page = await browser.openPage(pathToFileURL(blank).href);
  const far = [];
  for (const [number, [input, ...options]] of pictures.entries()) {
    const svg = make(input, `${number}.svg`, ...options);
    const png = make(input, `${number}.png`, ...options);
    if (has('xmllint')) execFileSync('xmllint', ['--noout', svg]);
    const seen = dataUrl(svg, 'image/svg+xml');
    const others = { cairo: png };
    if (has('rsvg-convert')) {
      others.rsvg = join(folder, `${number}.rsvg.png`);
      execFileSync('rsvg-convert', ['-w', '1280', svg, '-o', others.rsvg]);
    }
    for (const [name, path] of Object.entries(others)) {
      const apart = await distance(page, seen, dataUrl(path, 'image/png'));
      console.log(`${options[1].padEnd(9)} browser and ${name}: ${(100 * apart).toFixed(2)} % apart`);
      assert.ok(apart < 0.025, `${input} ${options.join(' ')}: browser and ${name} are ${apart} apart`);
      far.push(apart);
    }
  }
  // The measure sees what differs: two pictures are further apart than two drawings of one.
  const apart = await distance(page, dataUrl(join(folder, '0.png'), 'image/png'), dataUrl(join(folder, '3.png'), 'image/png'));
  assert.ok(apart > 1.5 * Math.max(...far), `two pictures are ${apart} apart`);
  if (has('pdftotext')) {
    for (const [number, [input, ...options]] of pictures.entries()) {
      const text = execFileSync('pdftotext', ['-layout', make(input, `${number}.pdf`, ...options), '-'], { encoding: 'utf8' });
      const words = readFileSync(join(folder, `${number}.svg`), 'utf8').matchAll(/<text[^>]*>([^<]*)<\/text>/g);
      for (const [, escaped] of words) {
        const word = escaped.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
        for (const part of word.split(/\s+/)) assert.ok(text.includes(part), `${input}: "${part}" is not found in the PDF`);
      }
    }
    console.log('every word is found in the PDFs');
  } else {
    console.log('no pdftotext (on Debian: apt-get install poppler-utils): PDFs are not searched');
  }
  assert.deepEqual(page.problems, []);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
