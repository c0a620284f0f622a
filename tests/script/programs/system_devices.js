// The devices that programs read and write by their names.
const fs = require('fs');

console.log(JSON.stringify(fs.readFileSync('/dev/stdin', 'utf8')), fs.existsSync('/dev/fd/0'), fs.existsSync('/dev/fd/77'));
console.log(fs.statSync('/dev/null').isCharacterDevice(), fs.lstatSync('/dev/stdin').isSymbolicLink(), fs.readFileSync('/dev/null').length);
for (const name of ['/dev/zero', '/dev/urandom', '/dev/random']) {
    const descriptor = fs.openSync(name, 'r');
    const bytes = Buffer.alloc(64);
    console.log(name, fs.readSync(descriptor, bytes), bytes.every((byte) => byte === 0));
    fs.closeSync(descriptor);
}
const out = fs.createWriteStream('/dev/null');
out.end('swallowed', () => console.log('written', out.bytesWritten));
