const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const D = console.log;
WebAssembly.compile(bytes).then(() => { D('compiled'); setTimeout(() => D('timer'), 1).unref(); setTimeout(() => D('ref timer'), 3); process.nextTick(() => D('tick')); });

process.on('beforeExit', () => D('beforeExit'));
process.on('exit', () => D('exit'));
