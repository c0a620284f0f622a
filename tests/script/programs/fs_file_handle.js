// A FileHandle reads, writes, streams and closes.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { inspect } = require('util');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
(async () => {
    const handle = await fs.promises.open(at('file'), 'w+');
    console.log(inspect(handle).replace(/\d+/g, 'N'));
    console.log(typeof handle.fd);
    console.log((await handle.write('abcdef')).bytesWritten);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(3), 0, 3, 1);
    console.log(bytesRead, buffer.toString());
    await handle.truncate(4);
    console.log((await handle.stat()).size, await handle.readFile('utf8'));
    await handle.writev([Buffer.from('1'), Buffer.from('2')]);
    await handle.close();
    console.log(handle.fd);
    await handle.read(Buffer.alloc(1)).catch((error) => console.log(error.code, error.syscall));
    const lines = await fs.promises.open(at('lines'), 'w+');
    await lines.writeFile('one\ntwo\nthree');
    await lines.close();
    const again = await fs.promises.open(at('lines'));
    for await (const line of again.readLines()) console.log('line', line);
})();
