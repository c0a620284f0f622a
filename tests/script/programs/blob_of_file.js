// fs.openAsBlob: the blob of a file is read with it, cannot be copied, and fails once the file has changed.
const fs = require('fs');
const show = (name, promise) => promise.then((value) => console.log(name, value), (error) => console.log(name, error.name, error.message));
const attempt = (name, action) => {
    try {
        console.log(name, action());
    } catch (error) {
        console.log(name, error.name, error.code, error.message);
    }
};
async function main() {
    const folder = fs.mkdtempSync('/tmp/blob-');
    process.chdir(folder);
    fs.writeFileSync('letters', 'abcdefghij');
    attempt('kind', () => fs.openAsBlob('letters', { type: 5 }));
    attempt('options', () => fs.openAsBlob('letters', 5));
    attempt('path', () => fs.openAsBlob(5));
    attempt('missing', () => fs.openAsBlob('nothing'));
    const blob = await fs.openAsBlob('letters', { type: 'Text/Plain' });
    const part = blob.slice(2, 8);
    console.log(blob, part.size);
    attempt('copy', () => structuredClone(blob));
    attempt('copy of a part', () => structuredClone(part).size);
    await show('whole', blob.text());
    await show('part', part.slice(1, 3).text());
    await show('joined', new Blob(['<', part, '>']).text());
    for await (const bytes of blob.stream()) console.log(bytes.length);
    fs.appendFileSync('letters', 'k');
    await show('changed', blob.text());
    await show('changed part', part.text());
    await show('changed stream', blob.stream().getReader().read());
    fs.unlinkSync('letters');
    await show('gone', blob.arrayBuffer());
    process.chdir('/');
    fs.rmdirSync(folder);
}
if (fs.openAsBlob) main();
