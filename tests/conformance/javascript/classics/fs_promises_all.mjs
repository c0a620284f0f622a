import fs from 'node:fs/promises';
await fs.mkdir('x'); await fs.writeFile('x/f', 'line1\nline2\nline3');
const h = await fs.open('x/f'); for await (const l of h.readLines()) console.log(l);
const h2 = await fs.open('x/f', 'r+'); console.log((await h2.stat()).size, (await h2.read(Buffer.alloc(5), 0, 5, 6)).buffer.toString()); await h2.write('ZZ', 0); await h2.sync(); console.log(await h2.readFile('utf8')); await h2.close();
console.log(h2.fd); try { await h2.read(Buffer.alloc(1)); } catch (e) { console.log(e.code, e.message); }
for (const f of [() => fs.readFile('nope'), () => fs.rmdir('x'), () => fs.mkdir('x'), () => fs.access('q'), () => fs.rename('q', 'r')]) await f().catch((e) => console.log(e.message));
for await (const d of await fs.opendir('x')) console.log(d.name);
const ac = new AbortController(); const p = fs.readFile('x/f', { signal: ac.signal }); ac.abort(); await p.catch((e) => console.log(e.name, e.code));
await fs.rm('x', { recursive: true }); console.log(await fs.stat('x').catch((e) => e.code));
