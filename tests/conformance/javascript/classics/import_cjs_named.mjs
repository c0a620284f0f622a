import def, { one } from './20c.cjs';
import * as ns from './20c.cjs';
console.log(def, one, ns);
//// 20c.cjs
exports.one = 1; exports.two = 2; module.exports.three = 3;
