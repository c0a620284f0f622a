'use strict';
// Node 18 compiles WebAssembly for the first import() of a CommonJS module; what follows comes in its turn all the same.
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
setTimeout(() => console.log('timer'), 300);
import(__filename.replace('import_common_js', 'bcryptless')).then(async () => {
    console.log('imported');
    console.log(await WebAssembly.compile(empty));
    await WebAssembly.instantiate(Uint8Array.of(1)).catch((error) => console.log(error.name, error.message));
    console.log((await WebAssembly.instantiate(empty)).instance);
    setImmediate(() => console.log('immediate'));
});
