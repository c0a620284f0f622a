const fs = require('fs');
fs.watchFile('never', { interval: 10, bigint: true }, (now, before) => {
    console.log(now.size, typeof now.mtimeMs, typeof before.mtimeNs);
    fs.unwatchFile('never');
});
