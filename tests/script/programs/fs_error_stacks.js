// Errors of callbacks have no frames, those of promises the functions that awaited.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
const at = (name) => path.join(folder, name);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
fs.stat(at('none'), (error) => {
    console.log(error.stack.replaceAll(folder, '~'));
    fs.promises.stat(at('none')).catch((failure) => {
        console.log(failure.stack.replaceAll(folder, '~'));
        (async () => {
            try {
                await fs.promises.readFile(at('none'));
            } catch (last) {
                console.log(last.stack.replaceAll(folder, '~').split('\n')[0]);
            }
        })();
    });
});
