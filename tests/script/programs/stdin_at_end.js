// Standard input that is empty ends.
process.stdin.on('data', (chunk) => console.log('data', chunk.length)).on('end', () => console.log('end'));
console.log('main');
