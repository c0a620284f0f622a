'use strict';
// Standard output ends like any stream, although its descriptor stays open.
for (const event of ['prefinish', 'finish']) process.stdout.on(event, () => { process.exitCode = (process.exitCode ?? 0) * 2 + 1; });
process.stdout.end('last line\n', () => { process.exitCode = (process.exitCode ?? 0) * 2 + 1; });
