#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/golden.hpp"
#include "tests/traces/written.hpp"

using traces::Format;

TEST_CASE("the listing groups events by iteration and phase", "[traces]") {
    CHECK(differs_from_golden("sample.full.txt", written(sample_trace(), Format::text)) == "");
    CHECK(differs_from_golden("sample.spans.txt", written(spans_trace(), Format::text)) == "");
}

TEST_CASE("each table is a CSV file with a header", "[traces]") {
    CHECK(differs_from_golden("sample.spans.csv", written(sample_trace(), Format::csv_spans)) ==
          "");
    CHECK(differs_from_golden("sample.requests.csv",
                              written(sample_trace(), Format::csv_requests)) == "");
    CHECK(differs_from_golden("sample.tasks.csv", written(sample_trace(), Format::csv_tasks)) ==
          "");
}

TEST_CASE("a plain .csv holds the table that says most", "[traces]") {
    sim::Trace trace = sample_trace();
    CHECK(written(trace, Format::csv) == written(trace, Format::csv_requests));
    trace.requests.clear();
    CHECK(written(trace, Format::csv) == written(trace, Format::csv_tasks));
    CHECK(written(sim::Trace{}, Format::csv) ==
          "start_ns,duration_ns,process,lane,kind,task,request,name\n");
}

TEST_CASE("a name with control characters does not break the listing", "[traces]") {
    sim::Trace trace = sample_trace();
    const std::string text = written(trace, Format::text);
    CHECK_THAT(text, Catch::Contains("throws, caught: Error: no\\x0aluck\n"));
}
