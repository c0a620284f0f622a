'use strict';
// Once standard output has been shut down, what is written is lost, and an error says so.
process.stdout.on('error', (error) => { if (error.code === 'EPIPE') process.exitCode = 7; });
process.stdout.end('last line\n');
setTimeout(() => process.stdout.write('lost\n'), 5);
