import { nope } from './21c.cjs';
//// 21c.cjs
exports.one = 1;
