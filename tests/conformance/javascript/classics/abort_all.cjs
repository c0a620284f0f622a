const s = AbortSignal.timeout(5); s.addEventListener('abort', (e) => console.log(e.type, s.reason.name, e.isTrusted)); setTimeout(() => {}, 10);
const a = AbortSignal.abort(); console.log(a.aborted, a.reason.name, a.reason.code, a); try { a.throwIfAborted(); } catch (e) { console.log(e.message); }
const ac = new AbortController(); ac.signal.onabort = () => console.log('onabort'); ac.signal.addEventListener('abort', () => console.log('listener'), { once: true }); ac.abort(); ac.abort();
const any = AbortSignal.any([ac.signal, s]); console.log(any.aborted);
console.log(ac);
