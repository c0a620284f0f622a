#include "traces/chrome_node.hpp"

#include <array>

namespace traces {

namespace {

using sim::SpanKind;
using sim::TaskKind;
using sim::Where;

constexpr auto job = TaskKind::pool_job;
constexpr auto job_span = SpanKind::pool_callback;
constexpr std::array rows{
    ResourceRow{"Timeout", "setTimeout", TaskKind::timer, SpanKind::timer, Where::timers},
    ResourceRow{"Immediate", "setImmediate", TaskKind::immediate, SpanKind::immediate,
                Where::immediate_queue},
    ResourceRow{"TickObject", "nextTick", TaskKind::tick, SpanKind::tick, Where::tick_queue},
    // A promise is made long before its reaction is queued, which no category tells.
    ResourceRow{"PROMISE", "promise", TaskKind::microtask, SpanKind::microtask, Where::done},
    ResourceRow{"Microtask", "queueMicrotask", TaskKind::microtask, SpanKind::microtask,
                Where::microtask_queue},
    ResourceRow{"FSREQCALLBACK", "fs", job, job_span, Where::os},
    ResourceRow{"FSREQPROMISE", "fs.promises", job, job_span, Where::os},
    ResourceRow{"FILEHANDLECLOSEREQ", "filehandle.close", job, job_span, Where::os},
    ResourceRow{"PBKDF2REQUEST", "crypto.pbkdf2", job, job_span, Where::os},
    ResourceRow{"SCRYPTREQUEST", "crypto.scrypt", job, job_span, Where::os},
    ResourceRow{"RANDOMBYTESREQUEST", "crypto.randomBytes", job, job_span, Where::os},
    ResourceRow{"RANDOMPRIMEREQUEST", "crypto.generatePrime", job, job_span, Where::os},
    ResourceRow{"CHECKPRIMEREQUEST", "crypto.checkPrime", job, job_span, Where::os},
    ResourceRow{"KEYPAIRGENREQUEST", "crypto.generateKeyPair", job, job_span, Where::os},
    ResourceRow{"KEYGENREQUEST", "crypto.generateKey", job, job_span, Where::os},
    ResourceRow{"HASHREQUEST", "crypto.hash", job, job_span, Where::os},
    ResourceRow{"SIGNREQUEST", "crypto.sign", job, job_span, Where::os},
    ResourceRow{"VERIFYREQUEST", "crypto.verify", job, job_span, Where::os},
    ResourceRow{"CIPHERREQUEST", "crypto.cipher", job, job_span, Where::os},
    ResourceRow{"DERIVEBITSREQUEST", "crypto.deriveBits", job, job_span, Where::os},
    ResourceRow{"GETADDRINFOREQWRAP", "dns.lookup", job, job_span, Where::os},
    ResourceRow{"GETNAMEINFOREQWRAP", "dns.lookupService", job, job_span, Where::os},
    ResourceRow{"ZLIB", "zlib", job, job_span, Where::done},
    ResourceRow{"TCPCONNECTWRAP", "connect", TaskKind::io, SpanKind::io_callback, Where::os},
    ResourceRow{"PIPECONNECTWRAP", "connect", TaskKind::io, SpanKind::io_callback, Where::os},
    ResourceRow{"TCPWRAP", "socket", TaskKind::io, SpanKind::io_callback, Where::done},
    ResourceRow{"TCPSERVERWRAP", "server", TaskKind::io, SpanKind::io_callback, Where::done},
    ResourceRow{"PIPEWRAP", "pipe", TaskKind::io, SpanKind::io_callback, Where::done},
    ResourceRow{"TTYWRAP", "terminal", TaskKind::io, SpanKind::io_callback, Where::done},
    ResourceRow{"HTTPINCOMINGMESSAGE", "http request", TaskKind::io, SpanKind::io_callback,
                Where::done},
    ResourceRow{"HTTPCLIENTREQUEST", "http.request", TaskKind::io, SpanKind::io_callback,
                Where::done},
    ResourceRow{"SIGNALWRAP", "signal", TaskKind::signal, SpanKind::signal, Where::done},
    ResourceRow{"MESSAGEPORT", "message", TaskKind::message, SpanKind::message, Where::done},
    ResourceRow{"WORKER", "worker", TaskKind::message, SpanKind::message, Where::done},
};
constexpr ResourceRow anything{};

}  // namespace

const ResourceRow& resource_row(std::string_view type) {
    for (const ResourceRow& row : rows) {
        if (row.type == type) return row;
    }
    return anything;
}

}  // namespace traces
