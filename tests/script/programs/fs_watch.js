// Watchers: what they refuse, in which order and context they are called, and when they are heard no more.
const { AsyncLocalStorage, createHook, executionAsyncId } = require('async_hooks');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { pathToFileURL } = require('url');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));
process.on('exit', (code) => {
    console.log('exit', code);
    fs.rmSync(folder, { recursive: true, force: true });
});

const at = (name) => path.join(folder, name);
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const told = (value) => String(value).replaceAll(folder, 'F');
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
fs.writeFileSync(at('file'), '1');
const change = (name = 'file') => fs.appendFileSync(at(name), 'x');
const storage = new AsyncLocalStorage();

const steps = {
    refused() {
        const attempts = [[at('none')], [''], [5], [at('file'), { encoding: 'nope' }], [at('file/x')], ['a\0b']];
        for (const given of attempts) {
            try {
                fs.watch(...given);
            } catch (error) {
                console.log(error.name, error.code, error.errno, error.syscall, told(error.path), told(error.filename), told(error.message));
            }
        }
    },
    several() {
        const first = storage.run('first', () => fs.watch(at('file'), (event, name) => {
            console.log('first', event, name, storage.getStore());
            process.nextTick(() => console.log('first, tick'));
            Promise.resolve().then(() => console.log('first, microtask'));
        }));
        first.on('change', (...given) => console.log('first again', given));
        first.on('close', () => console.log('first closed', first._handle));
        const others = [
            fs.watch(Buffer.from(at('file')), { encoding: 'buffer' }, (event, name) => console.log('bytes', event, name)),
            fs.watch(pathToFileURL(at('file')), 'hex', (event, name) => console.log('hex', event, name)),
            fs.watch(`${folder}/`, (event, name) => console.log('folder', event, JSON.stringify(name))),
        ];
        console.log(Object.keys(first).slice(0, 4), first.listenerCount('change'), first.ref() === first, first._handle.initialized, first._handle.hasRef());
        change();
        change();
        fs.chmodSync(folder, 0o700);
        setImmediate(() => console.log('immediate'));
        setTimeout(() => console.log('timeout'), 0);
        return [first, ...others];
    },
    closing() {
        const first = fs.watch(at('file'), () => {
            console.log('closes all');
            for (const watcher of [second, first, first]) watcher.close();
        });
        const second = fs.watch(at('file'), () => console.log('never'));
        second.on('close', () => console.log('second closed'));
        change();
        fs.chmodSync(at('file'), 0o600);
        return [];
    },
    throwing() {
        const thrower = fs.watch(at('file'), () => { throw new Error('thrown'); });
        const other = fs.watch(at('file'), (event) => console.log('after it', event));
        change();
        fs.chmodSync(at('file'), 0o600);
        return [thrower, other];
    },
    'added late'() {
        const early = fs.watch(at('file'), () => console.log('early'));
        change();
        return [early, fs.watch(at('file'), () => console.log('late'))];
    },
    async 'added within'() {
        const watchers = [];
        const watch = (name, next) => watchers.push(fs.watch(at('file'), () => {
            console.log(name);
            next?.();
            next = undefined;
        }));
        watch('first', () => watch('between'));
        watch('second');
        change();
        fs.chmodSync(at('file'), 0o600);
        await wait(10);
        change();
        return watchers;
    },
    'closed and added within'() {
        const watchers = [fs.watch(at('file'), () => {
            console.log('closes');
            watchers[0].close();
            watchers.push(fs.watch(at('file'), () => console.log('instead')));
        })];
        change();
        fs.chmodSync(at('file'), 0o600);
        return watchers;
    },
    'another closed'() {
        fs.writeFileSync(at('other'), '');
        const [watcher, other] = ['file', 'other'].map((name) => fs.watch(at(name), (event) => console.log(name, event)));
        change();
        other.close();
        change();
        return [watcher];
    },
    async 'beside messages'() {
        const { port1, port2 } = new MessageChannel();
        port1.on('message', (text) => console.log(text));
        const watcher = fs.watch(at('file'), () => console.log('change'));
        port2.postMessage('message first');
        change();
        await wait(10);
        change();
        port2.postMessage('change first');
        await wait(10);
        port1.close();
        return [watcher];
    },
    'changes within'() {
        let left = 3;
        const watcher = fs.watch(at('file'), () => {
            console.log('left', left);
            setImmediate(() => console.log('immediate'));
            if (left-- > 0) change();
        });
        change();
        return [watcher];
    },
    async replaced() {
        const watcher = fs.watch(at('file'), (event, name) => console.log(event, name));
        fs.writeFileSync(at('next'), '2');
        fs.renameSync(at('next'), at('file'));
        await wait(10);
        change();
        return [watcher];
    },
    'by a link'() {
        fs.symlinkSync('file', at('link'));
        const watcher = fs.watch(at('link'), (event, name) => console.log(event, name));
        change();
        return [watcher];
    },
    async promised() {
        const controller = new AbortController();
        (async () => {
            try {
                for await (const each of fs.promises.watch(at('file'), { signal: controller.signal })) console.log(each);
            } catch (error) {
                console.log(error.name, error.code);
            }
        })();
        await wait(5);
        change();
        change();
        await wait(5);
        fs.chmodSync(at('file'), 0o644);
        await wait(5);
        controller.abort();
        await wait(5);
        for await (const each of fs.promises.watch(at('none'))) console.log(each);
    },
    async hooked() {
        let id;
        const heard = [];
        const note = (what) => (each) => { if (each === id) heard.push(what); };
        const hook = createHook({
            init(asyncId, type) { if (type === 'FSEVENTWRAP') id ??= asyncId; },
            before: note('before'), after: note('after'), destroy: note('destroy'),
        }).enable();
        const watcher = fs.watch(at('file'), () => heard.push(executionAsyncId() === id));
        const other = fs.watch(at('file'), { persistent: false });
        console.log(process.getActiveResourcesInfo?.().filter((name) => name === 'FSEventWrap') ?? ['FSEventWrap']);
        console.log(process._getActiveHandles().filter((handle) => handle === watcher || handle === other).length);
        change();
        await wait(5);
        watcher.close();
        await wait(5);
        hook.disable();
        console.log(heard);
        return [other];
    },
};

(async () => {
    for (const [name, step] of Object.entries(steps)) {
        console.log('--', name);
        let watchers = [];
        try {
            watchers = await step() ?? [];
            await wait(10);
        } catch (error) {
            console.log(error.code, told(error.message));
        }
        for (const watcher of watchers) watcher.close();
        await wait(5);
    }
    fs.watch(at('file'), { persistent: false }, () => console.log('nobody waits'));
    fs.watch(at('file'), () => console.log('nobody waits')).unref();
})();
