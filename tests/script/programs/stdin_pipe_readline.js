// What each line begins runs before the end of the input is known, or after it, by version.
const lines = require('readline').createInterface({ input: process.stdin });
lines.on('line', (line) => {
    console.log(line);
    setImmediate(() => console.log('immediate', line));
    setTimeout(() => console.log('timeout', line), 0);
    Promise.resolve().then(() => console.log('microtask', line));
    process.nextTick(() => console.log('tick', line));
});
lines.on('close', () => console.log('close'));
