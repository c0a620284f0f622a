// The recordings in data/ are of one program under real Node 14 and 24, with
// --trace-event-categories node.async_hooks,node.threadpoolwork,node.fs.async,node.environment,node.bootstrap:
//
//     setTimeout(() => {}, 1);
//     setImmediate(() => {});
//     process.nextTick(() => {});
//     Promise.resolve().then(() => {});
//     for (let i = 0; i < 6; ++i) crypto.pbkdf2('a', 'b', 20000, 32, 'sha1', () => {});
//     fs.readFile(__filename, () => {});
//
// So there are six jobs for a pool of four, whatever the machine does.
#include "traces/chrome_read.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <fmt/format.h>

#include "sim/trace/audit.hpp"
#include "sim/trace/origin.hpp"
#include "sim/trace/state.hpp"
#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/written.hpp"
#include "traces/read.hpp"

namespace {

using traces::Format;

std::string recording(int version) {
    return read_source_file(fmt::format("tests/traces/data/node{}.trace.json", version));
}

sim::Trace read(std::string_view text) {
    auto trace = traces::read_chrome(text, "x.json");
    if (!trace) FAIL(sim::to_text(trace.diagnostics()[0]));
    return std::move(*trace);
}

/// The one diagnostic for `text`: "line:column: message".
std::string fault(std::string_view text) {
    const auto result = traces::read_chrome(text, "x.json");
    if (result) return "none";
    CHECK(result.diagnostics().size() == 1);
    const sim::Diagnostic& one = result.diagnostics()[0];
    CHECK(one.place.file == "x.json");
    return fmt::format("{}:{}: {}", one.place.line, one.place.column, one.message);
}

std::string name_of(const sim::Trace& trace, std::uint32_t task) {
    return std::string{trace.names.text(trace.tasks[task].name)};
}

/// "name@lane start+length" of every span, in order of their starts.
std::vector<std::string> spans_of(const sim::Trace& trace) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        lines.push_back(fmt::format("{}@{} {}+{}", name_of(trace, trace.spans.owner[i]),
                                    trace.spans.lane[i], trace.spans.start[i],
                                    trace.spans.duration[i]));
    }
    return lines;
}

/// Names of the callbacks in the order in which they began.
std::vector<std::string> callbacks_of(const sim::Trace& trace) {
    std::vector<std::string> names;
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind == sim::EventKind::moved &&
            static_cast<sim::Where>(event.detail) == sim::Where::running)
            names.push_back(name_of(trace, event.task.value));
    }
    return names;
}

std::size_t place_of(const std::vector<std::string>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    REQUIRE(found != names.end());
    return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

TEST_CASE("Chrome JSON of loopglass is known to be simulated when it is read back", "[traces]") {
    const sim::Trace run = sample_trace();
    const sim::Trace once = read(written(run, Format::chrome));
    CHECK(once.facts.scheduler == sim::scheduler_simulated);
    CHECK(once.facts.profile == run.facts.profile);
    CHECK(once.facts.cores == run.facts.cores);
    CHECK(once.facts.threadpool == run.facts.threadpool);
    CHECK_FALSE(sim::has_reasons(once.facts));
    // So is what was read and written once more; a recording stays one.
    CHECK(read(written(once, Format::chrome)).facts.scheduler == sim::scheduler_simulated);
    const sim::Trace real = read(recording(24));
    CHECK(real.facts.scheduler == sim::scheduler_recorded);
    CHECK(read(written(real, Format::chrome)).facts.scheduler == sim::scheduler_recorded);
}

TEST_CASE("a recording of Node shows its callbacks in the order of the rules", "[traces]") {
    for (const int version : {14, 24}) {
        CAPTURE(version);
        const sim::Trace trace = read(recording(version));
        CHECK(trace.facts.profile.starts_with(fmt::format("{}.", version)));
        CHECK(trace.facts.scheduler == "recorded");
        const std::vector<std::string> names = callbacks_of(trace);
        // The main script, then ticks, then promises (R3.1, R2.30), then the loop.
        CHECK(names.front() == "main");
        CHECK(place_of(names, "nextTick") == 1);
        CHECK(place_of(names, "promise") < place_of(names, "setTimeout"));
        CHECK(std::count(names.begin(), names.end(), "crypto.pbkdf2") == 6);
        CHECK(std::count(names.begin(), names.end(), "setImmediate") == 1);
        for (std::uint32_t i = 0; i < trace.tasks.size(); ++i) {
            if (name_of(trace, i) != "crypto.pbkdf2") continue;
            REQUIRE(trace.tasks[i].cause);
            CHECK(name_of(trace, trace.tasks[i].cause.value) == "main");
        }
    }
}

TEST_CASE("a recording of Node shows its pool", "[traces]") {
    const sim::Trace trace = read(recording(24));
    std::map<std::uint32_t, std::vector<sim::Where>> ways;
    for (const sim::TraceEvent& event : trace.events) {
        if (event.task && name_of(trace, event.task.value) == "crypto.pbkdf2")
            ways[event.task.value].push_back(static_cast<sim::Where>(event.detail));
    }
    using enum sim::Where;
    REQUIRE(ways.size() == 6);
    for (const auto& [task, way] : ways)
        CHECK(way == std::vector{os, pool_queue, worker, completed, running, done});
    CHECK(trace.facts.threadpool == 4);
    CHECK(trace.statistics.pools.front().jobs == 6);
    // The last two wait until one of the first four is done.
    std::size_t waiting = 0;
    sim::StateReader reader{trace};
    for (std::uint64_t i = 0; i <= trace.events.size(); ++i) {
        reader.seek(i);
        waiting = std::max(waiting, reader.count(pool_queue, 0));
    }
    CHECK(waiting >= 2);
}

TEST_CASE("a recording of Node shows the phases of timers and check", "[traces]") {
    const sim::Trace trace = read(recording(24));
    auto phase = sim::Phase::outside;
    for (const sim::TraceEvent& event : trace.events) {
        if (event.kind == sim::EventKind::phase) phase = static_cast<sim::Phase>(event.detail);
        const bool runs = event.kind == sim::EventKind::moved &&
                          static_cast<sim::Where>(event.detail) == sim::Where::running;
        if (!runs) continue;
        const std::string name = name_of(trace, event.task.value);
        if (name == "setTimeout") CHECK(phase == sim::Phase::timers);
        if (name == "setImmediate") CHECK(phase == sim::Phase::check);
        if (name == "crypto.pbkdf2") CHECK(phase == sim::Phase::outside);
    }
}

TEST_CASE("a recording, written natively, reads back as the same bytes", "[traces]") {
    for (const int version : {14, 24}) {
        const std::string text = written(read(recording(version)), Format::native);
        const auto again = traces::read_native(text, "x.json");
        REQUIRE(again.has_value());
        CHECK(written(*again, Format::native) == text);
    }
}

TEST_CASE("slices of any program become spans, nested as they were", "[traces]") {
    // pid 1: a main thread and another; X in any order, B and E nested, fractions of microseconds.
    const sim::Trace trace = read(R"([
{"ph":"M","pid":1,"tid":7,"name":"thread_name","args":{"name":"Main"}},
{"ph":"X","pid":1,"tid":7,"ts":110.5,"dur":2.25,"cat":"a","name":"inner","args":{"x":[1,{"y":"]}"}]}},
{"ph":"X","pid":1,"tid":7,"ts":100,"dur":30,"cat":"a","name":"outer"},
{"ph":"B","pid":1,"tid":8,"ts":105,"cat":"a","name":"first"},
{"ph":"B","pid":1,"tid":8,"ts":106,"cat":"a","name":"second"},
{"ph":"E","pid":1,"tid":8,"ts":107},
{"ph":"E","pid":1,"tid":8,"ts":109,"name":"first"},
{"ph":"E","pid":1,"tid":8,"ts":109,"name":"never began"},
{"ph":"B","pid":1,"tid":8,"ts":120,"name":"never ends"},
{"ph":"C","pid":1,"tid":8,"ts":121,"name":"counter","args":{"n":1}})");
    CHECK(spans_of(trace) == std::vector<std::string>{"second@1 6000+1000", "first@1 5000+4000",
                                                      "inner@0 10500+2250", "outer@0 0+30000",
                                                      "never ends@1 20000+10000"});
    CHECK(trace.names.text(trace.lanes[0].name) == "Main");
    CHECK(trace.statistics.end.ns == 30'000);
    CHECK(trace.statistics.loops[0].cpu.ns == 30'000);
    CHECK(trace.statistics.loops[1].cpu.ns == 14'000);
}

TEST_CASE("threads may be named that do nothing, before those that do", "[traces]") {
    const sim::Trace trace = read(R"([
{"ph":"M","pid":1,"tid":7,"name":"thread_name","args":{"name":"Idle"}},
{"ph":"M","pid":1,"tid":8,"name":"thread_name","args":{"name":"Idle, too"}},
{"ph":"M","pid":1,"tid":9,"name":"thread_name","args":{"name":"Main"}},
{"ph":"X","pid":1,"tid":9,"ts":100,"dur":30,"cat":"a","name":"only"}])");
    CHECK(spans_of(trace) == std::vector<std::string>{"only@0 0+30000"});
    REQUIRE(trace.lanes.size() == 1);
    CHECK(trace.names.text(trace.lanes[0].name) == "Main");
}

TEST_CASE("both forms of a Chrome trace and pieces of any size give the same", "[traces]") {
    const std::string text = recording(24);
    const std::string whole = written(read(text), Format::native);
    const std::size_t from = text.find('[');
    const std::string array = text.substr(from, text.rfind(']') - from);  // without its bracket
    CHECK(written(read(array), Format::native) == whole);
    for (const std::size_t size : {std::size_t{1}, std::size_t{13}, std::size_t{4096}}) {
        std::string_view rest = text;
        const auto again = traces::read(
            [&] {
                const std::string_view piece = rest.substr(0, size);
                rest.remove_prefix(piece.size());
                return piece;
            },
            "x.json");
        REQUIRE(again.has_value());
        CHECK(written(*again, Format::native) == whole);
    }
}

TEST_CASE("our own Chrome traces can be read again", "[traces]") {
    const sim::Trace before = sample_trace();
    const sim::Trace after = read(written(before, Format::chrome));
    const auto callbacks = [](const sim::Trace& trace) {
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < trace.spans.size(); ++i) {
            if (role_of(trace.spans.kind[i]) != sim::SpanRole::callback) continue;
            lines.push_back(fmt::format("{} {} {}+{}", name_of(trace, trace.spans.owner[i]),
                                        to_text(trace.spans.kind[i]), trace.spans.start[i],
                                        trace.spans.duration[i]));
        }
        return lines;
    };
    CHECK(callbacks(after) == callbacks(before));
    REQUIRE(after.outputs.size() == before.outputs.size());
    for (std::size_t i = 0; i < after.outputs.size(); ++i) {
        CHECK(after.outputs[i].at == before.outputs[i].at);
        CHECK(after.names.text(after.outputs[i].text) == before.names.text(before.outputs[i].text));
    }
}

TEST_CASE("a pool job without a name can be written as a Chrome trace", "[traces]") {
    const sim::Trace trace = read(
        R"([{"pid":9,"tid":9,"ts":3,"ph":"b","cat":"node.threadpoolwork.async","id":"0xa0"}])");
    CHECK_THAT(written(trace, Format::chrome), Catch::Contains("\"name\":\"anonymous\""));
}

TEST_CASE("the reader says what is wrong with a Chrome trace and where", "[traces]") {
    CHECK(fault("") == "1:1: the file is empty; expected a Chrome trace");
    CHECK(fault("hello") ==
          "1:1: found \"h\", expected a Chrome trace: an object with "
          "\"traceEvents\" or an array of events");
    CHECK(fault("{}") == "1:3: no traceEvents");
    CHECK(fault("{\"traceEvents\":7}") == "1:16: traceEvents: expected an array of events");
    CHECK(fault("{\"traceEvents\":[],\"traceEvents\":[]}") ==
          "1:33: traceEvents stands there twice");
    CHECK(fault("[]") == "0:0: no slice, callback or asynchronous event: nothing to show");
    CHECK(fault("[7]") == "1:2: found \"7\", expected an event or \"]\"");
    CHECK(fault("[\n {} ]") == "2:2: an event without \"ph\"");
    CHECK(fault("[\n{\"ph\":\"X\"}]") == "2:1: an event without \"ts\"");
    CHECK(fault("[{\"ph\":\"XY\",\"ts\":1}]") == "1:2: ph: expected one letter");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":\"1\"}]") == "1:2: ts: expected microseconds");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":1e300}]") == "1:2: ts: 1e+300 us are out of range");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":1,\"dur\":-3}]") == "1:2: dur: -3 us are out of range");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":1,\"pid\":\"a\"}]") == "1:2: pid: expected an integer");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":1},\n{\"ph\":\"X\",,}]") ==
          "2:1: no valid JSON in this event: The JSON document has an improper structure: missing "
          "or superfluous commas, braces, missing keys, etc.");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":1}{}]") == "1:19: a comma is missing between two events");
    CHECK(fault("[,]") == "1:2: a comma without an event before it");
    CHECK(fault("{\"traceEvents\":[{\"ph\":\"X\",\"ts\":1},{\"ph\":") ==
          "1:41: the file ends within event 2");
    CHECK(fault("{\"traceEvents\":[{\"ph\":\"X\",\"ts\":1}") == "1:34: the file ends early");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":1,\"name\":\"a\"}]x") ==
          "1:31: found \"x\" after the end of the trace");
    CHECK(fault("[{\"ph\":\"X\",\"ts\":0},{\"ph\":\"X\",\"ts\":1e13}]") ==
          "0:0: the events lie further apart than 104 days");
}

TEST_CASE("any bytes give a recording that can be written, or one diagnostic", "[traces]") {
    const std::string good = recording(24);
    constexpr std::string_view bytes = "0123456789-,:[]{}\"\\\n e.\xFFtnXBE";
    for (std::uint32_t seed = 0; seed < 400; ++seed) {
        std::mt19937 random{seed};
        std::string text = good;
        if (seed % 4 == 0) text.resize(random() % text.size());
        for (auto changes = 1 + random() % 3; changes > 0 && !text.empty(); --changes) {
            const std::size_t at = random() % text.size();
            if (random() % 3 == 0) {
                text.erase(at, 1 + random() % 3);
            } else {
                text[at] = bytes[random() % bytes.size()];
            }
        }
        CAPTURE(seed);
        const auto result = traces::read_chrome(text, "x.json");
        if (!result.has_value()) {
            REQUIRE(result.diagnostics().size() == 1);
            continue;
        }
        const std::string native = written(*result, Format::native);
        REQUIRE(traces::read_native(native, "x.json").has_value());
        REQUIRE_FALSE(written(*result, Format::chrome).empty());
    }
}
