Promise.any([Promise.reject(new Error('a')), Promise.reject(new TypeError('b'))]).catch((e) => { console.log(e.name, e.errors.map(String)); throw new Error('outer', { cause: e.errors[0] }); });
