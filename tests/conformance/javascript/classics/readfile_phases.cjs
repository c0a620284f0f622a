const fs = require('fs');
fs.readFile(__filename, () => {
  console.log('poll');
  setTimeout(() => console.log('timeout'), 0);
  setImmediate(() => { console.log('immediate'); process.nextTick(() => console.log('tick in immediate')); setImmediate(() => console.log('immediate 2')); });
  process.nextTick(() => console.log('tick'));
  Promise.resolve().then(() => console.log('micro'));
});
