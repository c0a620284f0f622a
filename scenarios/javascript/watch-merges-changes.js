// fs.watch tells of what the kernel noted, not of what the program did
//
// You may have read: the listener of fs.watch runs once for each write, or twice at random.
// What happens: two writes in a row are one change; a new file that is written is a 'rename' and a 'change'; a
// write, a chmod and a write are three.
// Why: the kernel keeps a queue of events. One that equals the last that nobody has read is left out, and the loop
// reads them in its poll phase. Opening with 'w' empties the file, which is a change, too.
// Rules: R1.11

const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watched-'));
const file = path.join(folder, 'note');
const watcher = fs.watch(folder, (event, name) => console.log(event, name));

fs.writeFileSync(file, 'one');
console.log('written anew');
setTimeout(() => {
    fs.writeFileSync(file, 'two');
    fs.appendFileSync(file, 'and three');
    console.log('emptied, written, appended to');
}, 20);
setTimeout(() => {
    fs.appendFileSync(file, 'four');
    fs.chmodSync(file, 0o600);
    fs.appendFileSync(file, 'five');
    console.log('appended to, made private, appended to');
}, 40);
setTimeout(() => {
    watcher.close();
    fs.rmSync(folder, { recursive: true });
}, 60);

// expect:
//   written anew
//   rename note
//   change note
//   emptied, written, appended to
//   change note
//   appended to, made private, appended to
//   change note
//   change note
//   change note
