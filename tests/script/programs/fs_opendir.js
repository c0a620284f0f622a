// A folder read entry by entry.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
for (const name of ['b', 'a', 'c']) fs.writeFileSync(at(name), '');
(async () => {
    const names = [];
    for await (const entry of await fs.promises.opendir(folder)) names.push(entry.name);
    console.log(names.sort());
    const directory = fs.opendirSync(folder);
    let count = 0;
    while (directory.readSync() !== null) count += 1;
    directory.closeSync();
    console.log(count);
    try {
        directory.readSync();
    } catch (error) {
        console.log(error.code);
    }
    // As long as it is open it has a descriptor.
    const first = fs.openSync(at('a'));
    const another = fs.opendirSync(folder);
    console.log(fs.openSync(at('a')) - first);
    another.closeSync();
    console.log(fs.openSync(at('a')) - first);
})();
