// write says false when the buffer is full, drain when it is empty
//
// What happens: the chunks are all accepted; false is advice.
// Why: write never refuses. Whoever ignores false grows the buffer.
// Rules: R6.2 R6.4

const { Writable } = require('stream');
const slow = new Writable({
    highWaterMark: 3,
    write(chunk, encoding, done) {
        console.log('takes', String(chunk));
        setImmediate(done);
    },
});
slow.on('drain', () => console.log('drain'));
for (const chunk of ['ab', 'cd', 'ef']) console.log('write', chunk, slow.write(chunk));

// expect:
//   takes ab
//   write ab true
//   write cd false
//   write ef false
//   takes cd
//   takes ef
//   drain
