'use strict';
// Node's internal binding 'cares_wrap': names are looked up through the simulated pool (getaddrinfo) or asked of a
// name server outside of it (c-ares). No real server is asked; name_table.js says what is answered.

const { isIPv4, isIPv6 } = require('internal/net');
const names = require('./name_table.js');
const { lazily } = require('./crypto_binding.js');
const { errno } = require('./system_error.js');

/** Methods of a resolver's channel: the row of the catalogue that times it, and the record it asks for. */
const queries = {
    queryA: { api: 'dns.resolve4', record: 'A', hasTtl: true },
    queryAaaa: { api: 'dns.resolve6', record: 'AAAA', hasTtl: true },
    queryMx: { api: 'dns.resolveMx', record: 'MX' },
    queryTxt: { api: 'dns.resolveTxt', record: 'TXT' },
    querySrv: { api: 'dns.resolveSrv', record: 'SRV' },
    queryNs: { api: 'dns.resolveNs', record: 'NS' },
    queryCname: { api: 'dns.resolveCname', record: 'CNAME' },
    queryAny: { api: 'dns.resolve', record: 'ANY' },
    queryCaa: { api: 'dns.resolve', record: 'CAA' },
    queryNaptr: { api: 'dns.resolve', record: 'NAPTR' },
    queryPtr: { api: 'dns.resolve', record: 'PTR' },
    querySoa: { api: 'dns.resolve', record: 'SOA' },
    queryTlsa: { api: 'dns.resolve', record: 'TLSA' },
    getHostByAddr: { api: 'dns.reverse', record: 'HOST' },
};
const ttlSeconds = 300;
const pendingQueries = -1000;  // DNS_ESETSRVPENDING of Node's src/cares_wrap.h

function installDns(world, binding) {
    const { getaddrinfo, getnameinfo, DNS_ORDER_VERBATIM, DNS_ORDER_IPV4_FIRST, DNS_ORDER_IPV6_FIRST } = binding;
    const orders = { isVerbatim: DNS_ORDER_VERBATIM ?? true, four: DNS_ORDER_IPV4_FIRST ?? false, six: DNS_ORDER_IPV6_FIRST };

    if (getaddrinfo !== undefined) {
        binding.getaddrinfo = (request, name, family, hints, order) => {
            const { addresses, time, error = 'EAI_NONAME' } = names.lookup(name, family);
            const sorted = sortAddresses(addresses, order, orders);
            const details = { ...world.scope('GETADDRINFOREQWRAP', request), ...(time === undefined ? {} : { time }) };
            world.submit('dns.lookup', details, () => {
                const answer = sorted.length === 0 ? [errno(error)] : [null, sorted];
                return [request, 'oncomplete', ...answer];
            });
            return 0;
        };
    }
    if (getnameinfo !== undefined) {
        binding.getnameinfo = (request, address, port) => {
            const found = names.nameOf(address, port);
            const answer = found === undefined ? [errno('EAI_NONAME')] : [null, found.host, found.service];
            world.submit('dns.lookupService', world.scope('GETNAMEINFOREQWRAP', request), () => [request, 'oncomplete', ...answer]);
            return 0;
        };
    }
    lazily(binding, 'ChannelWrap', (Real) => channelClass(world, Real));
}

/** In the order that the caller asked for: as they come, or one family first. An array of its own: Node writes into it. */
function sortAddresses(addresses, order, { four, six }) {
    const first = order === four ? '.' : order === six && six !== undefined ? ':' : undefined;
    if (first === undefined) return [...addresses];
    return [...addresses].sort((a, b) => Number(b.includes(first)) - Number(a.includes(first)));
}

/** A channel to name servers whose questions never leave the process. */
function channelClass(world, Real) {
    class ChannelWrap extends Real {
        #pending = new Set();

        setServers(servers) {
            return this.#pending.size > 0 ? pendingQueries : super.setServers(servers);
        }

        cancel() {
            for (const answer of [...this.#pending]) answer('ECANCELLED');
        }

        ask({ api, record, hasTtl }, request, name) {
            let isDone = false;
            const job = world.submit(api, world.scope('QUERYWRAP', request), () => {
                if (isDone) return undefined;
                this.#pending.delete(cancel);
                const { error, value } = names.resolve(record, name);
                if (error !== undefined) return [request, 'oncomplete', error];
                return [request, 'oncomplete', null, value, ...(hasTtl ? [value.map(() => ttlSeconds)] : [])];
            });
            const cancel = (error) => {
                job.cancel();
                this.#pending.delete(cancel);
                isDone = true;
                world.host.ready('dns.cancel', world.host.now(), () => request.oncomplete(error));
            };
            this.#pending.add(cancel);
            return 0;
        }
    }
    for (const [method, row] of Object.entries(queries)) {
        if (Real.prototype[method] === undefined) continue;
        ChannelWrap.prototype[method] = function (request, name) {
            if (method === 'getHostByAddr' && !isIPv4(name) && !isIPv6(name)) return errno('EINVAL');
            return this.ask(row, request, name);
        };
    }
    return ChannelWrap;
}

module.exports = { installDns };
