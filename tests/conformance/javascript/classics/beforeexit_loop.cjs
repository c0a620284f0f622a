let n = 0;
process.on('beforeExit', (c) => { console.log('beforeExit', n); if (n++ < 3) { if (n === 1) setTimeout(() => console.log('t'), 1); else if (n === 2) require('fs').stat(__filename, () => console.log('stat')); else setImmediate(() => console.log('im')); } });
process.on('exit', () => console.log('exit', n));
