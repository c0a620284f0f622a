'use strict';
// The few places of the system that programs look at: /dev/null, /proc/self, the folder for temporary files and two
// texts of /etc that examples like to read. All of it is made up and the same on every machine.

const { FileNode } = require('./file_node.js');

const hosts = '127.0.0.1\tlocalhost\n::1\tlocalhost\n';
const users = 'script:x:1000:1000::/tmp:/bin/sh\n';
// Node's threads before the pool starts: the main one, those of V8 and the one that waits for signals.
const threadsOfNode = 7;

function addSystemFiles(world) {
    const { tree } = world;
    tree.folder('/tmp', 0o1777);
    tree.folder(temporaryFolder(), 0o1777);
    const os = world.host.internalBinding('os');
    // To ask whose process this is takes a millisecond, and few programs look there.
    tree.postpone(() => tree.folder(os.getHomeDirectory({}) ?? '/'));
    tree.folder(tree.cwd);
    addFile(tree, '/etc', 'hosts', hosts);
    addFile(tree, '/etc', 'passwd', users);
    addFile(tree, '/proc/sys/kernel', 'hostname', `${os.getHostname({})}\n`);
    const nothing = new FileNode('device', 0o666, tree.now());
    tree.insert(tree.folder('/dev'), 'null', nothing);
    addProcess(world);
}

/** Source: Node lib/os.js, tmpdir. */
function temporaryFolder() {
    const { TMPDIR, TMP, TEMP } = process.env;
    const path = TMPDIR || TMP || TEMP || '/tmp';
    return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function addFile(tree, folder, name, text) {
    const node = new FileNode('file', 0o644, tree.now());
    node.bytes = Buffer.from(text);
    node.size = node.bytes.length;
    tree.insert(tree.folder(folder), name, node);
}

/** /proc/self: the command line, and one folder a thread: workers are there from the first use of the pool on. */
function addProcess(world) {
    const { tree } = world;
    const self = tree.folder('/proc/self', 0o555);
    tree.insert(self, 'cmdline', text(tree, () => `${[process.argv0, ...process.argv.slice(1)].join('\0')}\0`));
    const tasks = new FileNode('directory', 0o555, tree.now());
    tree.insert(self, 'task', tasks);
    const waits = (thread) => thread >= threadsOfNode && thread - threadsOfNode < world.waiting;
    const refresh = () => {
        const count = threadsOfNode + world.poolSize();
        for (let thread = tasks.entries.size; thread < count; thread++) {
            const task = new FileNode('directory', 0o555, tree.now());
            tasks.entries.set(String(process.pid + thread), task);
            task.parent = tasks;
            tree.insert(task, 'wchan', text(tree, () => (waits(thread) ? 'wait_for_partner' : 'futex_wait_queue')));
            tree.insert(task, 'comm', text(tree, () => (thread < threadsOfNode ? 'node\n' : 'libuv-worker\n')));
        }
    };
    tasks.refresh = refresh;
}

function text(tree, make) {
    const node = new FileNode('file', 0o444, tree.now());
    node.generate = () => Buffer.from(make());
    return node;
}

module.exports = { addSystemFiles };
