#include "traces/recording.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sim/trace/state.hpp"

namespace traces {

namespace {

constexpr std::uint32_t none = sim::TaskId::none_value;

class Maker {
public:
    explicit Maker(Recording recording) : in_(std::move(recording)) {}

    sim::Trace make(std::string_view program) {
        make_lanes();
        number_tasks();
        put_tasks();
        put_outputs();
        put_events();
        put_spans();
        put_statistics();
        out_.names = std::move(in_.names);
        out_.level = sim::TraceLevel::full;
        out_.facts.program = program;
        out_.facts.profile = in_.version;
        out_.facts.scheduler = sim::scheduler_recorded;
        out_.facts.seed = 0;
        out_.facts.cores = 0;
        sim::add_snapshots(out_);
        return std::move(out_);
    }

private:
    [[nodiscard]] bool is_worker(std::uint32_t thread) const {
        const RecordedThread& row = in_.threads[thread];
        return row.has_jobs && !row.has_callbacks;
    }

    /// Loops first: all threads that did something, those of one process together. A process that has a pool has a loop,
    /// seen or not.
    void make_lanes() {
        std::vector<bool> is_used(in_.threads.size());
        for (const RecordedEvent& event : in_.events) is_used[event.thread] = true;
        for (const RecordedSpan& span : in_.spans) is_used[span.thread] = true;
        std::map<std::int64_t, std::uint16_t> processes;
        std::vector<std::uint32_t> order;
        for (std::uint32_t i = 0; i < in_.threads.size(); ++i) {
            if (!is_used[i]) continue;
            order.push_back(i);
            processes.try_emplace(in_.threads[i].process,
                                  static_cast<std::uint16_t>(processes.size()));
        }
        const auto process = [&](std::uint32_t i) { return processes.at(in_.threads[i].process); };
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::pair{process(a), !in_.threads[a].has_callbacks} <
                   std::pair{process(b), !in_.threads[b].has_callbacks};
        });
        lanes_.assign(in_.threads.size(), 0);
        loops_.resize(processes.size());
        std::vector<bool> has_loop(processes.size());
        for (const std::uint32_t i : order) {
            if (!is_worker(i)) add_loop(process(i), in_.threads[i].name, has_loop, &lanes_[i]);
        }
        for (const std::uint32_t i : order) {
            if (!has_loop[process(i)]) add_loop(process(i), {}, has_loop, nullptr);
        }
        std::vector<std::uint32_t> workers(processes.size());
        for (const std::uint32_t i : order) {
            if (!is_worker(i)) continue;
            lanes_[i] = static_cast<std::uint16_t>(out_.lanes.size());
            out_.lanes.push_back({.kind = sim::LaneKind::worker,
                                  .process = process(i),
                                  .index = workers[process(i)]++,
                                  .name = {}});
        }
        out_.statistics.pools.resize(processes.size());
        for (std::size_t i = 0; i < workers.size(); ++i) {
            out_.statistics.pools[i].workers = static_cast<std::int32_t>(workers[i]);
            out_.statistics.pools[i].started = sim::instant_never;
        }
        out_.facts.threadpool = static_cast<std::int32_t>(
            std::accumulate(workers.begin(), workers.end(), std::uint32_t{0}));
    }

    void add_loop(std::uint16_t process, sim::NameId name, std::vector<bool>& has_loop,
                  std::uint16_t* lane) {
        const auto index = static_cast<std::uint16_t>(out_.lanes.size());
        if (!has_loop[process]) loops_[process] = index;
        has_loop[process] = true;
        if (lane != nullptr) *lane = index;
        out_.lanes.push_back(
            {.kind = sim::LaneKind::loop, .process = process, .index = index, .name = name});
    }

    /// By their first event. A cause that begins later than its effect is none.
    void number_tasks() {
        std::vector<std::int64_t> begins(in_.tasks.size(),
                                         std::numeric_limits<std::int64_t>::max());
        for (const RecordedEvent& event : in_.events) {
            if (event.task != none) begins[event.task] = std::min(begins[event.task], event.at);
        }
        order_.resize(in_.tasks.size());
        std::iota(order_.begin(), order_.end(), 0U);
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return begins[a] < begins[b]; });
        numbers_.resize(order_.size());
        for (std::uint32_t i = 0; i < order_.size(); ++i) numbers_[order_[i]] = i;
    }

    void put_tasks() {
        out_.tasks.reserve(order_.size());
        for (const std::uint32_t old : order_) {
            sim::Task task = in_.tasks[old];
            const std::uint16_t lane = lanes_[in_.task_threads[old]];
            task.lane = out_.lanes[lane].kind == sim::LaneKind::loop
                            ? lane
                            : loops_[out_.lanes[lane].process];
            if (task.cause) task.cause = sim::TaskId{numbers_[task.cause.index()]};
            if (task.cause && task.cause.index() >= out_.tasks.size()) task.cause = {};
            out_.tasks.push_back(task);
        }
    }

    /// Each is an event, too.
    void put_outputs() {
        std::stable_sort(
            in_.outputs.begin(), in_.outputs.end(),
            [](const RecordedOutput& a, const RecordedOutput& b) { return a.at < b.at; });
        for (const RecordedOutput& output : in_.outputs) {
            const auto index = static_cast<std::uint32_t>(out_.outputs.size());
            out_.outputs.push_back({.at = {output.at - in_.first},
                                    .task = {},
                                    .text = output.text,
                                    .is_error = output.is_error});
            in_.events.push_back({.at = output.at,
                                  .task = none,
                                  .thread = output.thread,
                                  .rank = 1,
                                  .kind = sim::EventKind::output,
                                  .detail = 0,
                                  .operand = index});
        }
    }

    void put_events() {
        std::stable_sort(in_.events.begin(), in_.events.end(),
                         [](const RecordedEvent& a, const RecordedEvent& b) {
                             return a.at != b.at ? a.at < b.at : a.rank < b.rank;
                         });
        out_.events.reserve(in_.events.size());
        for (const RecordedEvent& event : in_.events) {
            const sim::TaskId task =
                event.task == none ? sim::TaskId{} : sim::TaskId{numbers_[event.task]};
            out_.events.push_back({.at = {event.at - in_.first},
                                   .task = task,
                                   .a = event.operand,
                                   .b = 0,
                                   .kind = event.kind,
                                   .detail = event.detail,
                                   .lane = lanes_[event.thread]});
        }
        in_.events = {};
    }

    void put_spans() {
        std::stable_sort(in_.spans.begin(), in_.spans.end(),
                         [](const RecordedSpan& a, const RecordedSpan& b) { return a.to < b.to; });
        for (const RecordedSpan& span : in_.spans) {
            out_.spans.add({span.from - in_.first}, {span.to - in_.first}, numbers_[span.task],
                           lanes_[span.thread], span.kind);
        }
        in_.spans = {};
    }

    /// Busy times are unions of spans, which may nest.
    void put_statistics() {
        sim::RunStatistics& statistics = out_.statistics;
        statistics.end = {in_.last - in_.first};
        statistics.measured = {in_.last - in_.first};
        statistics.events = static_cast<std::int64_t>(out_.events.size());
        for (const sim::Lane& lane : out_.lanes) {
            if (lane.kind != sim::LaneKind::loop) continue;
            sim::LoopStatistics& loop = statistics.loops.emplace_back();
            loop.name = lane.name;
            loop.loop_end = statistics.end;
        }
        std::vector<std::int64_t> busy_to(out_.lanes.size(), -1);
        for (std::size_t i = out_.spans.size(); i-- > 0;) {
            // From the last end back: what an earlier one shares with a later one was counted.
            const std::uint16_t lane = out_.spans.lane[i];
            const std::int64_t from = out_.spans.start[i];
            std::int64_t to = from + out_.spans.duration[i];
            if (busy_to[lane] >= 0) to = std::min(to, busy_to[lane]);
            if (to > from) busy_to[lane] = from;
            const sim::Duration busy{std::max<std::int64_t>(to - from, 0)};
            if (out_.lanes[lane].kind == sim::LaneKind::loop) {
                sim::LoopStatistics& loop = statistics.loops[lane];
                loop.cpu += busy;
                ++(out_.spans.kind[i] == sim::SpanKind::tick        ? loop.ticks
                   : out_.spans.kind[i] == sim::SpanKind::microtask ? loop.microtasks
                                                                    : loop.callbacks);
            } else {
                sim::PoolStatistics& pool = statistics.pools[out_.lanes[lane].process];
                ++pool.jobs;
                pool.busy += busy;
                pool.started = std::min(pool.started, sim::Instant{from});
            }
        }
    }

    Recording in_;
    sim::Trace out_;
    std::vector<std::uint16_t> lanes_;    // by thread
    std::vector<std::uint16_t> loops_;    // by process: its first loop
    std::vector<std::uint32_t> order_;    // by new number: the old one
    std::vector<std::uint32_t> numbers_;  // the reverse
};

}  // namespace

sim::Trace to_trace(Recording recording, std::string_view program) {
    return Maker{std::move(recording)}.make(program);
}

}  // namespace traces
