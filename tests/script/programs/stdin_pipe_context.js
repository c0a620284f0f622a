const { AsyncLocalStorage, executionAsyncResource } = require('async_hooks');
const storage = new AsyncLocalStorage();
storage.run('A', () => {
    process.stdin
        .on('data', () => console.log('data', storage.getStore(), executionAsyncResource() === process.stdin._handle))
        .on('end', () => console.log('end', storage.getStore()))
        .on('close', () => console.log('close', storage.getStore()));
});
storage.run('B', () => {
    process.stdin.unref();
    console.log(process.getActiveResourcesInfo().includes('PipeWrap'));
    process.stdin.ref();
    console.log(process.getActiveResourcesInfo().includes('PipeWrap'));
});
