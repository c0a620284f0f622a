try { require('./19m.mjs'); } catch (e) { console.log(e.code); }
import('./19m.mjs').then((m) => console.log(m.x));
//// 19m.mjs
export const x = await Promise.resolve(3);
