'use strict';
// fs.watch: what the program itself changes is told in the poll phase; nobody else changes anything. The handles are Node's own and
// never started, since they would watch the real disk. Source: libuv src/unix/linux.c, Node src/fs_event_wrap.cc.

const { executionAsyncId } = require('async_hooks');
const { toPath } = require('./fs_arguments.js');
const { encodeName } = require('./fs_operations.js');
const { may } = require('./file_tree.js');
const { SystemFailure, errno } = require('./system_error.js');

function installFsEvents(world, binding) {
    const { host, tree: { inotify } } = world;
    const { prototype } = binding.FSEvent;
    const { close } = prototype;
    const watchers = new WeakMap();
    inotify.announce = (event) => {
        const begin = () => {
            inotify.begin(event);
            return call();
        };
        const call = () => inotify.next(event)?.hear(event, call);
        host.ready('fs.watch', host.now(), begin, { isFileEvent: true, isUnheard: true }).unref();
    };
    replace(host, prototype, 'start', function start(path, isPersistent, isRecursive, encoding) {
        if (watchers.has(this)) return 0;
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
    replace(host, prototype, 'ref', function ref() { watchers.get(this)?.setRef(true); });
    replace(host, prototype, 'unref', function unref() { watchers.get(this)?.setRef(false); });
    replace(host, prototype, 'hasRef', function hasRef() { return watchers.get(this)?.isRef ?? false; });
    replace(host, prototype, 'close', function (...args) {
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

function replace(host, prototype, name, virtual) {
    prototype[name] = host.hide(virtual);
    Object.defineProperty(prototype[name], 'name', { value: name, configurable: true });
}

class Watcher {
    isRef = true;

    constructor({ frames, host, tree }, handle, path, encoding) {
        const node = tree.node(path);
        tree.check(node, may.read);
        Object.assign(this, { frames, handle, encoding, inotify: tree.inotify, frame: frames?.current(), trigger: executionAsyncId() });
        this.watch = tree.inotify.add(node, path, this);
        this.wait = host.ready('fs.watch', host.now(), () => undefined, { isFileWatch: true, isUnheard: true });
    }

    /** The call that tells of the event, in the context of the handle; `next` gives the one after it. */
    hear({ type, name, watch }, next) {
        const { handle } = this;
        const report = () => {
            this.frames?.set(this.frame);
            return [[handle, handle.onchange, 0, type, encodeName(name ?? watch.name, this.encoding)], next, true];
        };
        return [handle.getAsyncId(), this.trigger, handle, report];
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
        this.inotify.remove(this.watch, this);
        this.wait.cancel();
    }
}

module.exports = { installFsEvents };
