#include "tests/trace/sample_trace.hpp"

#include <utility>

#include "sim/trace/state.hpp"

namespace {

using namespace sim;

constexpr Instant at_us(std::int64_t us) { return Instant{us * 1000}; }
constexpr std::uint16_t main_lane = 0;
constexpr std::uint16_t worker_lane = 1;
constexpr std::uint16_t station_lane = 3;

class Builder {
public:
    Trace trace;

    TaskId make(const char* name, TaskKind kind, TaskId cause, std::int32_t line,
                RequestId request = {}) {
        Task task{.cause = cause,
                  .name = trace.names.intern(name),
                  .place = {},
                  .request = request,
                  .kind = kind};
        if (line > 0) task.place = trace.places.add({trace.names.intern("app.js"), line, 3});
        trace.tasks.push_back(task);
        return TaskId{static_cast<std::uint32_t>(trace.tasks.size() - 1)};
    }
    void event(std::int64_t us, EventKind kind, TaskId task, std::uint32_t a, std::uint8_t detail,
               std::uint16_t lane, std::uint32_t b = 0) {
        trace.events.push_back({at_us(us), task, a, b, kind, detail, lane});
    }
    void moved(std::int64_t us, TaskId task, Where where, std::uint16_t lane = main_lane) {
        event(us, EventKind::moved, task, 0, static_cast<std::uint8_t>(where), lane);
    }
    void phase(std::int64_t us, Phase phase) {
        event(us, EventKind::phase, {}, 0, static_cast<std::uint8_t>(phase), main_lane);
    }
    void iteration(std::int64_t us, std::uint32_t number) {
        event(us, EventKind::iteration, {}, number, 0, main_lane);
    }
    void sleep(std::int64_t from, std::int64_t to, std::uint32_t timeout_ms) {
        event(from, EventKind::poll_blocked, {}, timeout_ms, 0, main_lane);
        sleep_from_ = from;
        sleep_to_ = to;
    }
    void wake() {
        event(sleep_to_, EventKind::poll_woke, {}, 0, 0, main_lane);
        span(sleep_from_, sleep_to_, {}, main_lane, SpanKind::poll_idle);
    }
    void span(std::int64_t from, std::int64_t to, TaskId task, std::uint16_t lane, SpanKind kind) {
        trace.spans.add(at_us(from), at_us(to), task.value, lane, kind);
    }
    void output(std::int64_t us, TaskId task, const char* text) {
        trace.outputs.push_back({at_us(us), task, trace.names.intern(text), false});
        event(us, EventKind::output, task, static_cast<std::uint32_t>(trace.outputs.size() - 1), 0,
              main_lane);
    }

private:
    std::int64_t sleep_from_ = 0;
    std::int64_t sleep_to_ = 0;
};

void describe(Trace& trace) {
    trace.level = TraceLevel::full;
    trace.facts = {.program = "sample.json",
                   .profile = "24",
                   .scheduler = "linux",
                   .seed = 18446744073709551615ULL,
                   .cores = 2,
                   .threadpool = 2,
                   .version = "0.1.0"};
    trace.lanes = {{LaneKind::loop, 0, 0, trace.names.intern("main")},
                   {LaneKind::worker, 0, 0, {}},
                   {LaneKind::worker, 0, 1, {}},
                   {LaneKind::station, 0, 0, trace.names.intern("db")}};
    trace.ending = {.kind = EndKind::done, .exit_code = 0, .message = "", .place = {}};
}

void add_request(Trace& trace) {
    RequestRecord request{
        .arrival = at_us(2000), .done = at_us(12700), .load = 0, .outcome = RequestOutcome::done};
    request.waits[static_cast<std::size_t>(WaitReason::running)] = microseconds(500);
    request.waits[static_cast<std::size_t>(WaitReason::pool_queue)] = microseconds(100);
    request.waits[static_cast<std::size_t>(WaitReason::pool_work)] = microseconds(10000);
    request.waits[static_cast<std::size_t>(WaitReason::loop_busy)] = microseconds(100);
    trace.requests.push_back(request);
    LoadStatistics load;
    load.name = trace.names.intern("login");
    load.generated = 1;
    load.done = 1;
    load.counted = 1;
    load.latency.add(request.done - request.arrival);
    load.waits = request.waits;
    load.first_arrival = request.arrival;
    load.last_done = request.done;
    trace.statistics.loads.push_back(load);
}

void add_statistics(Trace& trace) {
    RunStatistics& all = trace.statistics;
    all.end = at_us(16000);
    all.measured = microseconds(16000);
    all.events = 40;
    all.heap_events = 9;
    all.fingerprint = 0xFEDC'BA98'7654'3210;
    LoopStatistics loop;
    loop.name = trace.names.intern("main");
    loop.iterations = 3;
    loop.callbacks = 5;
    loop.ticks = 1;
    loop.microtasks = 1;
    loop.cpu = microseconds(2450);
    loop.idle = microseconds(13450);
    loop.loop_start = at_us(1000);
    loop.loop_end = at_us(16000);
    loop.is_monitored = true;
    for (const std::int64_t us : {10100, 10100, 12700}) loop.delay.add(microseconds(us));
    all.loops.push_back(loop);
    all.pools.push_back({.workers = 2,
                         .jobs = 1,
                         .busy = microseconds(10000),
                         .cpu = microseconds(10000),
                         .queue_wait = microseconds(100),
                         .queue_max = 1,
                         .slow_running_max = 0,
                         .started = at_us(2200)});
    all.stations.push_back({.name = trace.names.intern("db"),
                            .servers = 1,
                            .calls = 1,
                            .rejected = 0,
                            .busy = microseconds(1000),
                            .queue_wait = {},
                            .queue_max = 0});
    all.cores = {{microseconds(2450)}, {microseconds(10000)}};
}

}  // namespace

sim::Trace sample_trace() {
    Builder b;
    describe(b.trace);
    add_request(b.trace);
    const TaskId script = b.make("main", TaskKind::script, {}, 0);
    const TaskId timer = b.make("setTimeout", TaskKind::timer, script, 3);
    const TaskId request = b.make("login", TaskKind::request, {}, 0, RequestId{0});
    const TaskId job = b.make("crypto.pbkdf2", TaskKind::pool_job, request, 7, RequestId{0});
    const TaskId tick = b.make("nextTick", TaskKind::tick, timer, 4);
    const TaskId micro = b.make("then \"ok\"", TaskKind::microtask, timer, 5);
    const TaskId immediate = b.make("setImmediate", TaskKind::immediate, job, 9, RequestId{0});
    const TaskId call = b.make("db", TaskKind::station, immediate, 11);

    b.moved(0, script, Where::running);
    b.moved(500, timer, Where::timers);
    b.moved(1000, script, Where::done);
    b.span(0, 1000, script, main_lane, SpanKind::script);
    b.event(1000, EventKind::loop_started, {}, 0, 0, main_lane);
    b.iteration(1000, 1);
    b.phase(1000, Phase::pending);
    b.phase(1000, Phase::idle_prepare);
    b.phase(1000, Phase::poll);
    b.sleep(1000, 2000, 4);
    b.event(2000, EventKind::request_arrived, {}, 0, 0, main_lane);
    b.moved(2000, request, Where::ready);
    b.wake();
    b.moved(2000, request, Where::running);
    b.moved(2200, job, Where::pool_queue);
    b.moved(2300, job, Where::worker, worker_lane);
    b.span(2200, 2300, job, main_lane, SpanKind::pool_queue);
    b.moved(2500, request, Where::done);
    b.span(2000, 2500, request, main_lane, SpanKind::io_callback);
    b.phase(2500, Phase::check);
    b.phase(2500, Phase::close);
    b.phase(2500, Phase::timers);
    b.iteration(2500, 2);
    b.phase(2500, Phase::pending);
    b.phase(2500, Phase::idle_prepare);
    b.phase(2500, Phase::poll);
    b.sleep(2500, 5000, 3);
    b.wake();
    b.phase(5000, Phase::check);
    b.phase(5000, Phase::close);
    b.phase(5000, Phase::timers);
    b.moved(5000, timer, Where::running);
    b.output(5050, timer, "timer");
    b.moved(5050, tick, Where::tick_queue);
    b.moved(5050, micro, Where::microtask_queue);
    b.moved(5100, timer, Where::done);
    b.span(5000, 5100, timer, main_lane, SpanKind::timer);
    b.moved(5100, tick, Where::running);
    b.moved(5200, tick, Where::done);
    b.span(5100, 5200, tick, main_lane, SpanKind::tick);
    b.moved(5200, micro, Where::running);
    b.moved(5250, micro, Where::done);
    b.span(5200, 5250, micro, main_lane, SpanKind::microtask);
    b.iteration(5250, 3);
    b.phase(5250, Phase::pending);
    b.phase(5250, Phase::idle_prepare);
    b.phase(5250, Phase::poll);
    b.sleep(5250, 12400, 0xFFFF'FFFF);
    b.moved(12300, job, Where::completed);
    b.span(2300, 12300, job, worker_lane, SpanKind::pool_work);
    b.wake();
    b.moved(12400, job, Where::running);
    b.moved(12600, immediate, Where::immediate_queue);
    b.output(12700, job, "done, \"0\"");
    b.event(12700, EventKind::request_done, job, 0, 0, main_lane);
    b.moved(12900, job, Where::done);
    b.span(12400, 12900, job, main_lane, SpanKind::pool_callback);
    b.phase(12900, Phase::check);
    b.moved(12900, immediate, Where::running);
    b.moved(12950, call, Where::os);
    b.event(12960, EventKind::thrown, immediate, b.trace.names.intern("Error: no\nluck").value, 1,
            main_lane);
    b.event(12970, EventKind::choice, {}, 1, 0, main_lane, 3);
    b.moved(13000, immediate, Where::done);
    b.span(12900, 13000, immediate, main_lane, SpanKind::immediate);
    b.phase(13000, Phase::outside);
    b.moved(13500, call, Where::station, station_lane);
    b.moved(14500, call, Where::os);
    b.span(13500, 14500, call, station_lane, SpanKind::station_work);
    b.moved(15500, call, Where::ready);
    b.moved(15500, call, Where::running);
    b.moved(15600, call, Where::done);
    b.span(15500, 15600, call, main_lane, SpanKind::io_callback);
    b.event(16000, EventKind::loop_ended, {}, 0, 0, main_lane);
    add_statistics(b.trace);
    return std::move(b.trace);
}

sim::Trace long_trace(std::uint32_t steps, std::uint32_t timers) {
    Builder b;
    b.trace.level = TraceLevel::full;
    b.trace.lanes = {{LaneKind::loop, 0, 0, b.trace.names.intern("main")}};
    std::int64_t now = 0;
    TaskId last = b.make("main", TaskKind::script, {}, 0);
    b.moved(now, last, Where::running);
    for (std::uint32_t i = 0; i < timers; ++i)
        b.moved(++now, b.make("setTimeout", TaskKind::timer, last, 1), Where::timers);
    for (std::uint32_t i = 0; i < steps; ++i) {
        const TaskId next = b.make("setImmediate", TaskKind::immediate, last, 2);
        b.moved(++now, next, Where::immediate_queue);
        b.moved(now, last, Where::done);
        b.iteration(now, i + 1);
        b.phase(now, Phase::poll);
        b.phase(now, Phase::check);
        b.moved(now, next, Where::running);
        last = next;
    }
    b.trace.statistics.end = at_us(now);
    b.trace.statistics.measured = microseconds(now);
    b.trace.statistics.loops.emplace_back().iterations = steps;
    return std::move(b.trace);
}

sim::Trace spans_trace() {
    Trace trace = sample_trace();
    trace.level = TraceLevel::spans;
    for (std::uint32_t& owner : trace.spans.owner) {
        owner = owner == TaskId::none_value ? owner : trace.tasks[owner].request.value;
    }
    trace.tasks.clear();
    trace.events.clear();
    for (OutputLine& line : trace.outputs) line.task = {};
    return trace;
}
