// A pipe that nobody waits for keeps no program alive.
process.stdin.on('data', () => console.log('data'));
process.stdin.unref();
setImmediate(() => process.stdin.pause());
(async () => {
    for await (const line of require('readline').createInterface({ input: require('stream').Readable.from(['a\n', 'b\n']) })) console.log(line);
})();
