const { port1, port2 } = new MessageChannel(); port1.on('message', (m) => { console.log('got', m); if (m === 'end') port1.close(); }); port1.on('close', () => console.log('close1')); port2.on('close', () => console.log('close2'));
port2.postMessage({ m: new Map([[1, new Set([2])]]), d: new Date(0), e: new RangeError('re'), b: new Uint8Array([1]), r: /x/g, n: -0, big: 5n });
try { port2.postMessage({ f() {} }); } catch (e) { console.log(e.name, e.code, e.message); } try { structuredClone(Symbol('a')); } catch (e) { console.log(e.name, e.message); }
const ab = new ArrayBuffer(8); console.log(structuredClone(ab, { transfer: [ab] }).byteLength, ab.byteLength); port2.postMessage('end'); setImmediate(() => console.log('immediate')); process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('micro'));
const bc = new BroadcastChannel('x'), bd = new BroadcastChannel('x'); bd.onmessage = (e) => { console.log('bc', e.data); bc.close(); bd.close(); }; bc.postMessage('hi');
