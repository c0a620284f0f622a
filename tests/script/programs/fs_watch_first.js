// The first watcher of a program is heard once the next poll has begun: what is ready by then comes before it.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const { port1, port2 } = new MessageChannel();
port1.on('message', (text) => console.log(text));
setTimeout(() => {
    const watcher = fs.watch(folder, (event, name) => console.log(event, name));
    fs.mkdirSync(path.join(folder, 'made'));
    port2.postMessage('message');
    setTimeout(() => {
        fs.mkdirSync(path.join(folder, 'later'));
        port2.postMessage('later message');
    }, 20);
    setTimeout(() => {
        watcher.close();
        port1.close();
    }, 40);
}, 20);
