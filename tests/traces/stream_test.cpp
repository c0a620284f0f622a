#include <random>
#include <string>
#include <utility>

#include "sim/engine/run.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/written.hpp"
#include "traces/chrome.hpp"
#include "traces/native.hpp"
#include "traces/native_blocks.hpp"
#include "traces/native_stream.hpp"

namespace {

using traces::Format;
using traces::Window;

// Two loops, a pool that is too small, a station, requests that time out, fail or are never answered.
constexpr std::string_view busy = R"({
  "runtime": { "threadpool": 2, "until": "20s" },
  "work": { "hash": { "time": { "exponential": "9ms" } } },
  "stations": { "db": { "servers": 2, "time": { "exponential": "4ms" } } },
  "main": [],
  "load": [
    { "name": "login", "arrivals": { "poisson": "200/s" }, "requests": 1500, "timeout": "80ms",
      "handler": [{ "await": { "work": "hash" } }, { "cpu": "1ms" }, { "respond": 200 }] },
    { "name": "read", "arrivals": { "constant": "140/s" }, "requests": 1000,
      "handler": [{ "await": { "station": "db" } }, { "respond": 500 }] },
    { "name": "lost", "arrivals": { "constant": "20/s" }, "requests": 50, "handler": [{ "cpu": "1ms" }] }
  ]
})";
// One straight handler, which the engine serves by its short way.
constexpr std::string_view plain = R"({
  "runtime": { "threadpool": 2, "cores": "unlimited" },
  "work": { "hash": { "time": { "exponential": "9ms" } } },
  "main": [],
  "load": [
    { "name": "login", "arrivals": { "poisson": "200/s" }, "requests": 3000,
      "handler": [{ "await": { "work": "hash" } }, { "cpu": "1ms" }, { "respond": 200 }] },
    { "name": "lost", "arrivals": { "constant": "20/s" }, "requests": 50, "handler": [{ "cpu": "1ms" }] }
  ]
})";

/// Several chunks.
std::string long_run() {
    std::string text{plain};
    return text.replace(text.find("3000"), 4, "20000");
}

sim::Trace run(std::string_view text, const sim::TraceSink* sink = nullptr) {
    const auto program = sim::load_scenario(
        text, "x.json",
        [](std::string_view) -> sim::Result<std::string> { return sim::Diagnostic{}; });
    if (!program.has_value()) FAIL(sim::to_text(program.diagnostics().front()));
    sim::RunOptions options;
    options.level = sim::TraceLevel::spans;
    options.sink = sink;
    return sim::run(*program, *sim::find_profile("24"), options);
}

traces::Seekable seekable(std::string_view text) {
    return {.size = static_cast<std::int64_t>(text.size()), .read = [text](std::int64_t at) {
                return at < static_cast<std::int64_t>(text.size())
                           ? text.substr(static_cast<std::size_t>(at), 5000)
                           : std::string_view{};
            }};
}

/// What Window means, by looking at everything.
std::size_t spans_within(const sim::Trace& trace, const Window& window) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        const std::int64_t end = trace.spans.start[i] + trace.spans.duration[i];
        count += trace.spans.start[i] <= window.to && end >= window.from ? 1U : 0U;
    }
    return count;
}

}  // namespace

TEST_CASE("a trace that is written while it arises is the same bytes", "[traces]") {
    for (const std::string_view scenario : {busy, plain}) {
        const sim::Trace whole = run(scenario);
        REQUIRE(whole.spans.size() > 5'000);
        std::string text;
        const traces::Sink to_text = [&](std::string_view piece) {
            text += piece;
            return true;
        };
        traces::NativeStream stream{to_text};
        std::size_t most = 0;
        const sim::TraceSink sink = [&](const sim::Trace& trace, const sim::TracePiece& piece) {
            most = std::max(most, trace.requests.size() + piece.spans.size());
            return stream.take(trace, piece);
        };
        const sim::Trace rest = run(scenario, &sink);
        CHECK(rest.spans.size() == 0);
        CHECK(rest.requests.empty());
        CHECK(rest.statistics.fingerprint == whole.statistics.fingerprint);
        CHECK(most <= 16'384);
        REQUIRE(stream.finish(rest));
        CHECK(text == native(whole));
        const auto again = traces::read_native(text, "x.json");
        REQUIRE(again.has_value());
        CHECK(native(*again) == text);
        // From there to Chrome's form, chunk by chunk.
        std::string chrome;
        const traces::Seekable file = seekable(text);
        traces::NativeBlocks blocks{file, "x.json", rest, stream.index()};
        CHECK(traces::write_chrome(
            rest, [&](traces::TraceBlock& block) { return blocks.next(block); },
            [&](std::string_view piece) {
                chrome += piece;
                return true;
            }));
        CHECK(!blocks.has_failed());
        CHECK(chrome == written(whole, Format::chrome));
    }
}

// As many scripts as processes, although one of them is a worker's: its loops come when most spans have ended.
TEST_CASE("lanes of a trace that is written while it arises are right if loops come late",
          "[traces]") {
    constexpr std::string_view late = R"({
      "runtime": { "cores": "unlimited", "replicas": 2 },
      "work": { "hash": { "time": "1ms" } },
      "main": [{ "setTimeout": "3s", "do": [{ "worker": "w", "main": [{ "cpu": "1ms" }] }] }],
      "load": [{ "arrivals": { "constant": "2000/s" }, "requests": 6000,
                 "handler": [{ "await": { "work": "hash" } }, { "respond": 200 }] }] })";
    const sim::Trace whole = run(late);
    REQUIRE(whole.spans.size() > 20'000);
    REQUIRE(whole.lanes[3].kind == sim::LaneKind::loop);
    std::string text;
    const traces::Sink to_text = [&](std::string_view piece) {
        text += piece;
        return true;
    };
    traces::NativeStream stream{to_text};
    const sim::TraceSink sink = [&](const sim::Trace& trace, const sim::TracePiece& piece) {
        return stream.take(trace, piece);
    };
    REQUIRE(stream.finish(run(late, &sink)));
    CHECK(text == native(whole));
}

TEST_CASE("pieces of any size give the same native trace", "[traces]") {
    const sim::Trace whole = run(busy);
    const std::string expected = native(whole);
    sim::Trace rest = whole;
    rest.spans = {};
    rest.requests = {};
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        std::string text;
        const traces::Sink to_text = [&](std::string_view piece) {
            text += piece;
            return true;
        };
        traces::NativeStream stream{to_text};
        // As in a run: a request comes after the spans that ended before its answer, and before those that end after it.
        std::vector<std::uint32_t> order;
        for (std::uint32_t i = 0; i < whole.requests.size(); ++i) order.push_back(i);
        std::shuffle(order.begin(), order.end(), random);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
            return whole.requests[x].done < whole.requests[y].done;
        });
        std::size_t span = 0;
        std::size_t request = 0;
        while (span < whole.spans.size()) {
            sim::TracePiece piece;
            const std::size_t end =
                std::min<std::size_t>(whole.spans.size(), span + random() % 3000);
            for (; span < end; ++span) {
                piece.spans.add(sim::Instant{whole.spans.start[span]},
                                sim::Instant{whole.spans.start[span] + whole.spans.duration[span]},
                                whole.spans.owner[span], whole.spans.lane[span],
                                whole.spans.kind[span]);
            }
            const std::int64_t now = span == whole.spans.size()
                                         ? sim::instant_never.ns
                                         : whole.spans.start[span] + whole.spans.duration[span];
            for (; request < order.size() && whole.requests[order[request]].done.ns < now;
                 ++request)
                piece.requests.push_back({order[request], whole.requests[order[request]]});
            REQUIRE(stream.take(rest, piece));
        }
        REQUIRE(stream.finish(rest));
        CHECK(text == expected);
    }
}

TEST_CASE("a part of a trace is what is there within it", "[traces]") {
    const sim::Trace whole = run(busy);
    const std::string text = native(whole);
    for (const auto& [from, to] :
         {std::pair{0, 3'000}, {1'000, 1'010}, {2'500, 2'500}, {9'000, 30'000}}) {
        const Window window{.from = from * std::int64_t{1'000'000},
                            .to = to * std::int64_t{1'000'000}};
        std::string_view bytes = text;
        const auto part = traces::read_native(
            [&] { return std::exchange(bytes, std::string_view{}); }, "x.json", window);
        REQUIRE(part.has_value());
        CHECK(part->spans.size() == spans_within(whole, window));
        CHECK(part->statistics.fingerprint == whole.statistics.fingerprint);
        for (const sim::RequestRecord& request : part->requests)
            CHECK((request.arrival.ns <= window.to && request.done.ns >= window.from));
        for (const std::uint32_t owner : part->spans.owner)
            CHECK((owner == sim::RequestId::none_value || owner < part->requests.size()));
        const auto jumped = traces::read_native(seekable(text), "x.json", window);
        if (!jumped.has_value()) FAIL(sim::to_text(jumped.diagnostics().front()));
        CHECK(native(*jumped) == native(*part));
    }
}

TEST_CASE("chunks outside of a part are not looked at", "[traces]") {
    const std::string text = native(run(long_run()));
    std::int64_t bytes = 0;
    const traces::Seekable source = seekable(text);
    const traces::Seekable counted{.size = source.size, .read = [&](std::int64_t at) {
                                       const std::string_view piece = source.read(at);
                                       bytes += static_cast<std::int64_t>(piece.size());
                                       return piece;
                                   }};
    REQUIRE(traces::read_native(counted, "x.json", {.from = 0, .to = 1}).has_value());
    const std::int64_t least = bytes;
    bytes = 0;
    REQUIRE(traces::read_native(counted, "x.json", {}).has_value());
    CHECK(bytes >= source.size);
    CHECK(least < source.size / 2);
    // The first chunk of spans is broken, and only those who need it notice.
    std::string broken = text;
    broken[broken.find("{\"spans\":{\"start\":[") + 20] = 'x';
    CHECK_FALSE(traces::read_native(broken, "x.json").has_value());
    CHECK(traces::read_native(seekable(broken), "x.json",
                              {.from = 15'000'000'000, .to = 15'000'000'001})
              .has_value());
}

TEST_CASE("an index that lies is refused", "[traces]") {
    const std::string text = native(run(long_run()));
    const auto fault = [](const std::string& changed) {
        const auto part =
            traces::read_native(seekable(changed), "x.json", {.from = 0, .to = 1'000'000'000});
        return part.has_value() ? std::string{"none"} : part.diagnostics().front().message;
    };
    const auto replaced = [&](std::string_view what, std::string_view with) {
        std::string changed = text;
        const std::size_t at = changed.rfind(what);
        REQUIRE(at != std::string::npos);
        return changed.replace(at, what.size(), with);
    };
    CHECK(fault(text) == "none");
    CHECK(fault(replaced("\"spans\":{\"at\":[", "\"spans\":{\"at\":[1"))
              .starts_with("the index names a chunk where no line begins"));
    CHECK(fault(replaced("\"from\":[0,", "\"from\":[1,"))
              .starts_with("the index does not say what this chunk holds"));
    CHECK(fault(replaced("\"others\":", "\"others\":1"))
              .starts_with("the index names a chunk where no line begins"));
    CHECK(fault(replaced("\"index_at\":", "\"index_at\":0")) != "none");
}

TEST_CASE("a run stops when nobody takes its trace", "[traces]") {
    int pieces = 0;
    const sim::TraceSink sink = [&](const sim::Trace&, const sim::TracePiece&) {
        ++pieces;
        return false;
    };
    std::string endless{busy};
    endless.replace(endless.find("\"requests\": 1500"), 16, "\"requests\": 900000");
    endless.replace(endless.find("\"20s\""), 5, "\"900s\"");
    CHECK(run(endless, &sink).ending.kind == sim::EndKind::interrupted);
    CHECK(pieces == 1);
}
