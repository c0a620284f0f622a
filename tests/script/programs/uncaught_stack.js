// Where Node calls those that hear of what nobody caught.
process.on('uncaughtException', (error) => {
    console.log(error.message, new Error('heard').stack.replaceAll(__dirname, '.'));
});
setImmediate(() => { throw new Error('first'); });
process.nextTick(() => { throw new Error('second'); });
