const et = new EventTarget();
process.on('uncaughtException', (e) => console.log('uncaught', e.message));
et.addEventListener('a', () => { console.log('1'); throw new Error('listener'); });
et.addEventListener('a', () => console.log('2'));
et.dispatchEvent(new Event('a'));
console.log('after dispatch');
process.nextTick(() => console.log('tick'));
