// cpSync from what is of each kind to where something of each kind is: what it refuses, and what is there afterwards.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const kinds = {
    none() {},
    file: (at) => fs.writeFileSync(at, path.basename(at)),
    folder(at) {
        fs.mkdirSync(at);
        fs.writeFileSync(`${at}/inner`, path.basename(at));
    },
    fileLink(at) {
        kinds.file(`${at}.there`);
        fs.symlinkSync(`${at}.there`, at);
    },
    folderLink(at) {
        kinds.folder(`${at}.there`);
        fs.symlinkSync(`${at}.there`, at);
    },
};
const plain = (text) => text.replaceAll(folder, 'FOLDER');
function shown(at) {
    const status = fs.lstatSync(at);
    if (status.isSymbolicLink()) return `-> ${plain(fs.readlinkSync(at))}`;
    if (status.isFile()) return fs.readFileSync(at, 'utf8');
    return `{ ${fs.readdirSync(at).sort().map((name) => `${name}: ${shown(`${at}/${name}`)}`).join(', ')} }`;
}
const choices = [{}, { recursive: true }, { dereference: true }, { recursive: true, dereference: true }];
for (const [one, makeOne] of Object.entries(kinds)) for (const [other, makeOther] of Object.entries(kinds)) for (const options of choices) {
    const isWhole = options.recursive && options.dereference;
    if (isWhole && other === 'folderLink') continue;  // versions differ within themselves
    for (const name of ['to', 'to/inner', 'to/new/deep', 'from/new']) {
        if (isWhole && one === 'folderLink' && name === 'from/new') continue;  // never ends
        fs.mkdirSync(`${folder}/here`);
        makeOne(`${folder}/here/from`);
        makeOther(`${folder}/here/to`);
        let outcome = 'done';
        try {
            fs.cpSync(`${folder}/here/from`, `${folder}/here/${name}`, options);
        } catch (error) {
            outcome = `${error.code} ${plain(error.message)}`;
        }
        console.log(one, other, Object.keys(options).join(), name, outcome, shown(`${folder}/here`));
        fs.rmSync(`${folder}/here`, { recursive: true });
    }
}
