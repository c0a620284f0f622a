process.exitCode = '7';
process.on('exit', (c) => { console.log(c, typeof c); process.exitCode = 9; });
