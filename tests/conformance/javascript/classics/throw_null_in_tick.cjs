process.nextTick(() => { throw null; });
