const { constructor, fd } = process.stdin;
console.log(constructor.name, fd, process.stdin.isTTY);
process.stdin.on('readable', () => console.log('readable', process.stdin.read()?.length));
process.stdin.on('end', () => console.log('end')).on('close', () => console.log('close'));
setImmediate(() => {
    console.log('1st turn');
    setImmediate(() => {
        console.log('2nd turn');
        setImmediate(() => console.log('3rd turn'));
    });
});
