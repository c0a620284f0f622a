// Who pauses a pipe has heard of its end when he goes on.
process.stdin.once('data', (data) => {
    console.log(`${data}`);
    process.stdin.pause();
    setTimeout(() => {
        console.log('resume');
        process.stdin.resume();
    }, 5);
});
process.stdin.on('end', () => console.log('end')).on('close', () => console.log('close', process.stdin.bytesRead));
