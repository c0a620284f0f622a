#include "ui/cli/report.hpp"

#include <algorithm>
#include <sstream>

#include "tests/catch.hpp"
#include "ui/cli/metrics.hpp"
#include "ui/cli/waterfall.hpp"

using sim::milliseconds;
using sim::SpanKind;
using sim::WaitReason;

namespace {

sim::Instant at(std::int64_t ms) { return {milliseconds(ms).ns}; }

/// Three logins at once on a pool of two, 80 ms each, at level spans:
///   login 1   0 [run 1]..80 work   login 2 the same, one ms later   login 3 queues for login 1's worker
struct Sample {
    sim::Program program;
    sim::Trace trace;

    void add_request(std::int64_t run, std::int64_t work_from, std::int64_t work_to,
                     std::uint16_t worker) {
        const auto owner = static_cast<std::uint32_t>(trace.requests.size());
        trace.spans.add(at(run), at(run + 1), owner, 0, SpanKind::io_callback);
        if (work_from > run + 1)
            trace.spans.add(at(run + 1), at(work_from), owner, worker, SpanKind::pool_queue);
        trace.spans.add(at(work_from), at(work_to), owner, worker, SpanKind::pool_work);
        sim::RequestRecord record{.arrival = at(0),
                                  .done = at(work_to),
                                  .load = 0,
                                  .outcome = sim::RequestOutcome::done,
                                  .waits = {}};
        const auto wait = [&](WaitReason reason) -> sim::Duration& {
            return record.waits[static_cast<std::size_t>(reason)];
        };
        wait(WaitReason::loop_busy) = milliseconds(run);
        wait(WaitReason::running) = milliseconds(1);
        wait(WaitReason::pool_queue) = milliseconds(work_from - run - 1);
        wait(WaitReason::pool_work) = milliseconds(work_to - work_from);
        trace.requests.push_back(record);
        sim::LoadStatistics& load = trace.statistics.loads.front();
        for (std::size_t i = 0; i < sim::wait_reasons; ++i) load.waits[i] += record.waits[i];
        ++load.generated;
        ++load.done;
        ++load.counted;
        load.latency.add(record.done - record.arrival);
        load.last_done = std::max(load.last_done, record.done);
    }

    void keep_first_request() {
        const sim::RequestRecord first = trace.requests[0];
        trace.requests.clear();
        trace.requests.push_back(first);
    }

    Sample() {
        program.title = "three logins on a pool of two";
        trace.level = sim::TraceLevel::spans;
        trace.facts = {.program = "logins",
                       .profile = "24",
                       .scheduler = "linux",
                       .seed = 1,
                       .cores = 2,
                       .threadpool = 2,
                       .version = "0"};
        trace.statistics.loads.emplace_back().name = trace.names.intern("login");
        add_request(0, 1, 81, 1);
        add_request(1, 2, 82, 2);
        add_request(2, 81, 161, 1);
        sim::RunStatistics& statistics = trace.statistics;
        statistics.end = at(200);
        statistics.measured = milliseconds(200);
        sim::LoopStatistics loop;
        loop.name = trace.names.intern("main");
        loop.cpu = milliseconds(3);
        loop.idle = milliseconds(190);
        loop.loop_start = at(0);
        loop.loop_end = at(200);
        loop.is_monitored = true;
        for (int i = 0; i < 100; ++i) loop.delay.add(milliseconds(10));
        loop.delay.add(milliseconds(12));
        statistics.loops.push_back(loop);
        sim::PoolStatistics pool;
        pool.workers = 2;
        pool.jobs = 3;
        pool.busy = milliseconds(240);
        pool.queue_wait = milliseconds(78);
        pool.queue_max = 1;
        statistics.pools.push_back(pool);
        statistics.cores = {{milliseconds(121)}, {milliseconds(122)}};
    }
};

}  // namespace

TEST_CASE("event loop utilization counts from the end of the warm-up", "[cli]") {
    Sample sample;
    sim::RunStatistics& statistics = sample.trace.statistics;
    // Idle 40 of the last 100 ms; what was before is warm-up.
    statistics.measured = milliseconds(100);
    statistics.loops.front().idle = milliseconds(40);
    CHECK(ui::event_loop_utilization(statistics, statistics.loops.front()) == 0.6);
}

TEST_CASE("a load run ends with a table that says where the time went", "[cli]") {
    const Sample sample;
    // Percentiles are upper ends of buckets, at most 1/1024 above the recorded value: 82.1 for 82.0 ms.
    CHECK(ui::report_text(sample.program, sample.trace, 80, false) ==
          R"(three logins on a pool of two
node 24 · pool 2 · 2 cores, linux · seed 1 · 200 ms of virtual time

requests  generated  done  failed  timed out  in flight  throughput
login             3     3       0          0          0      18.6/s

latency      p50     p95     p99     max    mean
login    82.1 ms  161 ms  161 ms  161 ms  108 ms

event-loop delay      p50      p95      p99      max     mean
main              10.0 ms  10.0 ms  10.0 ms  12.0 ms  10.0 ms

utilisation    busy
main thread   1.5 %  CPU; event loop utilization (ELU) 0.050
pool         60.0 %  3 jobs on 2 threads, longest queue 1, mean wait 26.0 ms
cores        60.8 %  2 cores, linux

where the time went     mean   share
pool work            80.0 ms  74.1 %  ██████████████████████
pool queue           26.0 ms  24.1 %  ███████
running              1.00 ms   0.9 %  █
loop busy            1.00 ms   0.9 %  █

each request, 0 ns to 161 ms, one letter is 2.60 ms
login 1  81.0 ms  WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
login 2  82.0 ms  RWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
login 3   161 ms  bqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
R running   W pool work   b loop busy   q pool queue
)");
}

TEST_CASE("no line of a report is wider than the page", "[cli]") {
    const Sample sample;
    const int width = GENERATE(60, 80, 100, 200);
    std::istringstream lines{ui::report_text(sample.program, sample.trace, width, false)};
    for (std::string line; std::getline(lines, line);) {
        // Fewer than eighty columns are too few for what the pool has to say.
        const std::size_t most = static_cast<std::size_t>(std::clamp(width, 80, 100));
        CAPTURE(line);
        CHECK(std::count_if(line.begin(), line.end(), [](char c) {
                  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
              }) <= static_cast<std::ptrdiff_t>(most));
    }
}

TEST_CASE("colours change nothing but the colours", "[cli]") {
    const Sample sample;
    const std::string coloured = ui::report_text(sample.program, sample.trace, 100, true);
    std::string plain;
    for (std::size_t i = 0; i < coloured.size(); ++i) {
        if (coloured[i] == '\x1b') {
            i = coloured.find('m', i);
        } else {
            plain.push_back(coloured[i]);
        }
    }
    CHECK(plain == ui::report_text(sample.program, sample.trace, 100, false));
    CHECK(coloured != plain);
}

TEST_CASE("several loads have a row each, one for all, and a breakdown each", "[cli]") {
    Sample sample;
    sim::LoadStatistics other;
    other.name = sample.trace.names.intern("search");
    other.generated = 1234;
    other.in_flight = 1234;
    sample.trace.statistics.loads.push_back(other);
    const std::string text = ui::report_text(sample.program, sample.trace, 100, false);
    CHECK(text.find("login             3     3       0          0          0      18.6/s\n"
                    "search        1,234     0       0          0      1,234           -\n"
                    "all           1,237     3       0          0      1,234      18.6/s\n") !=
          std::string::npos);
    CHECK(text.find("search         -       -       -       -       -\n") != std::string::npos);
    CHECK(text.find("where the time went: login") != std::string::npos);
    // Nothing was counted for it, so there is nothing to break down.
    CHECK(text.find("where the time went: search") == std::string::npos);
}

TEST_CASE("requests beyond twenty, or without a trace, have no waterfall", "[cli]") {
    Sample sample;
    for (int i = 3; i < 20; ++i) sample.add_request(2, 81, 161, 1);
    CHECK_FALSE(ui::waterfall_text(sample.trace, 100, false).empty());
    sample.add_request(2, 81, 161, 1);
    CHECK(ui::waterfall_text(sample.trace, 100, false).empty());
    sample.trace.requests.clear();
    CHECK(ui::waterfall_text(sample.trace, 100, false).empty());
}

TEST_CASE("time that no span explains is a dot unless only one reason is left", "[cli]") {
    Sample sample;
    sample.trace.spans = {};
    sample.keep_first_request();
    sim::RequestRecord record = sample.trace.requests[0];
    record.waits = {};
    record.waits[static_cast<std::size_t>(WaitReason::socket)] = milliseconds(81);
    sample.trace.requests.replace(0, record);
    CHECK(ui::waterfall_text(sample.trace, 40, false) ==
          "each request, 0 ns to 81.0 ms, one letter is 3.68 ms\n"
          "login 1  81.0 ms  nnnnnnnnnnnnnnnnnnnnnn\n"
          "n socket\n");
    record.waits[static_cast<std::size_t>(WaitReason::timer)] = milliseconds(1);
    sample.trace.requests.replace(0, record);
    CHECK(ui::waterfall_text(sample.trace, 40, false) ==
          "each request, 0 ns to 81.0 ms, one letter is 3.68 ms\n"
          "login 1  81.0 ms  ......................\n"
          ". other waiting\n");
}

TEST_CASE("a callback that waits for a core is shown as waiting", "[cli]") {
    Sample sample;
    sample.keep_first_request();
    sample.trace.spans = {};
    sample.trace.spans.add(at(0), at(81), 0, 0, SpanKind::io_callback);
    sample.trace.spans.add(at(41), at(81), 0, 0, SpanKind::core_wait);
    const std::string text = ui::waterfall_text(sample.trace, 40, false);
    CHECK(text.find("RRRRRRRRRRRccccccccccc\n") != std::string::npos);
}

TEST_CASE("a request in flight reaches to the end of the run", "[cli]") {
    Sample sample;
    sample.keep_first_request();
    sim::RequestRecord record = sample.trace.requests[0];
    record.outcome = sim::RequestOutcome::in_flight;
    sample.trace.requests.replace(0, record);
    const std::string text = ui::waterfall_text(sample.trace, 60, false);
    CHECK(text.starts_with("each request, 0 ns to 200 ms"));
    CHECK(text.find("login 1  in flight  ") != std::string::npos);
}
