const crypto = require('crypto');
process.env.UV_THREADPOOL_SIZE = 1;
crypto.pbkdf2('a', 'b', 1000, 8, 'sha1', (e, k) => console.log('pbkdf2', k.toString('hex')));
crypto.scrypt('a', 'b', 8, (e, k) => console.log('scrypt', k.toString('hex')));
crypto.randomBytes(4, (e, b) => console.log('rb', b.length));
crypto.randomInt(10, (e, n) => console.log('ri', n < 10));
crypto.hkdf('sha256', 'k', 's', 'i', 8, (e, k) => console.log('hkdf', Buffer.from(k).toString('hex')));
console.log(crypto.createHash('md5').update('x').digest('hex'), crypto.createHmac('sha256', 'k').update('d').digest('base64'));
crypto.webcrypto.subtle.digest('SHA-256', Buffer.from('a')).then((d) => console.log('subtle', Buffer.from(d).toString('hex').slice(0, 6)));
console.log(crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')), crypto.getHashes().length > 10);
try { crypto.pbkdf2('a', 'b', 0, 8, 'sha1', () => {}); } catch (e) { console.log(e.code); }
try { crypto.pbkdf2('a', 'b', 1, 8, 'nohash', () => {}); } catch (e) { console.log(e.code); }
