// What most programs do: its code is kept when loopglass is built (make_code.cmake).
const fs = require('fs');

console.log('hello');
fs.writeSync(1, 'text');
fs.writeSync(1, Buffer.from('bytes'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));
process.nextTick(() => {});
Promise.resolve().then(() => {});
fs.readFile(__filename, () => fs.stat(__filename, () => {}));
fs.promises.readFile(__filename).then(() => import('fs'));
fs.existsSync(__filename);
