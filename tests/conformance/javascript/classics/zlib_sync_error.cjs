require('zlib').gunzipSync(Buffer.from('x'));
