import { a } from './17a.mjs';
console.log('main', a());
//// 17a.mjs
import { b } from './17b.mjs';
export function a() { return 'a' + b(); }
console.log('a loaded');
await null;
console.log('a done');
//// 17b.mjs
import { a } from './17a.mjs';
export function b() { return 'b' + typeof a; }
console.log('b loaded', typeof a);
