import './23b.mjs';
//// 23b.mjs
let y = {;
