'use strict';
// fs.watch: what the program itself changes is told in the poll phase; nobody else changes anything. The handles are Node's own and
// never started, since they would watch the real disk. Source: libuv src/unix/linux.c, Node src/fs_event_wrap.cc.

const { executionAsyncId } = require('async_hooks');
const { toPath } = require('./fs_arguments.js');
const { encodeName } = require('./fs_operations.js');
const { may } = require('./file_tree.js');
const { SystemFailure, errno } = require('./system_error.js');

function installFsEvents(world, binding) {
    const { host } = world;
    const { prototype } = binding.FSEvent;
    const { close } = prototype;
    const watchers = new WeakMap();
    prototype.start = host.hide(function (path, isPersistent, isRecursive, encoding) {
        try {
            const watcher = new Watcher(world, this, toPath(path), encoding);
            if (!isPersistent) watcher.setRef(false);
            watchers.set(this, watcher);
            world.handles.begin(watcher);
            Object.defineProperty(this, 'initialized', { value: true, configurable: true });
            return 0;
        } catch (failure) {
            if (failure instanceof SystemFailure) return errno(failure.code);
            throw failure;
        }
    });
    for (const [name, isRef] of [['ref', true], ['unref', false]]) {
        prototype[name] = host.hide(function () { watchers.get(this)?.setRef(isRef); });
    }
    prototype.hasRef = host.hide(function () { return watchers.get(this)?.isRef ?? false; });
    prototype.close = host.hide(function (...args) {
        const watcher = watchers.get(this);
        if (watcher !== undefined) {
            watcher.end();
            watchers.delete(this);
            world.handles.end(watcher);
            delete this.initialized;
            world.destroyed(this.getAsyncId());
        }
        return close.apply(this, args);
    });
}

class Watcher {
    isRef = true;
    #isOver = false;

    constructor({ frames, host, tree }, handle, path, encoding) {
        const node = tree.node(path);
        tree.check(node, may.read);
        const { inotify } = tree;
        const [frame, trigger] = [frames?.current(), executionAsyncId()];
        this.handle = handle;
        this.ignore = inotify.add(node, path, (eventType, name, batch) => {
            const report = () => {
                frames?.set(frame);
                return [handle, handle.onchange, 0, eventType, encodeName(name, encoding)];
            };
            const reach = () => {
                inotify.read(batch);
                return this.#isOver ? undefined : [handle.getAsyncId(), trigger, handle, report];
            };
            host.ready('fs.watch', host.now(), reach, { isFileEvent: true, isUnheard: true }).unref();
        });
        this.wait = host.ready('fs.watch', host.now(), () => undefined, { isEndless: true, isUnheard: true });
    }

    setRef(isRef) {
        this.isRef = isRef;
        if (isRef) {
            this.wait.ref();
        } else {
            this.wait.unref();
        }
    }

    end() {
        this.#isOver = true;
        this.ignore();
        this.wait.cancel();
    }
}

module.exports = { installFsEvents };
