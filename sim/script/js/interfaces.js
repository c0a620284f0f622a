'use strict';
// os.networkInterfaces: a machine without a network, which has only itself.

// Name, address, netmask, family, hardware address, whether internal, scope. Source: Node lib/os.js, networkInterfaces.
const loopback = [
    ['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
    ['lo', '::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'IPv6', '00:00:00:00:00:00', true, 0],
];

/** To be called before Node's module os is loaded. */
function installInterfaces(binding) {
    binding.getInterfaceAddresses = () => loopback.flat();
}

module.exports = { installInterfaces };
