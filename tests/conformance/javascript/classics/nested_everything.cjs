console.log(1);
setTimeout(() => { console.log(2); Promise.resolve().then(() => { console.log(3); process.nextTick(() => console.log(4)); }).then(() => console.log(5)); setImmediate(() => console.log(6)); setTimeout(() => console.log(7), 20); }, 10);
new Promise((r) => { console.log(8); r(); console.log(9); }).then(() => { console.log(10); return Promise.resolve(11); }).then(console.log);
(async () => { try { console.log(12); await Promise.reject(new Error('13')); } catch (e) { console.log(e.message); } finally { console.log(14); } })();
queueMicrotask(() => console.log(15));
process.nextTick(() => { console.log(16); Promise.resolve().then(() => console.log(17)); process.nextTick(() => console.log(18)); });
console.log(19);
