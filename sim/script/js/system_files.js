'use strict';
// The few places of the system that programs look at: some devices, /proc/self, the folder for temporary files and two texts of
// /etc that examples like to read. All of it is made up and the same on every machine, but for the standard streams.

const { FileNode } = require('./file_node.js');
const { standardNode } = require('./standard_streams.js');

const hosts = '127.0.0.1\tlocalhost\n::1\tlocalhost\n';
const users = 'script:x:1000:1000::/tmp:/bin/sh\n';
// Node's threads before the pool starts: the main one, those of V8 and the one that waits for signals.
const threadsOfNode = 7;
const standardNames = ['stdin', 'stdout', 'stderr'];

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
    addProcess(world);
    addDevices(world);
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

/** Made when somebody looks there. */
function addDevices(world) {
    const { tree } = world;
    const devices = tree.folder('/dev');
    devices.refresh = () => {
        devices.refresh = undefined;
        const all = (bytes) => bytes.length;
        const random = { read: (target) => fillRandomly(world, target), write: all };
        const drivers = { null: { read: () => 0, write: all }, zero: { read: (target) => target.fill(0).length, write: all }, random, urandom: random };
        for (const [name, driver] of Object.entries(drivers)) tree.insert(devices, name, Object.assign(new FileNode('device', 0o666, tree.now()), { driver }));
        addLink(tree, devices, 'fd', '/proc/self/fd');
        for (const [descriptor, name] of standardNames.entries()) addLink(tree, devices, name, `/proc/self/fd/${descriptor}`);
    };
    const descriptors = tree.folder('/proc/self/fd', 0o500);
    descriptors.refresh = () => {
        descriptors.refresh = undefined;
        for (const descriptor of standardNames.keys()) tree.insert(descriptors, String(descriptor), standardNode(descriptor, tree.now()));
    };
}

function fillRandomly(world, target) {
    world.fillRandomly(target, 0, target.length);
    return target.length;
}

function addLink(tree, folder, name, target) {
    tree.insert(folder, name, Object.assign(new FileNode('link', 0o777, tree.now()), { target }));
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
