'use strict';
// One file, folder, link, pipe or device of the virtual file system. Nodes that stand for something real take
// their content from there when it is first asked for, and keep it in memory from then on.

const { FolderEntries } = require('./folder_entries.js');
const { fail } = require('./system_error.js');

const kinds = {
    file: { format: 0o100000, entry: 1 },
    directory: { format: 0o040000, entry: 2 },
    link: { format: 0o120000, entry: 3 },
    fifo: { format: 0o010000, entry: 4 },
    device: { format: 0o020000, entry: 6 },
};
const formatMask = 0o170000;
const blockBytes = 4096;
const sectorBytes = 512;
const deviceNumber = 43n;
// All that scripts may write, together; more is a full disk.
const memoryBytesMost = 1024 * 1024 * 1024;

let inodeNext = 1001n;
let memoryBytes = 0;

class FileNode {
    constructor(kind, mode, now) {
        this.kind = kind;
        this.mode = mode;
        this.uid = process.getuid();
        this.gid = process.getgid();
        this.inode = inodeNext++;
        this.device = deviceNumber;
        this.links = kind === 'directory' ? 2 : 1;
        this.times = { access: now, modify: now, change: now, birth: now };
        this.bytes = kind === 'file' ? Buffer.alloc(0) : undefined;  // capacity; `size` says how much counts
        this.size = kind === 'directory' ? blockBytes : 0;
        this.blocks = undefined;   // on the real disk, until something is written
        this.entries = kind === 'directory' ? new FolderEntries() : undefined;
        this.target = undefined;   // of a link
        this.generate = undefined; // text made when the file is opened, as in /proc
        this.driver = undefined;   // of a device: { read(target), write(bytes) }, which give how many bytes they took
        this.refresh = undefined;  // of a folder: brings its names up to date
        this.real = undefined;     // { folder, path } while the content is still on the real disk
    }

    get isDirectory() { return this.kind === 'directory'; }

    /** Bytes of a file, loaded if need be: at least `size` of them. */
    content() {
        if (this.real !== undefined && this.kind === 'file') {
            this.bytes = this.real.folder.content(this.real.path);
            this.size = this.bytes.length;
            this.real = undefined;
        }
        return this.bytes;
    }

    /** Makes the file exactly `size` bytes long; new bytes are zero. */
    resize(size) {
        this.content();
        if (size > this.bytes.length) {
            const capacity = Math.max(size, Math.min(2 * this.bytes.length, this.bytes.length + (1 << 24)));
            memoryBytes += capacity - this.bytes.length;
            if (memoryBytes > memoryBytesMost) {
                memoryBytes -= capacity - this.bytes.length;
                fail('ENOSPC');
            }
            const larger = Buffer.alloc(capacity);
            this.bytes.copy(larger, 0, 0, this.size);
            this.bytes = larger;
        }
        if (size < this.size) this.bytes.fill(0, size, this.size);
        this.size = size;
        this.blocks = undefined;
    }

    touch(now) {
        this.times.modify = now;
        this.times.change = now;
    }

    /** The fields of a status in the order of Node's binding, as bigints (times: seconds, nanoseconds). */
    fields() {
        const size = this.kind === 'link' ? Buffer.byteLength(this.target) : this.size;
        const blocks = this.blocks ??
            (this.kind === 'file' ? Math.ceil(size / blockBytes) * (blockBytes / sectorBytes) : 0);
        const { access, modify, change, birth } = this.times;
        const seconds = [access, modify, change, birth].flatMap((time) => splitTime(time));
        return [this.device, BigInt(kinds[this.kind].format | this.mode), BigInt(this.links), BigInt(this.uid),
            BigInt(this.gid), this.kind === 'device' ? 259n : 0n, BigInt(blockBytes), this.inode, BigInt(size),
            BigInt(blocks), ...seconds];
    }
}

/** Seconds and nanoseconds, also of instants before 1970. */
function splitTime(nanoseconds) {
    const rest = ((nanoseconds % 1000000000n) + 1000000000n) % 1000000000n;
    return [(nanoseconds - rest) / 1000000000n, rest];
}

/** A node for something real; undefined if it is not there, and for kinds that scripts do not get to see. */
function nodeOfReal(folder, path) {
    const status = folder.status(path);
    if (status === undefined) return undefined;
    const format = Number(status.mode) & formatMask;
    const kind = Object.keys(kinds).find((name) => kinds[name].format === format);
    if (kind !== 'file' && kind !== 'directory' && kind !== 'link') return undefined;
    const node = new FileNode(kind, Number(status.mode) & 0o7777, 0n);
    node.uid = Number(status.uid);
    node.gid = Number(status.gid);
    node.inode = status.ino;
    node.device = status.dev;
    node.links = Number(status.nlink);
    node.times = { access: status.atimeNs, modify: status.mtimeNs, change: status.ctimeNs, birth: status.birthtimeNs };
    if (kind === 'link') {
        node.target = folder.linkTarget(path);
        return node;
    }
    node.size = Number(status.size);
    node.blocks = Number(status.blocks);
    node.bytes = undefined;
    node.real = { folder, path };
    return node;
}

module.exports = { FileNode, kinds, nodeOfReal };
