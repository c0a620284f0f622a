import { setTimeout as st, setImmediate as si, setInterval as sI, scheduler } from 'node:timers/promises';
console.log(await st(5, 'v'), await si('w'));
let k = 0; for await (const x of sI(3, 'tick')) { console.log(x, k); if (++k === 3) break; }
const ac = new AbortController(); st(10).then(() => ac.abort(new Error('mine')));
try { await st(1000, null, { signal: ac.signal }); } catch (e) { console.log(e.name, e.code, e.cause?.message); }
await scheduler.wait(2); await scheduler.yield(); console.log('end');
try { await st(1, null, { ref: 'x' }); } catch (e) { console.log(e.code); }
