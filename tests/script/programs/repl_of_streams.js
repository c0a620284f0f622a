// A prompt whose input and output are the program's own streams.
const { PassThrough } = require('stream');

const input = new PassThrough();
const output = new PassThrough();
output.on('data', (text) => process.stdout.write(text));
const prompt = require('repl').start({ input, output, prompt: '> ' });
prompt.context.given = 20;
prompt.on('exit', () => console.log('left'));
input.write('given + 1\nlet x = given * 2\nx\nnotThere\nawait Promise.resolve(5)\n.exit\n');
