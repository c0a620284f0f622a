// Random values have the right shape.
const crypto = require('crypto');
crypto.randomBytes(8, (error, bytes) => {
    console.log(error, bytes.length);
    crypto.randomFill(new Uint32Array(4), 1, 2, (failure, filled) => {
        console.log(failure, filled[0], filled[3], filled.length);
        crypto.randomInt(10, (last, number) => console.log(last, number >= 0 && number < 10));
    });
});
console.log(crypto.randomBytes(4).length, crypto.randomUUID().length, crypto.randomInt(3) < 3);
