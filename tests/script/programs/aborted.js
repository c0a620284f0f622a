'use strict';
process.on('exit', () => console.log('never'));
console.log(process.abort.name);
setImmediate(() => process.abort());
