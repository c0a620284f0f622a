#include "traces/chrome.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/chrome_check.hpp"
#include "tests/traces/golden.hpp"
#include "tests/traces/written.hpp"

namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

std::string chrome(const sim::Trace& trace) { return written(trace, traces::Format::chrome); }

/// A file with names for thread 1 of process 1 and the given events.
std::string file_of(const std::string& events) {
    return R"({"displayTimeUnit":"ms","traceEvents":[)"
           R"({"ph":"M","pid":1,"tid":0,"ts":0,"cat":"m","name":"process_name","args":{"name":"p"}},)"
           R"({"ph":"M","pid":1,"tid":1,"ts":0,"cat":"m","name":"thread_name","args":{"name":"t"}},)" +
           events + "]}";
}
std::string event(const char* phase, const char* at, const std::string& more) {
    return std::string{R"({"ph":")"} + phase + R"(","pid":1,"tid":1,"ts":)" + at +
           R"(,"cat":"c","name":"n")" + more + "}";
}

}  // namespace

TEST_CASE("the Chrome trace passes the strict checker at every level", "[traces]") {
    CHECK(check_chrome(chrome(sample_trace())) == Lines{});
    CHECK(check_chrome(chrome(spans_trace())) == Lines{});
    CHECK(check_chrome(chrome(sim::Trace{})) == Lines{});
    CHECK(check_chrome(chrome(long_trace(2000, 5))).size() >
          0);  // it has no spans for its flows to lie on
}

TEST_CASE("the Chrome trace of a sample stays as it is", "[traces]") {
    CHECK(differs_from_golden("sample.trace.json", chrome(sample_trace())) == "");
    CHECK(differs_from_golden("sample.spans.trace.json", chrome(spans_trace())) == "");
}

TEST_CASE("pool work is named and sorted as Node does it", "[traces]") {
    // node --trace-event-categories node.threadpoolwork (Node 20): b and e from submission to callback on the
    // main thread, the work itself on the worker, both named after the kind of request.
    const json root = json::parse(chrome(sample_trace()));
    std::vector<std::string> found;
    for (const json& one : root["traceEvents"]) {
        if (one["cat"].get<std::string>().find("threadpoolwork") == std::string::npos) continue;
        found.push_back(one["ph"].get<std::string>() + " " + one["cat"].get<std::string>() + " " +
                        one["name"].get<std::string>() + " " +
                        std::to_string(one["tid"].get<int>()) + " " + one["ts"].dump());
    }
    CHECK(found == std::vector<std::string>{
                       "b node,node.threadpoolwork,node.threadpoolwork.async crypto 1 2200.0",
                       "X node,node.threadpoolwork,node.threadpoolwork.sync crypto 2 2300.0",
                       "e node,node.threadpoolwork,node.threadpoolwork.async crypto 1 12400.0",
                   });
}

TEST_CASE("an unfinished request and an unfinished job end with the run", "[traces]") {
    sim::Trace trace = sample_trace();
    trace.requests.close(0, sim::instant_never, sim::RequestOutcome::in_flight,
                         trace.requests[0].waits);
    const auto finishes = [](const sim::TraceEvent& event) {
        return event.kind == sim::EventKind::moved &&
               event.detail == static_cast<std::uint8_t>(sim::Where::completed);
    };
    while (!finishes(trace.events.back())) trace.events.pop_back();
    const std::string text = chrome(trace);
    CHECK_THAT(text, Catch::Contains(R"("ph":"e","pid":3,"tid":1,"ts":16000.000)"));
    CHECK_THAT(text, Catch::Contains(R"("ph":"e","pid":1,"tid":1,"ts":16000.000)"));
    CHECK(check_chrome(text) == Lines{});
}

TEST_CASE("the checker accepts good events and names each fault", "[traces]") {
    const std::string slice = event("X", "1.000", R"(,"dur":5.000)");
    struct Sample {
        std::string events;
        Lines lines;
    };
    const Sample samples[] = {
        {slice + "," + event("X", "2", R"(,"dur":4)") + "," + event("X", "6", R"(,"dur":0)"), {}},
        {slice + "," + event("X", "2.000", R"(,"dur":4.001)"),
         {"event 3: a slice that overlaps another on its thread"}},
        {event("X", "2", R"(,"dur":4)") + "," + event("X", "1.999", R"(,"dur":4)"),
         {"event 3: at 1999 ns, the one before it is at 2000 ns"}},
        {event("X", "1", ""), {"event 2: no dur"}},
        {event("X", "-1", R"(,"dur":1)"), {"event 2: ts is no time"}},
        {event("X", "1", R"(,"dur":1,"id":"1")"), {"event 2: unexpected key id"}},
        {event("B", "1", ""), {"event 2: unknown phase \"B\""}},
        {event("b", "1", R"(,"id":"1")"), {"async 1 of c: begun but not ended"}},
        {event("e", "1", R"(,"id":"1")"), {"event 2: an async end without a begin"}},
        {event("b", "1", R"(,"id":"1")") + "," + event("e", "1", R"(,"id":"2")"),
         {"event 3: an async end without a begin", "async 1 of c: begun but not ended"}},
        {slice + "," + event("s", "2", R"(,"id":"1")") + "," +
             event("f", "3", R"(,"id":"1","bp":"e")"),
         {}},
        {slice + "," + event("s", "2", R"(,"id":"1")"), {"flow 1 of c: started but not ended"}},
        {slice + "," + event("f", "2", R"(,"id":"1","bp":"e")"),
         {"event 3: a flow that ends before it starts"}},
        {slice + "," + event("s", "2", R"(,"id":"1")") + "," +
             event("f", "7", R"(,"id":"1","bp":"e")"),
         {"event 4: a flow at 7000 ns outside of all slices of its thread"}},
        {event("C", "1", R"(,"args":{"x":"1"})"), {"event 2: a counter whose value is no number"}},
        {event("M", "0", R"(,"args":{"name":"t"})"), {"event 2: unknown metadata n"}},
        {R"({"ph":"X","pid":2,"tid":1,"ts":1,"dur":1,"cat":"c","name":"n"})",
         {"process 2 has no name", "thread 1 of process 2 has no name"}},
        {R"({"ph":"X","pid":1,"tid":1,"ts":1,"dur":1,"cat":"c","name":""})",
         {"event 2: name is no text"}},
    };
    for (const Sample& sample : samples) {
        CAPTURE(sample.events);
        CHECK(check_chrome(file_of(sample.events)) == sample.lines);
    }
    CHECK(check_chrome("[]") == Lines{"no object with traceEvents"});
    CHECK(check_chrome("{") == Lines{"no valid JSON"});
}
