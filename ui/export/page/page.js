(() => {
'use strict';
const orders = [...document.querySelectorAll('script.order')];
let D, steps, events, tasks, count, order = 0; // of the run that is shown; order 0 is the first one
const $ = id => document.getElementById(id);
const el = (tag, cls, text) => { const e = document.createElement(tag); if (cls) e.className = cls; if (text !== undefined) e.textContent = text; return e; };
const EV = { moved: 0, phase: 1, iteration: 2, output: 3, blocked: 4, woke: 5 };
const W = {};
take(0);
D.where.forEach((name, i) => { W[name] = i; });
function take(k) {
  order = k; D = JSON.parse((k ? orders[k - 1] : $('data')).textContent);
  ({ steps, events, tasks } = D); count = steps.length;
}

// ---- state: where every task is before an event; walks forward, restarts from checkpoints when it has to go back.
const marks = [];
let now = fresh();
function fresh() { return { at: 0, lists: new Map(), place: new Map(), loops: D.lanes.map(() => ({ phase: 6, iteration: 0, asleep: false })) }; }
function copy(s) { return { at: s.at, lists: new Map([...s.lists].map(([k, v]) => [k, v.slice()])), place: new Map(s.place), loops: s.loops.map(l => ({ ...l })) }; }
function key(where, lane) { return where * 4096 + (D.wherePool === where ? D.pools[lane] : lane); }
function apply(s) {
  const [kind, , task, a, lane] = events[s.at];
  if (kind === EV.moved && task >= 0) {
    const old = s.place.get(task);
    if (old !== undefined) { const l = s.lists.get(old); l.splice(l.indexOf(task), 1); s.place.delete(task); }
    if (a !== W.done && a !== W.cancelled) {
      const k = key(a, lane);
      if (!s.lists.has(k)) s.lists.set(k, []);
      s.lists.get(k).push(task); s.place.set(task, k);
    }
  } else if (kind === EV.phase) s.loops[lane].phase = a;
  else if (kind === EV.iteration) s.loops[lane].iteration = a;
  else if (kind === EV.blocked) s.loops[lane].asleep = true;
  else if (kind === EV.woke) s.loops[lane].asleep = false;
  s.at++;
}
function seek(target) {
  if (target < now.at) {
    let i = marks.length - 1;
    while (i >= 0 && marks[i].at > target) i--;
    now = i >= 0 ? copy(marks[i]) : fresh();
  }
  while (now.at < target) {
    if (now.at % 1000 === 0 && now.at > 0 && (!marks.length || marks[marks.length - 1].at < now.at)) marks.push(copy(now));
    apply(now);
  }
  return now;
}
const listOf = (s, where, lane) => s.lists.get(key(where, lane)) || [];

// ---- view
let at = 0, playing = 0, speed = 1, quiz = false, asked = null, right = 0, wrong = 0;
const answered = new Set();
const time = ns => { const f = (v, u) => (v >= 100 ? v.toFixed(0) : v >= 10 ? v.toFixed(1) : v.toFixed(2)) + ' ' + u; return ns < 1e3 ? ns + ' ns' : ns < 1e6 ? f(ns / 1e3, 'µs') : ns < 1e9 ? f(ns / 1e6, 'ms') : f(ns / 1e9, 's'); };
function chip(hue, t, tag) {
  const name = tasks[t][0];
  const h = D.hues[hue], c = el(tag || 'li', 'chip'); c.style.background = h[2]; c.style.color = h[3]; c.title = h[0] + ': ' + fullName(t);
  c.append(el('b', '', h[1]), document.createTextNode(name)); return c;
}
const fullName = t => tasks[t][4];
function panel(box, title, list, empty, isNow) {
  box.className = 'panel' + (isNow ? ' now' : ''); box.replaceChildren();
  const head = el('h2', '', title); if (list.length) head.append(el('small', '', String(list.length))); box.append(head);
  if (!list.length) { box.append(el('p', 'empty', empty)); return; }
  const ul = el('ul', 'chips');
  list.slice(0, 60).forEach(t => ul.append(chip(t.hue, t.task)));
  if (list.length > 60) ul.append(el('li', 'empty', '+ ' + (list.length - 60)));
  box.append(ul);
}
const chips = list => list.map(t => ({ hue: tasks[t][1], task: t }));
const phases = ['timers', 'pending', 'idle, prepare', 'poll', 'check', 'close'];
function ring(box, loop) {
  box.replaceChildren();
  const head = el('h2', '', 'event loop'); head.append(el('small', '', loop.iteration ? 'iteration ' + loop.iteration : 'not started')); box.append(head);
  const grid = el('div', 'ring');
  const cell = i => { const s = el('span', loop.phase === i ? 'now' : '', phases[i]); const h = D.hues[D.phaseHues[i]];
    if (loop.phase === i) { s.style.background = h[2]; s.style.color = h[3]; } else s.style.background = h[2] + '33';
    if (loop.phase === i && i === 3 && loop.asleep) s.append(el('small', '', 'sleeps')); return s; };
  const arrow = t => { const a = el('div', '', t); a.setAttribute('aria-hidden', 'true'); return a; };
  grid.append(cell(0), arrow('→'), cell(1), arrow('→'), cell(2), arrow('↑'), el('div'), el('div'), el('div'), arrow('↓'), cell(5), arrow('←'), cell(4), arrow('←'), cell(3));
  box.append(grid);
}
function render(root, i) {
  const q = id => root.querySelector('[data-p=' + id + ']');
  const st = steps[i], s = seek(st.last), lane = st.lane, loop = s.loops[lane];
  const kind = st.task >= 0 ? tasks[st.task][3] : '';
  const is = k => kind === k, callback = st.task >= 0 && !is('tick') && !is('microtask');
  const L = w => listOf(s, W[w], lane);
  ring(q('ring'), loop);
  panel(q('stack'), 'call stack', chips(L('running').slice().reverse()), loop.asleep ? 'empty: the loop sleeps' : 'empty', false);
  panel(q('ticks'), 'nextTick queue', chips(L('tick queue')), 'empty', is('tick'));
  panel(q('micro'), 'microtasks', chips(L('microtask queue')), 'empty', is('microtask'));
  panel(q('timers'), 'timers', chips(L('timers')), 'none armed', callback && loop.phase === 0);
  panel(q('check'), 'check (setImmediate)', chips(L('immediate queue')), 'empty', callback && loop.phase === 4);
  panel(q('ready'), 'ready', chips([].concat(L('completed'), L('ready'), L('pending queue'), L('closing queue'))), 'nothing', callback && [1, 3, 5].includes(loop.phase));
  let out = chips(L('os'));
  D.lanes.forEach((l, n) => { if (l.kind === 'station') out = out.concat(chips(listOf(s, W.station, n)), chips(listOf(s, W['station queue'], n))); });
  panel(q('outside'), 'outside', out, 'nothing under way', false);
  const pool = q('pool'); pool.replaceChildren();
  const waiting = chips(listOf(s, D.wherePool, lane));
  const head = el('h2', '', 'worker pool'); if (waiting.length) head.append(el('small', '', waiting.length + (waiting.length === 1 ? ' waits' : ' wait'))); pool.append(head);
  const row = el('div', 'workers'); let n = 0;
  D.lanes.forEach((l, k) => { if (l.kind !== 'worker' || l.process !== D.lanes[lane].process) return; n++; const t = listOf(s, W.worker, k)[0];
    row.append(t === undefined ? el('div', 'idle', 'idle') : chip(D.poolHue, t, 'div')); });
  for (; n < Math.min(D.threadpool, 8); n++) row.append(el('div', 'idle', 'idle'));
  pool.append(row);
  if (waiting.length) { const ul = el('ul', 'chips'); waiting.slice(0, 24).forEach(t => ul.append(chip(t.hue, t.task))); if (waiting.length > 24) ul.append(el('li', 'empty', '+ ' + (waiting.length - 24))); pool.append(ul); }
  else pool.append(el('p', 'empty', 'nothing waits for a worker'));
  const output = q('output'); output.replaceChildren();
  const printed = st.printed;
  if (!printed) output.append(el('div', 'empty', 'nothing yet'));
  for (let k = Math.max(0, printed - 300); k < printed; k++) { const o = D.outputs[D.order[k]]; output.append(el('div', (st.outputs.includes(D.order[k]) ? 'new' : '') + (o[1] ? ' error' : ''), o[0])); }
  return st;
}
function whyText(i) { return steps[i].why; }
function show(i, keep) {
  at = Math.max(0, Math.min(count - 1, i));
  asked = null; $('quiz').hidden = true;
  const st = render(document, at);
  document.querySelectorAll('#code .current').forEach(e => e.classList.remove('current'));
  const line = st.line && $('L' + st.line);
  if (line) { line.classList.add('current'); reveal(line, $('code')); }
  const out = document.querySelector('[data-p=output]').parentNode; out.scrollTop = out.scrollHeight;
  const why = $('why'); why.replaceChildren(el('b', '', (at + 1) + ' / ' + count), document.createTextNode(whyText(at)));
  $('scrub').value = at; $('scrub').setAttribute('aria-valuetext', 'step ' + (at + 1) + ': ' + whyText(at));
  $('where').textContent = time(events[st.first][1]);
  $('back').disabled = $('first').disabled = at === 0; $('next').disabled = $('last').disabled = at === count - 1;
  if (!keep) store();
  if (!view) fitView();
  follow();
  draw();
}
function reveal(line, box) { const top = line.offsetTop - box.offsetTop; if (top < box.scrollTop + 20 || top > box.scrollTop + box.clientHeight - 40) box.scrollTop = top - box.clientHeight / 3; }
function store() {
  const p = new URLSearchParams(); p.set('step', at + 1); if (quiz) p.set('quiz', '1');
  if (order) p.set('order', order);
  const theme = document.documentElement.dataset.theme; if (theme !== D.theme) p.set('theme', theme);
  try { history.replaceState(null, '', '#' + p); } catch { /* a sandboxed frame may forbid it */ }
}
function restore() {
  const p = new URLSearchParams(location.hash.slice(1));
  document.documentElement.dataset.theme = p.get('theme') === 'dark' ? 'dark' : p.get('theme') === 'light' ? 'light' : D.theme;
  setQuiz(p.get('quiz') === '1', true);
  const wanted = parseInt(p.get('order'), 10) || 0;
  if (wanted !== order && wanted >= 0 && wanted <= orders.length) open(wanted, true);
  if (count) show((parseInt(p.get('step'), 10) || 1) - 1, true);
}

// ---- orders: other runs of the same program, as tabs
function open(k, keep) {
  stop(); take(k); marks.length = 0; now = fresh(); view = null; at = 0; asked = null; answered.clear(); right = wrong = 0;
  $('scrub').max = Math.max(0, count - 1); slots();
  [...$('orders').querySelectorAll('button')].forEach((b, i) => b.setAttribute('aria-pressed', i === order));
  $('parting').textContent = k ? orders[k - 1].dataset.parting : '';
  if (!keep) show(0);
}
if (orders.length) {
  $('orders').hidden = false;
  ['as it ran', ...orders.map(o => o.dataset.name)].forEach((name, k) => { const b = el('button', '', name); b.setAttribute('aria-pressed', k === 0); b.onclick = () => open(k); $('orders').insertBefore(b, $('parting')); });
}

// ---- quiz: what will the next step print?
function options(i) {
  const good = D.outputs[steps[i].outputs[0]][0], others = [];
  const take = text => { if (text !== good && !others.includes(text) && others.length < 3) others.push(text); };
  for (let k = i + 1; k < count; k++) steps[k].outputs.forEach(o => take(D.outputs[o][0]));
  D.outputs.forEach(o => take(o[0]));
  const all = others.concat(good); // a fixed shuffle: the same page asks the same way
  let seed = i * 2654435761 % 4294967296;
  for (let k = all.length - 1; k > 0; k--) { seed = (seed * 1664525 + 1013904223) % 4294967296; const j = seed % (k + 1); [all[k], all[j]] = [all[j], all[k]]; }
  return { good, all };
}
function ask(i) {
  const { good, all } = options(i), box = $('quiz');
  if (all.length < 2) return false;
  asked = { step: i, good, all, done: false }; box.replaceChildren(el('span', '', 'What is printed next?'));
  all.forEach((text, k) => { const b = el('button', '', (k + 1) + '  ' + text); b.onclick = () => answer(k); box.append(b); });
  box.hidden = false; box.querySelector('button').focus({ preventScroll: true }); stop();
  return true;
}
function answer(k) {
  if (!asked || asked.done || k >= asked.all.length) return;
  const ok = asked.all[k] === asked.good, i = asked.step; ok ? right++ : wrong++;
  answered.add(i);
  show(i);
  const box = $('quiz'); box.replaceChildren(el('span', ok ? 'good' : 'bad', ok ? '✓ Right.' : '✗ No: “' + D.outputs[steps[i].outputs[0]][0] + '” comes first.'), el('span', '', right + ' right, ' + wrong + ' wrong'));
  box.hidden = false;
}
function setQuiz(on, keep) { quiz = on; $('quizzes').setAttribute('aria-pressed', on); if (!on) { asked = null; $('quiz').hidden = true; answered.clear(); right = wrong = 0; } if (!keep) store(); }
function forward() {
  if (asked && !asked.done) return;
  if (at + 1 >= count) { stop(); return; }
  if (quiz && steps[at + 1].outputs.length && !answered.has(at + 1) && ask(at + 1)) return;
  show(at + 1);
}
function stop() { clearTimeout(playing); playing = 0; $('play').textContent = '▶ play'; $('play').setAttribute('aria-pressed', 'false'); }
function play() {
  if (playing) { stop(); return; }
  if (at + 1 >= count) show(0);
  $('play').textContent = 'pause'; $('play').setAttribute('aria-pressed', 'true');
  const tick = () => { forward(); if (playing) playing = setTimeout(tick, 1600 / speed); };
  playing = setTimeout(tick, 900 / speed);
}

// ---- lanes: every step has a slot; what happens in it is spread over the slot. Traces without events run to scale.
const canvas = $('canvas'), ctx = canvas.getContext('2d');
let view = null, hits = [];
const rowHeight = 22, labelWidth = 96;
function slot(e) { // event to position in steps
  let lo = 0, hi = count - 1;
  while (lo < hi) { const m = (lo + hi + 1) >> 1; steps[m].first <= e ? lo = m : hi = m - 1; }
  const s = steps[lo]; if (!s || e < s.first) return 0;
  return lo + Math.min(1, (e - s.first) / Math.max(1, s.last - s.first));
}
function slots() { D.rows.forEach(r => r.spans.forEach(s => { s.x0 = count ? slot(s[0]) : s[0]; s.x1 = count ? slot(s[1]) : s[1]; })); }
function range() { return count ? [0, count] : [0, D.end]; }
function fitView() {
  const [a, b] = range(), width = canvas.clientWidth - labelWidth;
  const most = count ? Math.max(4, Math.floor(width / 62)) : b;
  view = [a, Math.min(b, most)];
}
function follow() {
  if (!count) return;
  const w = view[1] - view[0];
  if (at < view[0] || at + 1 > view[1]) { const a = Math.max(0, Math.min(count - w, at - w / 3)); view = [a, a + w]; }
}
function draw() {
  if (!canvas.clientWidth) return;
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = D.rows.length * (rowHeight + 4) + 4;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) { canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio); canvas.style.height = height + 'px'; }
  if (!view) fitView();
  const css = getComputedStyle(document.documentElement), color = n => css.getPropertyValue('--' + n).trim();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0); ctx.clearRect(0, 0, width, height); ctx.font = '12px Inter, sans-serif'; ctx.textBaseline = 'middle';
  const px = v => labelWidth + (v - view[0]) / (view[1] - view[0]) * (width - labelWidth);
  hits = [];
  ctx.save(); ctx.beginPath(); ctx.rect(labelWidth, 0, width - labelWidth, height); ctx.clip();
  if (count) { ctx.fillStyle = color('mark'); ctx.fillRect(px(at), 0, px(at + 1) - px(at), height); }
  D.rows.forEach((r, n) => {
    const y = 4 + n * (rowHeight + 4); let last = -1e9;
    ctx.strokeStyle = color('grid'); ctx.beginPath(); ctx.moveTo(labelWidth, y + rowHeight + 1.5); ctx.lineTo(width, y + rowHeight + 1.5); ctx.stroke();
    let i = lower(r.spans, view[0]);
    for (; i < r.spans.length; i++) {
      const s = r.spans[i]; if (s.x0 > view[1]) break;
      const a = px(s.x0), b = Math.max(px(s.x1), a + 1);
      if (b - last < 0.7) continue;
      last = b;
      const h = D.hues[s[2]]; ctx.fillStyle = h[2];
      const gap = b - a > 6 ? 1 : 0;
      ctx.fillRect(a, y, b - a - gap, rowHeight);
      if (b - a > 14) {
        ctx.fillStyle = h[3]; ctx.save(); ctx.beginPath(); ctx.rect(a, y, b - a - gap - 2, rowHeight); ctx.clip();
        const left = Math.max(a, labelWidth) + 5;
        ctx.font = '600 12px Inter, sans-serif'; ctx.fillText(h[1], left, y + rowHeight / 2 + 1);
        ctx.font = '12px Inter, sans-serif'; const name = fit(nameSpan(s, 0), b - left - 24); if (name) ctx.fillText(name, left + 16, y + rowHeight / 2 + 1);
        ctx.restore();
      }
      if (b - a > 2) hits.push([a, b, y, s]);
    }
  });
  ctx.restore();
  ctx.fillStyle = color('muted'); ctx.textAlign = 'right';
  D.rows.forEach((r, n) => ctx.fillText(fit(r.label, labelWidth - 12), labelWidth - 10, 4 + n * (rowHeight + 4) + rowHeight / 2 + 1));
  ctx.textAlign = 'left';
}
const nameSpan = (s, form) => s[3] < 0 ? '' : tasks.length ? tasks[s[3]][form] : '#' + (s[3] + 1);
function fit(text, width) { if (width < 14) return ''; if (ctx.measureText(text).width <= width) return text; let n = text.length; while (n > 1 && ctx.measureText(text.slice(0, n) + '…').width > width) n--; return n > 2 ? text.slice(0, n) + '…' : ''; }
function lower(spans, v) { let lo = 0, hi = spans.length; while (lo < hi) { const m = (lo + hi) >> 1; spans[m].x1 < v ? lo = m + 1 : hi = m; } return lo; }
function zoom(factor, x) {
  const [a, b] = range(), share = Math.max(0, Math.min(1, (x - labelWidth) / (canvas.clientWidth - labelWidth))), middle = view[0] + share * (view[1] - view[0]);
  const w = Math.max(count ? 3 : 1000, Math.min(b - a, (view[1] - view[0]) * factor)); let from = middle - share * w;
  from = Math.max(a, Math.min(b - w, from)); view = [from, from + w]; drawLater();
}
function pan(by) { const [a, b] = range(), w = view[1] - view[0], from = Math.max(a, Math.min(b - w, view[0] + by)); view = [from, from + w]; drawLater(); }
let waiting = 0;
function drawLater() { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; draw(); }); }
const tip = el('div', 'tip'); tip.hidden = true; document.body.append(tip);
function hit(e) { const r = canvas.getBoundingClientRect(), x = e.clientX - r.left, y = e.clientY - r.top; return hits.find(h => x >= h[0] && x <= h[1] && y >= h[2] && y <= h[2] + rowHeight); }
let drag = null;
canvas.addEventListener('pointerdown', e => { drag = { x: e.clientX, from: view[0], moved: false }; canvas.setPointerCapture(e.pointerId); });
canvas.addEventListener('pointermove', e => {
  if (drag) { const by = (drag.x - e.clientX) / (canvas.clientWidth - labelWidth) * (view[1] - view[0]); if (Math.abs(drag.x - e.clientX) > 3) drag.moved = true; if (drag.moved) { pan(drag.from + by - view[0]); } return; }
  const h = hit(e); tip.hidden = !h; if (!h) return;
  const s = h[3], ns = count ? events[Math.min(s[1], events.length - 1)][1] - events[s[0]][1] : s[1] - s[0];
  tip.textContent = D.hues[s[2]][0] + ' ' + nameSpan(s, 4) + ', ' + time(ns) + (count ? ', from ' + time(events[s[0]][1]) : '');
  tip.style.left = Math.min(e.clientX + 12, innerWidth - 260) + 'px'; tip.style.top = (e.clientY - 34) + 'px';
});
canvas.addEventListener('pointerup', e => { const moved = drag && drag.moved; drag = null; if (moved || !count) return; const r = canvas.getBoundingClientRect(), x = e.clientX - r.left; if (x < labelWidth) return; stop(); show(Math.floor(view[0] + (x - labelWidth) / (canvas.clientWidth - labelWidth) * (view[1] - view[0]))); });
canvas.addEventListener('pointerleave', () => { tip.hidden = true; });
canvas.addEventListener('wheel', e => { e.preventDefault(); const x = e.clientX - canvas.getBoundingClientRect().left; if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) pan((e.deltaX || e.deltaY) / 800 * (view[1] - view[0])); else zoom(Math.exp(e.deltaY / 500), x); }, { passive: false });

// ---- keys and buttons
const keys = {
  ArrowRight: forward, ArrowLeft: () => { stop(); show(at - 1); }, Home: () => { stop(); show(0); }, End: () => { stop(); show(count - 1); },
  ' ': play, q: () => setQuiz(!quiz), t: theme, '?': () => { const d = $('help'); d.open ? d.close() : d.showModal(); }, '+': () => zoom(0.7, canvas.clientWidth / 2), '-': () => zoom(1.4, canvas.clientWidth / 2), 0: () => { fitView(); draw(); },
  o: () => { if (orders.length) open((order + 1) % (orders.length + 1)); }, '<': () => pace(-1), '>': () => pace(1),
};
function pace(by) { const s = $('speed'); s.selectedIndex = Math.max(0, Math.min(s.options.length - 1, s.selectedIndex + by)); speed = +s.value; }
function theme() { const r = document.documentElement; r.dataset.theme = r.dataset.theme === 'dark' ? 'light' : 'dark'; store(); draw(); }
addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || $('help').open && e.key !== '?') return;
  if (e.target.tagName === 'SELECT') return;
  if (e.target.tagName === 'BUTTON' && (e.key === ' ' || e.key === 'Enter')) return;
  if (e.target.type === 'range' && e.key !== ' ' && e.key !== 'q' && e.key !== 't' && e.key !== '?') return;
  if (asked && /^[1-4]$/.test(e.key)) { answer(+e.key - 1); e.preventDefault(); return; }
  if (asked && e.key === 'ArrowRight') { e.preventDefault(); return; }
  const f = keys[e.key]; if (f && (count || 't?+-0'.includes(e.key))) { f(); e.preventDefault(); }
});
$('next').onclick = forward; $('back').onclick = keys.ArrowLeft; $('first').onclick = keys.Home; $('last').onclick = keys.End; $('play').onclick = play;
$('quizzes').onclick = () => setQuiz(!quiz); $('theme').onclick = theme; $('keys').onclick = keys['?'];
$('speed').onchange = e => { speed = +e.target.value; };
$('scrub').oninput = e => { stop(); show(+e.target.value); };
addEventListener('hashchange', restore); addEventListener('resize', () => { const w = view && view[1] - view[0]; if (!w) return; fitView(); draw(); });
addEventListener('beforeprint', () => {
  const sheets = $('sheets'); sheets.replaceChildren();
  for (let i = 0; i < Math.min(count, 300); i++) {
    const sheet = el('section', 'sheet'); sheet.append(el('h1', '', D.title));
    const body = document.querySelector('body>main').cloneNode(true); body.querySelectorAll('[id]').forEach(e => { if (!/^L\d+$/.test(e.id)) { e.removeAttribute('id'); return; } e.classList.toggle('current', e.id === 'L' + steps[i].line); e.removeAttribute('id'); });
    sheet.append(body, el('p', 'why', (i + 1) + ' / ' + count + '  ' + whyText(i))); render(sheet, i); sheets.append(sheet);
  }
  seek(steps.length ? steps[at].last : 0);
});
addEventListener('afterprint', () => $('sheets').replaceChildren());

const pre = $('code').querySelector('pre'), digits = String(D.firstLine + D.code.length).length;
pre.style.setProperty('--digits', digits);
D.code.forEach((text, i) => { const d = el('div'); d.id = 'L' + (D.firstLine + i); const n = el('i', '', String(D.firstLine + i)); n.style.width = digits + 'ch'; d.append(n, document.createTextNode(text)); pre.append(d); });
if (!D.code.length) $('code').hidden = true;
$('scrub').max = Math.max(0, count - 1);
slots();
if (!count) { document.querySelector('body>main').hidden = true; $('bar').hidden = true; $('why').textContent = D.about; $('quizzes').hidden = true; }
if (!D.order.length) $('quizzes').hidden = true;
document.documentElement.dataset.theme = D.theme;
restore();
draw();
if (document.fonts) document.fonts.ready.then(draw);
document.documentElement.dataset.ready = 'yes';
})();
