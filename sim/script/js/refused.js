'use strict';
// What is not modelled yet is refused by name when it is used.

const refusals = [
    ['spawn_sync', 'spawn', 'child_process', 'child processes are not run'],
    ['process_wrap', 'Process', 'child_process', 'child processes are not run'],
    ['worker', 'Worker', 'worker_threads.Worker', 'a script runs on one thread'],
    ['tcp_wrap', 'TCP', 'net', 'sockets are not simulated for scripts; a JSON scenario has them (loopglass language listen)'],
    ['udp_wrap', 'UDP', 'dgram', 'sockets are not simulated for scripts; a JSON scenario has them (loopglass language dgram)'],
    ['fs_event_wrap', 'FSEvent', 'fs.watch', 'files do not change by themselves'],
];

function refuseWhatIsNotModelled(host) {
    for (const [bindingName, name, what, instead] of refusals) {
        let binding;
        try {
            binding = host.internalBinding(bindingName);
        } catch {
            continue;
        }
        if (binding[name] === undefined) continue;
        const replaced = function () { host.refuse(what, instead); };
        if (binding[name].prototype) replaced.prototype = binding[name].prototype;
        binding[name] = replaced;
    }
    process.dlopen = function dlopen() { host.refuse('process.dlopen', 'native addons cannot be loaded'); };
}

module.exports = { refuseWhatIsNotModelled };
