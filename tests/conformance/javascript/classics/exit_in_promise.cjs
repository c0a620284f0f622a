process.on('exit', (c) => console.log('exit', c)); Promise.resolve().then(() => { console.log('a'); process.exit(3); }).then(() => console.log('b')); process.nextTick(() => console.log('tick'));
