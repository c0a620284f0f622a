// Reading and writing at places of an open file.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const attempt = (name, action) => {
    try {
        console.log(name, action());
    } catch (error) {
        console.log(name, error.code, error.errno, error.syscall, error.message.replaceAll(folder, '~'), Object.keys(error).join());
    }
};

const descriptor = fs.openSync(at('file'), 'w+');
attempt('write', () => fs.writeSync(descriptor, 'abcdef'));
attempt('write part', () => fs.writeSync(descriptor, Buffer.from('XYZ'), 1, 2));
attempt('write at', () => fs.writeSync(descriptor, 'Q', 1));
const bytes = Buffer.alloc(10);
attempt('read', () => [fs.readSync(descriptor, bytes, 0, 10, 0), bytes.toString()]);
attempt('read on', () => fs.readSync(descriptor, bytes, 0, 10, null));
attempt('several', () => { const parts = [Buffer.alloc(2), Buffer.alloc(3)]; return [fs.readvSync(descriptor, parts, 0), parts.join()]; });
attempt('gather', () => fs.writevSync(descriptor, [Buffer.from('12'), Buffer.from('34')], 2));
attempt('shorter', () => fs.ftruncateSync(descriptor, 3));
attempt('longer', () => fs.ftruncateSync(descriptor, 5));
attempt('size', () => fs.fstatSync(descriptor).size);
attempt('content', () => fs.readFileSync(at('file')));
attempt('close', () => fs.closeSync(descriptor));
const appending = fs.openSync(at('file'), 'a');
attempt('append', () => fs.writeSync(appending, 'end', 0));
fs.closeSync(appending);
attempt('content', () => fs.readFileSync(at('file')));
const reading = fs.openSync(at('file'), 'r');
attempt('not for writing', () => fs.writeSync(reading, 'x'));
