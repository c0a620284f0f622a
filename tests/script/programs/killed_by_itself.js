'use strict';
// A signal that nothing hears ends the process; those that are ignored by default do not.
process.on('exit', () => console.log('never'));
process.on('SIGUSR2', () => {
    console.log('heard');
    process.kill(process.pid, 'SIGTERM');
    console.log('never');
});
for (const name of ['SIGCHLD', 'SIGWINCH', 'SIGURG']) console.log(name, process.kill(process.pid, name));
setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 1);
setTimeout(() => {}, 1000);
