// The part of a generated program that is the same for all: how it collects its lines and prints them once at
// the end (writing costs milliseconds and would decide races), how it keeps the CPU busy, and which files
// exist. All of it is synchronous and leaves nothing behind in any queue of the loop.

#include <fmt/core.h>

#include "sim/scenario/javascript_emitter.hpp"

namespace sim {
namespace {

constexpr std::string_view lines_alone =
    R"js(// Lines are printed at exit: console.log takes up to milliseconds and would decide races.
const lines = [];
let exiting = false;
const print = (file, line) => fs.writeSync(file, line + '\n');
const log = (line, file = 1) => (exiting ? print(file, line) : lines.push([file, line]));
process.on('exit', () => {
    exiting = true;
    for (const [file, line] of lines) print(file, line);
});
)js";

constexpr std::string_view lines_shared =
    R"js(// Lines are printed at exit: console.log takes up to milliseconds and would decide races. All threads append
// to one shared buffer, which keeps the order between them.
const shared = isMainThread ? new SharedArrayBuffer(4 << 20) : workerData;
const used = new Int32Array(shared, 0, 1);
const print = (file, line) => fs.writeSync(file, line + '\n');
let exiting = false;
const log = (line, file = 1) => {
    if (exiting) return print(file, line);
    const bytes = Buffer.from(file + line + '\n');
    bytes.copy(Buffer.from(shared, 4 + Atomics.add(used, 0, bytes.length)));
};
if (isMainThread) {
    process.on('exit', () => {
        exiting = true;
        const text = Buffer.from(shared, 4, used[0]).toString();
        for (const line of text.split('\n').slice(0, -1)) print(Number(line[0]), line.slice(1));
    });
}
)js";

constexpr std::string_view cpu_function = R"js(const cpu = ms => {
    const start = process.hrtime();
    for (;;) {
        const [s, ns] = process.hrtime(start);
        if (s * 1e3 + ns / 1e6 >= ms) return;
    }
};
)js";

constexpr std::string_view text_of_function =
    "const textOf = x => (x instanceof Error ? (x.name.endsWith('Warning') ? x.name : x.code || "
    "x.message) :\n"
    "    typeof x === 'string' ? x : '');\n";

// Port 1 (tcpmux) has no listener on any machine we know; finding a free port takes a pass of the loop.
constexpr std::string_view port_of_function =
    "// A server that does not listen is like port 1, where nobody answers.\n"
    "const portOf = server => (server && server.address() ? server.address().port : 1);\n";

constexpr std::string_view pool_cpu_function =
    R"js(// Hashes on a pool worker for about that time: iterations per millisecond are measured once.
const hash = iterations => {
    const start = process.hrtime();
    crypto.pbkdf2Sync('a', 'b', iterations, 64, 'sha512');
    const [s, ns] = process.hrtime(start);
    return s * 1e3 + ns / 1e6;
};
const hashRate = 20000 / Math.min(hash(20000), hash(20000), hash(20000));
const poolWork = (ms, done) =>
    crypto.pbkdf2('a', 'b', Math.max(1, Math.round(ms * hashRate)), 64, 'sha512', done);
)js";

constexpr std::string_view new_promise_function = R"js(const newPromise = (executor = () => {}) => {
    const settle = {};
    const promise = Object.assign(new Promise((resolve, reject) => Object.assign(settle, { resolve, reject })), settle);
    try {
        executor(promise);
    } catch (error) {
        promise.reject(error);
    }
    return promise;
};
)js";

constexpr std::string_view choose_function = R"js(const choose = weights => {
    let left = Math.random() * weights.reduce((a, b) => a + b);
    return weights.findIndex(weight => (left -= weight) < 0);
};
)js";

// A name's module binding differs from its specifier where '/' or '_' occur.
std::string binding_of(const std::string& module) {
    if (module == "worker_threads") {
        return "{ Worker, MessageChannel, isMainThread, workerData, parentPort }";
    }
    return module;
}

std::string imports(const PrologueNeeds& needs) {
    std::string out;
    for (const std::string& module : needs.modules) {
        out += needs.is_module
                   ? fmt::format("import {} from '{}';\n", binding_of(module), module)
                   : fmt::format("const {} = require('{}');\n", binding_of(module), module);
    }
    return out;
}

std::string files(const PrologueNeeds& needs) {
    if (!needs.directory) {
        return {};
    }
    std::string out =
        "// The files that the scenario names, in a directory of their own that goes away at "
        "exit.\n"
        "const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'loopglass-'));\n"
        "const file = name => path.join(directory, encodeURIComponent(name));\n"
        "process.on('exit', () => (fs.rmSync || fs.rmdirSync)(directory, { recursive: true }));\n";
    for (const auto& [name, size] : needs.files) {
        out += fmt::format("fs.writeFileSync(file({}), Buffer.alloc({}));\n",
                           quote_javascript(name), size);
    }
    for (const auto& [name, entries] : needs.directories) {
        out += fmt::format("fs.mkdirSync(file({}));\n", quote_javascript(name));
        if (entries > 0) {
            out += fmt::format(
                "for (let i = 0; i < {}; i += 1) fs.writeFileSync(path.join(file({}), String(i)), "
                "'');\n",
                entries, quote_javascript(name));
        }
    }
    return out;
}

}  // namespace

std::string javascript_prologue(const PrologueNeeds& needs) {
    std::string out = needs.is_module ? "" : "'use strict';\n";
    if (!needs.threadpool.empty()) {
        // libuv reads the variable when the pool starts (R4.2); loading an ES module may start it (R3.5).
        out += fmt::format(
            "// Run with UV_THREADPOOL_SIZE={} in the environment.\nprocess.env.UV_THREADPOOL_SIZE "
            "= {};\n",
            needs.threadpool, quote_javascript(needs.threadpool));
    }
    out += imports(needs);
    out += '\n';
    out += needs.shared_lines ? lines_shared : lines_alone;
    out += cpu_function;
    if (needs.text_of) {
        out += text_of_function;
    }
    if (needs.promise) {
        out += "const promise = call => util.promisify(call)();\n";
    }
    if (needs.new_promise) {
        out += new_promise_function;
    }
    if (needs.subclass) {
        out += "class Subclass extends Promise {}\n";
    }
    if (needs.port_of) {
        out += port_of_function;
    }
    if (needs.pool_cpu) {
        out += pool_cpu_function;
    }
    if (needs.choose) {
        out += choose_function;
    }
    out += files(needs);
    return out + '\n';
}

}  // namespace sim
