class MyError extends Error { constructor(m) { super(m); this.name = 'MyError'; this.code = 'E_MINE'; this.extra = { deep: { deeper: { deepest: { x: 1 } } } }; } }
setImmediate(() => { throw new MyError('custom', { cause: 1 }); });
