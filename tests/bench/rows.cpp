#include "tests/bench/rows.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <queue>
#include <span>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "sim/core/event_queue.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/bench/limits.hpp"
#include "traces/chrome.hpp"
#include "traces/native.hpp"

namespace bench {

namespace {

[[noreturn]] void fail(const std::string& message) {
    std::cerr << message << '\n';
    std::exit(1);
}

sim::Program load(const std::string& text) {
    auto program =
        sim::load_scenario(text, "bench.json", [](std::string_view) -> sim::Result<std::string> {
            return sim::Diagnostic{
                .place = {}, .message = "no files here", .excerpt = {}, .hint = {}};
        });
    if (program) return *program;
    fail(sim::to_text(program.diagnostics().front()));
}

sim::Trace run(const sim::Program& program, sim::TraceLevel level, std::uint64_t replication = 0) {
    sim::RunOptions options;
    options.level = level;
    options.replication = replication;
    sim::Trace trace = sim::run(program, *sim::find_profile("24"), options);
    if (trace.ending.kind != sim::EndKind::done) fail("a run did not end by itself");
    return trace;
}

/// A scenario run without a trace.
std::function<void()> scenario(const std::string& text) {
    return [program = load(text)] { run(program, sim::TraceLevel::none); };
}

std::string load_text(std::string_view runtime, std::string_view time, std::string_view arrivals,
                      std::int64_t requests, std::string_view handler) {
    return fmt::format(
        R"({{ "runtime": {{ "costs": "none", {}, "threadpool": 4 }}, "work": {{ "job": {{ "time": {} }} }},
        "load": {{ "arrivals": {{ "poisson": "{}" }}, "requests": {}, "handler": [ {} {{ "respond": 200 }} ] }} }})",
        runtime, time, arrivals, requests, handler);
}

constexpr std::string_view login =
    R"({ "cpu": "0.1ms" }, { "await": { "work": "job" } }, { "cpu": "0.05ms" },)";
constexpr std::string_view ideal = R"("cores": "unlimited")";

std::string login_text(std::int64_t requests) {
    return load_text(ideal, R"("80ms")", "42.5/s", requests, login);
}

/// Waits are kept out of the optimiser's reach.
std::function<void()> kept(LimitResult (*limit)(std::int64_t, std::uint64_t), std::int64_t jobs) {
    return [limit, jobs] {
        const LimitResult result = limit(jobs, 1);
        if (result.mean_ms <= 0 || result.p99_ms <= result.mean_ms)
            fail("a limit program measured nothing");
    };
}

void add_loads(std::vector<Row>& rows, std::int64_t scale) {
    const std::int64_t jobs = 1'000'000 / scale;
    const auto count = static_cast<double>(jobs);
    const std::string mm4 = load_text(ideal, R"({ "exponential": "1s" })", "3.6/s", jobs,
                                      R"({ "await": { "work": "job" } },)");
    const auto add = [&](std::string name, std::string beside, std::string goal, double events,
                         const std::string& text, std::function<void()> other) {
        rows.push_back({.name = std::move(name),
                        .beside = std::move(beside),
                        .goal = std::move(goal),
                        .operations = events,
                        .ours = scenario(text),
                        .other_operations = events,
                        .other = std::move(other)});
    };
    add("W1 M/M/4", "limit loop", ">= 0.35", 2 * count, mm4, kept(run_mm4, jobs));
    add("W1 M/M/4", "queue+function", ">= 2.5", 2 * count, mm4, kept(run_mm4_by_queue, jobs));
    add("W2 login", "limit loop", ">= 0.15", 4 * count, login_text(jobs), kept(run_login, jobs));
    add("W2 login", "queue+function", ">= 2.5", 4 * count, login_text(jobs),
        kept(run_login_by_queue, jobs));
    add("W2 login, 2 cores, linux", "limit loop", ">= 0.05", 4 * count,
        load_text(R"("cores": 2)", R"("40ms")", "42.5/s", jobs, login), kept(run_login, jobs));
    const auto twice = [program = load(login_text(jobs))](bool is_parallel) {
        std::thread second;
        const auto replicate = [&program] { run(program, sim::TraceLevel::none, 1); };
        if (is_parallel) second = std::thread{replicate};
        run(program, sim::TraceLevel::none, 0);
        if (is_parallel) second.join();
        else replicate();
    };
    rows.push_back({.name = "W2 twice, on 2 threads",
                    .beside = "one by one",
                    .goal = ">= 1.9",
                    .operations = 8 * count,
                    .ours = [twice] { twice(true); },
                    .other_operations = 8 * count,
                    .other = [twice] { twice(false); }});
}

/// The least that real Node takes for a callback of the chain in several rounds; 0 if there is no Node.
double node_figure(std::string_view chain, std::int64_t rounds) {
    const char* const program = std::getenv("LOOPGLASS_NODE");
    const std::string command =
        fmt::format("{} {}/tests/bench/callbacks.mjs {} {} 2>/dev/null",
                    program != nullptr ? program : "node", LOOPGLASS_SOURCE_DIR, chain, rounds);
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
    double least = 0;
    double ns = 0;
    while (pipe != nullptr && std::fscanf(pipe.get(), "%lf", &ns) == 1)
        least = least == 0 ? ns : std::min(least, ns);
    return least;
}

std::string chain_text(std::string_view action, std::int64_t rounds) {
    return fmt::format(
        R"({{ "runtime": {{ "costs": "none" }}, "handlers": {{ "f": [ {{ "count": "n" }},
        {{ "if": "n < {}", "then": [ {} ] }} ], "g": [] }}, "main": [ {{ "call": "f" }} ] }})",
        rounds, action);
}

void add_callbacks(std::vector<Row>& rows, std::int64_t scale) {
    const std::int64_t count = 1'000'000 / scale;
    const auto add = [&](std::string name, const std::string& key, std::string goal,
                         double callbacks, const std::string& text) {
        rows.push_back({.name = std::move(name),
                        .beside = "real Node",
                        .goal = std::move(goal),
                        .operations = callbacks,
                        .ours = scenario(text),
                        .other_operations = 1,
                        .other = {},
                        .other_ns = [key, count] { return node_figure(key, count); }});
    };
    const auto callbacks = static_cast<double>(count);
    add("W3 nextTick chain", "tick", ">= 4", callbacks,
        chain_text(R"({ "nextTick": "f" })", count));
    add("W3 queueMicrotask chain", "microtask", ">= 4", callbacks,
        chain_text(R"({ "queueMicrotask": "f" })", count));
    add("W3 setImmediate, one by one", "immediate", ">= 30", callbacks,
        chain_text(R"({ "setImmediate": "f" })", count));
    add("W3 setImmediate, 1000 at once", "immediates", ">= 6", callbacks,
        chain_text(R"({ "repeat": 999, "do": [{ "setImmediate": "g" }] }, { "setImmediate": "f" })",
                   count / 1000));
    add("W3 100,000 timers of 1 ms", "timers", ">= 10", 100'000,
        R"({ "runtime": { "costs": "none" }, "handlers": { "g": [] }, "main": [{ "repeat": 100000, "do": [{ "setTimeout": 1, "do": "g" }] }] })");
    add("W3 immediate, tick, microtask", "mix", ">= 30", callbacks,
        chain_text(R"({ "nextTick": "g" }, { "queueMicrotask": "g" }, { "setImmediate": "f" })",
                   count / 3));
}

std::string native_text(const sim::Trace& trace) {
    std::string text;
    if (!traces::write_native(trace, [&text](std::string_view piece) {
            text += piece;
            return true;
        }))
        fail("a trace could not be written");
    return text;
}

/// Writes to memory that is there already, as a file's pages are.
double write_to_memory(const sim::Trace& trace,
                       bool (*write)(const sim::Trace&, const traces::Sink&)) {
    static std::vector<char> memory(std::size_t{1} << 22);
    std::size_t size = 0;
    const bool is_written = write(trace, [&size](std::string_view piece) {
        piece.copy(memory.data() + size % (memory.size() / 2), piece.size());
        size += piece.size();
        return true;
    });
    if (!is_written) fail("a trace could not be written");
    return static_cast<double>(size);
}

void add_traces(std::vector<Row>& rows, std::int64_t scale) {
    const std::int64_t requests = 200'000 / scale;
    const auto program = std::make_shared<sim::Program>(load(login_text(requests)));
    const auto trace = std::make_shared<sim::Trace>(run(*program, sim::TraceLevel::spans));
    const auto spans = static_cast<double>(trace->spans.size());
    rows.push_back({.name = "W4 run with spans, a span",
                    .beside = "without",
                    .goal = "(ours - other) <= 3 ns",
                    .operations = spans,
                    .ours = [program] { run(*program, sim::TraceLevel::spans); },
                    .other_operations = spans,
                    .other = [program] { run(*program, sim::TraceLevel::none); }});
    const auto add = [&](std::string name, std::string goal, double bytes,
                         std::function<void()> work) {
        rows.push_back({.name = std::move(name),
                        .beside = {},
                        .goal = std::move(goal),
                        .operations = bytes,
                        .ours = std::move(work),
                        .other_operations = 0,
                        .other = {}});
    };
    add("W4 Chrome trace, a byte written", "<= 0.5 ns (2 GB/s)",
        write_to_memory(*trace, traces::write_chrome),
        [trace] { write_to_memory(*trace, traces::write_chrome); });
    const auto text = std::make_shared<std::string>(native_text(*trace));
    add("W4 native trace, a byte written", "", static_cast<double>(text->size()),
        [trace] { write_to_memory(*trace, traces::write_native); });
    add("W4 native trace, a byte read", "<= 1.25 ns (0.8 GB/s)", static_cast<double>(text->size()),
        [text] {
            if (!traces::read_native(*text, "bench.json")) fail("a trace could not be read");
        });
}

/// The hold model: take the earliest, put it back later.
template <class Queue, class Take, class Put>
void hold(Queue& queue, std::size_t pending, std::int64_t operations, const Take& take,
          const Put& put) {
    sim::Stream stream = sim::Draws{1, 0}.stream(1, pending);
    const auto jump = [&stream] { return static_cast<std::int64_t>(stream.bits() >> 33); };
    for (std::size_t i = 0; i < pending; ++i) put(queue, jump());
    for (std::int64_t i = 0; i < operations; ++i) put(queue, take(queue) + jump());
}

void add_event_lists(std::vector<Row>& rows, std::int64_t scale) {
    struct Size {
        std::size_t pending;
        std::string_view goal;
    };
    for (const Size size : {Size{10, ""}, Size{10'000, "<= 30 ns"}, Size{100'000, "<= 30 ns"},
                            Size{1'000'000, "<= 40 ns"}}) {
        const std::size_t pending =
            std::max<std::size_t>(10, size.pending / static_cast<std::size_t>(scale));
        const std::int64_t operations = 4'000'000 / scale;
        const auto ours = [pending, operations] {
            sim::EventQueue queue;
            hold(
                queue, pending, operations, [](sim::EventQueue& q) { return q.pop().at.ns; },
                [](sim::EventQueue& q, std::int64_t at) { q.push({.at = {at}}); });
        };
        const auto other = [pending, operations] {
            const auto later = [](const sim::Event& x, const sim::Event& y) {
                return x.at != y.at ? x.at > y.at : x.sequence > y.sequence;
            };
            using Heap = std::priority_queue<sim::Event, std::vector<sim::Event>, decltype(later)>;
            Heap queue{later};
            hold(
                queue, pending, operations,
                [](Heap& q) {
                    const std::int64_t at = q.top().at.ns;
                    q.pop();
                    return at;
                },
                [](Heap& q, std::int64_t at) { q.push({.at = {at}}); });
        };
        const double held = static_cast<double>(operations) + static_cast<double>(pending);
        rows.push_back({.name = fmt::format("W5 hold {} events", pending),
                        .beside = "priority_queue",
                        .goal = std::string{size.goal},
                        .operations = held,
                        .ours = ours,
                        .other_operations = held,
                        .other = other});
    }
}

}  // namespace

std::vector<Row> rows(std::int64_t scale, std::span<const std::string_view> wanted) {
    struct Group {
        std::string_view names;
        void (*add)(std::vector<Row>& rows, std::int64_t scale);
    };
    constexpr std::array<Group, 6> groups{{{"W1 W2", add_loads},
                                           {"W3", add_callbacks},
                                           {"W4", add_traces},
                                           {"W5", add_event_lists},
                                           {"S1 S2 S3 S4 S5", add_scripts},
                                           {"W6 W7 W8 W9 N1", add_window}}};
    std::vector<Row> rows;
    for (const Group& group : groups) {
        const bool is_wanted = std::ranges::any_of(wanted, [&](std::string_view name) {
            return group.names.find(name.substr(0, 2)) != std::string_view::npos;
        });
        if (wanted.empty() || is_wanted) group.add(rows, scale);
    }
    return rows;
}

}  // namespace bench
