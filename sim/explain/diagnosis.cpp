// Each diagnosis is a question to the history: a function that looks for one shape and gives its findings. Equal
// findings of one place are one, with a count and the worst case.
#include "sim/explain/diagnosis.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace sim {

namespace {

/// Run by the loop or a drain, after the script that set it: there an error that nobody hears of ends the process.
bool is_callback(TaskKind kind) { return kind != TaskKind::script && kind != TaskKind::microtask; }

/// One passage through the pool.
struct Trip {
    TaskId task;
    Instant queued;
    Instant begun{-1};
    Instant done = instant_never;
};

class Diagnosis {
public:
    explicit Diagnosis(const History& history) : history_(history), trace_(history.trace()) {}

    std::vector<Finding> take() {
        starvation();
        blocked();
        pool();
        awaits();
        notes();
        dead_promises();
        intervals();
        dropped();
        for (auto& [key, finding] : found_) all_.push_back(std::move(finding));
        std::ranges::stable_sort(all_, [](const Finding& a, const Finding& b) {
            return a.kind != b.kind ? a.kind < b.kind : a.at < b.at;
        });
        return std::move(all_);
    }

private:
    /// What the holes of a text are filled with.
    struct Words {
        std::string task{};
        std::string other{};
        std::string place{};
        std::string reason{};
        std::string waiting{};
        std::int64_t n = 0;
        std::int64_t threads = 0;
        Duration time{};
        Duration wait{};
    };

    /// Keeps the worst of each kind and place.
    void add(FindingKind kind, PlaceId place, TaskId task, Instant at, Duration size,
             const Words& words) {
        const FindingRow& row = finding_rows()[static_cast<std::size_t>(kind)];
        const auto key = std::pair{kind, place.value};
        const auto found = found_.find(key);
        const std::int64_t count = found == found_.end() ? 1 : found->second.count + 1;
        if (found != found_.end() && found->second.size >= size) {
            found->second.count = count;
            return;
        }
        std::string text = fmt::format(
            fmt::runtime(row.words), fmt::arg("task", words.task), fmt::arg("other", words.other),
            fmt::arg("place", words.place), fmt::arg("reason", words.reason),
            fmt::arg("waiting", words.waiting), fmt::arg("n", words.n),
            fmt::arg("threads", words.threads), fmt::arg("time", format_duration(words.time)),
            fmt::arg("wait", format_duration(words.wait)));
        if (text.front() >= 'a' && text.front() <= 'z' && text.starts_with("the "))
            text.front() = 'T';
        found_[key] = Finding{kind, row.rule, std::move(text), place, task, at, size, count};
    }

    [[nodiscard]] std::string name(TaskId task) const {
        return task ? subject(history_, task) : std::string{"Node"};
    }
    [[nodiscard]] std::string place(PlaceId id) const {
        const std::string line = line_of(trace_, id);
        return line.empty() ? "an unknown line" : line;
    }
    [[nodiscard]] Instant started(const TaskRun& run) const { return history_.at(run.started); }
    [[nodiscard]] Instant ended(const TaskRun& run) const {
        return run.ended == history_none ? trace_.statistics.end : history_.at(run.ended);
    }

    /// Rows of jobs in one drain, each queued by a job of the same kind.
    void starvation() {
        const std::vector<TaskRun>& runs = history_.runs();
        struct Row {
            std::uint32_t first = history_none;
            std::uint32_t last = history_none;
            std::int64_t count = 0;
            std::uint32_t depth = 0;  // of the longest chain in it
        };
        std::vector<std::array<Row, 2>> open(trace_.lanes.size());
        std::vector<std::uint32_t> depths(runs.size());  // how many stand before it in its chain
        const auto close = [&](Row& row, FindingKind kind) {
            if (row.depth >= starving_jobs_min) starved(kind, row.first, row.last, row.count);
            row = Row{};
        };
        for (std::uint32_t i = 0; i < runs.size(); ++i) {
            const TaskRun& run = runs[i];
            if (run.queuer != history_none) depths[i] = depths[run.queuer];
            if (history_.facts(run.task).is_internal) continue;
            auto& [ticks, microtasks] = open[run.lane];
            const bool is_tick = history_.task(run).kind == TaskKind::tick;
            const bool is_microtask = history_.is_microtask(run);
            if (!is_tick) close(ticks, FindingKind::ticks_starve);
            if (!is_microtask) close(microtasks, FindingKind::microtasks_starve);
            if (!is_tick && !is_microtask) continue;
            Row& row = is_tick ? ticks : microtasks;
            const bool is_fed =
                run.queuer != history_none && row.first != history_none && run.queuer >= row.first;
            if (!is_fed && row.count > 0) continue;
            if (row.first == history_none) row.first = i;
            else row.last = i;
            ++row.count;
            depths[i] = is_fed ? depths[i] + 1 : 1;
            row.depth = std::max(row.depth, depths[i]);
        }
        for (auto& [ticks, microtasks] : open) {
            close(ticks, FindingKind::ticks_starve);
            close(microtasks, FindingKind::microtasks_starve);
        }
    }

    void starved(FindingKind kind, std::uint32_t first, std::uint32_t last, std::int64_t count) {
        const TaskRun& from = history_.runs()[first];
        const TaskRun& to = history_.runs()[last];
        const Duration time = ended(to) - started(from);
        const bool is_long = time >= starving_time_min;
        if (!is_long && count < starving_jobs_many) return;
        const auto known = found_.find({kind, history_.task(to).place.value});
        const bool is_worst = known == found_.end() || known->second.size < time;
        const std::string waiting =
            is_worst || !is_long ? who_waits(from.lane, to.started) : std::string{};
        if (!is_long && waiting.empty()) return;
        add(kind, history_.task(to).place, to.task, started(from), time,
            Words{.task = name(feeder(first, last)), .waiting = waiting, .n = count, .time = time});
    }

    /// Of the jobs in a row what stands in most of them.
    [[nodiscard]] TaskId feeder(std::uint32_t first, std::uint32_t last) const {
        std::map<std::uint32_t, std::pair<std::int64_t, TaskId>> by_place;
        TaskId most;
        std::int64_t most_count = 0;
        for (std::uint32_t i = first; i <= last; ++i) {
            const TaskRun& run = history_.runs()[i];
            if (run.lane != history_.runs()[first].lane || history_.facts(run.task).is_internal ||
                trace_.names.text(history_.task(run).name).empty())
                continue;
            auto& [count, task] = by_place[history_.task(run).place.value];
            task = run.task;
            if (++count > most_count) {
                most_count = count;
                most = task;
            }
        }
        return most_count > 0 ? most : history_.runs()[last].task;
    }

    /// ", while setTimeout (line 3) waits": a callback of the loop that could run at this event.
    [[nodiscard]] std::string who_waits(std::uint16_t lane, std::uint32_t event) const {
        const Instant now = history_.at(event);
        for (std::uint32_t i = 0; i < trace_.tasks.size(); ++i) {
            const TaskFacts& facts = history_.facts(TaskId{i});
            const Task& task = trace_.tasks[i];
            if (task.lane != lane || facts.made >= event) continue;
            if (facts.first_run != history_none &&
                history_.runs()[facts.first_run].started <= event)
                continue;
            const bool is_timer = task.kind == TaskKind::timer || task.kind == TaskKind::interval;
            const bool is_due = is_timer && facts.armed > 0 && facts.due <= now;
            const bool is_completed = facts.completed != history_none && facts.completed < event;
            if (!is_due && !is_completed && task.kind != TaskKind::immediate) continue;
            if (where(facts) == Where::cancelled) continue;
            return fmt::format(", while {} waits", name(TaskId{i}));
        }
        return {};
    }

    /// Where a task was last.
    [[nodiscard]] Where where(const TaskFacts& facts) const {
        if (facts.last_move == history_none) return Where::done;
        return static_cast<Where>(trace_.events[facts.last_move].detail);
    }

    void blocked() {
        const std::vector<TaskRun>& runs = history_.runs();
        for (std::uint32_t i = 0; i < runs.size(); ++i) {
            const TaskRun& run = runs[i];
            const Duration time = ended(run) - started(run);
            if (time < blocked_min) continue;
            TaskId longest;
            Duration wait{};
            for (std::uint32_t j = i + 1; j < runs.size() && j < i + 512; ++j) {
                if (runs[j].lane != run.lane) continue;
                // What this callback itself made did not wait for anything else, unless it was due or done meanwhile.
                if (history_.facts(runs[j].task).made > run.started &&
                    runs[j].from != Where::timers && runs[j].from != Where::completed)
                    continue;
                const Duration its =
                    ended(run) - std::max(started(run), history_.runnable(runs[j]));
                if (its <= wait) continue;
                wait = its;
                longest = runs[j].task;
            }
            if (wait < blocked_wait_min) continue;
            add(FindingKind::loop_blocked, history_.task(run).place, run.task, started(run), time,
                Words{.task = name(run.task), .other = name(longest), .time = time, .wait = wait});
        }
    }

    [[nodiscard]] std::vector<Trip> trips() const {
        std::vector<Trip> list;
        std::vector<std::uint32_t> open(trace_.tasks.size(), history_none);
        for (const TraceEvent& event : trace_.events) {
            if (event.kind != EventKind::moved) continue;
            const auto where = static_cast<Where>(event.detail);
            std::uint32_t& mine = open[event.task.index()];
            if (where == Where::pool_queue) {
                mine = static_cast<std::uint32_t>(list.size());
                list.push_back(Trip{.task = event.task, .queued = event.at});
            } else if (mine != history_none && where == Where::worker) {
                list[mine].begun = event.at;
            } else if (mine != history_none && where == Where::completed) {
                list[mine].done = event.at;
            }
        }
        return list;
    }

    void pool() {
        const std::vector<Trip> all = trips();
        // Work in many trips waits a little before each.
        std::map<std::uint32_t, Duration> waited;
        for (const Trip& trip : all) {
            if (trip.begun.ns >= 0) waited[trip.task.value] += trip.begun - trip.queued;
        }
        // The longest wait of each place; who held the threads is only asked for that.
        std::map<std::pair<std::uint32_t, bool>, std::pair<const Trip*, std::int64_t>> worst;
        for (const Trip& trip : all) {
            if (trip.begun.ns < 0 || trip.begun == trip.queued) continue;
            if (trip.begun - trip.queued < pool_wait_min &&
                waited[trip.task.value] < pool_waits_min)
                continue;
            const bool is_slow = history_.facts(trip.task).is_slow;
            auto& [longest, count] = worst[{history_.task(trip.task).place.value, is_slow}];
            ++count;
            if (longest == nullptr || longest->begun - longest->queued < trip.begun - trip.queued)
                longest = &trip;
        }
        for (const auto& [key, row] : worst)
            waited_for_pool(*row.first, waited[row.first->task.value], row.second, all);
    }

    void waited_for_pool(const Trip& trip, Duration wait, std::int64_t count,
                         const std::vector<Trip>& all) {
        const Task& task = history_.task(trip.task);
        const std::int64_t threads = pool_threads(trace_, trace_.lanes[task.lane].process);
        // Those who held the threads when half of its longest wait was over.
        const Instant then = trip.queued + (trip.begun - trip.queued) / 2;
        std::map<std::string, std::int64_t> holders;
        std::int64_t busy = 0;
        for (const Trip& other : all) {
            if (other.begun.ns < 0 || other.begun > then || other.done <= then) continue;
            if (trace_.lanes[history_.task(other.task).lane].process !=
                trace_.lanes[task.lane].process)
                continue;
            ++busy;
            ++holders[name(other.task)];
        }
        if (busy == 0) return;
        const bool is_capped = history_.facts(trip.task).is_slow && busy < threads;
        // A thread that is free and still has no core is none that the pool lacks.
        if (!is_capped && busy < threads) return;
        const FindingKind kind =
            is_capped ? FindingKind::lookups_capped : FindingKind::pool_exhausted;
        add(kind, task.place, trip.task, trip.queued, wait,
            Words{.task = name(trip.task),
                  .other = list_of(holders),
                  .reason = busy == 1 ? "the only one was" : fmt::format("all {} were", busy),
                  .n = busy,
                  .threads = threads,
                  .wait = wait});
        found_[{kind, task.place.value}].count = count;
    }

    [[nodiscard]] static std::string list_of(const std::map<std::string, std::int64_t>& names) {
        std::string text;
        std::size_t shown = 0;
        for (const auto& [name, count] : names) {
            if (shown == 3) return text.append(" and others");
            if (shown++ > 0) text.append(", ");
            text.append(count > 1 ? fmt::format("{} \u00d7 {}", count, name) : name);
        }
        return text;
    }

    /// Awaits of one place, each made by what went on after the one before, that waited for something slow.
    void awaits() {
        const std::vector<TaskRun>& runs = history_.runs();
        struct Row {
            std::int64_t count = 0;
            Duration time{};
            std::uint32_t last = history_none;
            TaskId task;
            Instant at;
        };
        std::map<std::uint32_t, Row> by_place;
        for (std::uint32_t i = 0; i < runs.size(); ++i) {
            const TaskRun& run = runs[i];
            const Task& task = history_.task(run);
            if (!task.place || trace_.names.text(task.name) != "await") continue;
            Row& row = by_place[task.place.value];
            const TaskFacts& facts = history_.facts(run.task);
            const Duration time = started(run) - history_.at(facts.made);
            const bool has_waited = waits_for_work(i, facts.maker);
            if (!has_waited || !follows(facts.maker, row.last)) {
                if (row.count < awaits_in_loop_min) row = Row{};
                if (!has_waited || row.count >= awaits_in_loop_min) continue;
                row.at = started(run);
            }
            ++row.count;
            row.time += time;
            row.last = i;
            row.task = run.task;
        }
        const std::set<std::uint32_t> chained = chained_awaits();
        for (const auto& [id, row] : by_place) {
            if (row.count < awaits_in_loop_min || chained.contains(id)) continue;
            add(FindingKind::await_in_loop, PlaceId{id}, row.task, row.at, row.time,
                Words{.place = place(PlaceId{id}), .n = row.count, .time = row.time});
        }
    }

    /// Places at which each call needs what came of the one before, as far as the source was at hand.
    [[nodiscard]] std::set<std::uint32_t> chained_awaits() const {
        std::set<std::uint32_t> places;
        for (const TraceEvent& event : trace_.events) {
            if (event.kind == EventKind::note &&
                static_cast<NoteKind>(event.detail) == NoteKind::await_chained)
                places.insert(event.b);
        }
        return places;
    }

    /// Whether the run at `maker` is that at `last`, or went on from there by other awaits, as the rest of a loop's body.
    [[nodiscard]] bool follows(std::uint32_t maker, std::uint32_t last) const {
        for (int i = 0; i < 8 && maker != history_none && last != history_none; ++i) {
            if (maker == last) return true;
            const TaskRun& run = history_.runs()[maker];
            if (trace_.names.text(history_.task(run).name) != "await") return false;
            maker = history_.facts(run.task).maker;
        }
        return false;
    }

    /// The callback of the loop in whose drain a run is: the last one before it.
    [[nodiscard]] std::uint32_t root_of(std::uint32_t at) const {
        constexpr int jobs_max = 4096;  // of one drain
        if (at == history_none) return at;
        const std::uint16_t lane = history_.runs()[at].lane;
        for (int i = 0; i < jobs_max; ++i) {
            const TaskRun& run = history_.runs()[at];
            const bool is_job =
                history_.is_microtask(run) || history_.task(run).kind == TaskKind::tick;
            if (run.lane == lane && !is_job) return at;
            if (at-- == 0) break;
        }
        return history_none;
    }

    /// Whether the await that goes on at `run`, made at `maker`, waited for something that is done elsewhere. A pause by a timer or
    /// an immediate is meant to be one after the other.
    [[nodiscard]] bool waits_for_work(std::uint32_t run, std::uint32_t maker) const {
        const std::uint32_t root = root_of(run);
        if (root == history_none || root == root_of(maker)) return false;
        const TaskKind kind = history_.task(history_.runs()[root]).kind;
        return kind == TaskKind::pool_job || kind == TaskKind::io || kind == TaskKind::station ||
               kind == TaskKind::message;
    }

    void notes() {
        for (const TraceEvent& event : trace_.events) {
            if (event.kind != EventKind::note) continue;
            const PlaceId where{event.b};
            switch (static_cast<NoteKind>(event.detail)) {
                case NoteKind::unused_promise: unused(event, where); break;
                case NoteKind::settled_again:
                    add(FindingKind::settled_twice, where, event.task, event.at, {},
                        Words{.place = place(where)});
                    break;
                case NoteKind::rejected: {
                    const std::string_view reason = trace_.names.text(NameId{event.a});
                    add(FindingKind::rejection_unhandled, where, event.task, event.at, {},
                        Words{.task = name(event.task),
                              .reason =
                                  reason.empty() ? std::string{} : fmt::format(" ({})", reason)});
                    break;
                }
                case NoteKind::write_past_mark:
                    add(FindingKind::backpressure_ignored, where, event.task, event.at, {},
                        Words{.place = place(where)});
                    break;
                case NoteKind::function:
                case NoteKind::internal:
                case NoteKind::await_chained:
                case NoteKind::timer_armed:
                case NoteKind::refreshed:
                case NoteKind::unreferenced:
                case NoteKind::module_script:
                case NoteKind::slow_work:
                case NoteKind::ready:
                case NoteKind::emitted: break;
            }
        }
    }

    void unused(const TraceEvent& event, PlaceId where) {
        if (!event.task) return;
        const TaskFacts& facts = history_.facts(event.task);
        if (facts.first_run == history_none) return;
        const Duration time = event.at - ended(history_.runs()[facts.first_run]);
        const bool is_await = trace_.names.text(history_.task(event.task).name) == "await";
        const auto by = static_cast<DroppedBy>(event.a);
        if (facts.first_place == Where::promise && !is_await && by != DroppedBy::end_of_chain) {
            add(FindingKind::return_missing, where, event.task, event.at, time,
                Words{.task = name(event.task), .place = place(where), .time = time});
        } else if (by != DroppedBy::callback || is_callback(history_.task(event.task).kind)) {
            add(FindingKind::promise_floating, where, event.task, event.at, time,
                Words{.place = place(where), .time = time});
        }
    }

    /// Only if the process came to its end by itself: otherwise something might still have settled it.
    void dead_promises() {
        if (trace_.ending.kind != EndKind::done && trace_.ending.kind != EndKind::unsettled) return;
        std::vector<bool> was_promise(trace_.tasks.size());
        for (const TraceEvent& event : trace_.events) {
            if (event.kind != EventKind::moved) continue;
            const auto where = static_cast<Where>(event.detail);
            if (where == Where::promise) was_promise[event.task.index()] = true;
            else if (where != Where::cancelled) was_promise[event.task.index()] = false;
        }
        for (std::uint32_t i = 0; i < trace_.tasks.size(); ++i) {
            if (!was_promise[i] || trace_.names.text(trace_.tasks[i].name).empty() ||
                history_.facts(TaskId{i}).is_internal)
                continue;
            add(FindingKind::promise_dead, trace_.tasks[i].place, TaskId{i},
                history_.at(history_.facts(TaskId{i}).made), {}, Words{.task = name(TaskId{i})});
        }
    }

    void intervals() {
        struct Row {
            Instant first;
            Instant last;
            std::int64_t calls = 0;
            Duration longest{};
            TaskId task;
            TaskId holder;  // of the loop, for the longest time that a call was due
            Duration held{};
        };
        std::map<std::uint32_t, Row> by_place;
        for (const TaskRun& run : history_.runs()) {
            const Task& task = history_.task(run);
            if (task.kind != TaskKind::interval || !task.place) continue;
            Row& row = by_place[task.place.value];
            if (row.calls == 0)
                row = Row{.first = started(run),
                          .last = started(run),
                          .calls = 0,
                          .longest = {},
                          .task = run.task,
                          .holder = {},
                          .held = {}};
            row.last = started(run);
            ++row.calls;
            row.longest = std::max(row.longest, ended(run) - started(run));
            const std::uint32_t before = longest_before(run);
            if (before == history_none) continue;
            const TaskRun& holder = history_.runs()[before];
            const Duration held = ended(holder) - started(holder);
            if (held <= row.held) continue;
            row.held = held;
            row.holder = holder.task;
        }
        for (const auto& [id, row] : by_place) {
            if (row.calls < interval_calls_min) continue;
            const Duration period = milliseconds(history_.facts(row.task).duration_ms);
            const Duration mean = (row.last - row.first) / (row.calls - 1);
            const Duration late = mean - period;
            const bool is_long = late >= interval_late_min || row.longest >= period;
            if (period.ns == 0 || !is_long || late * 10 < period) continue;
            add(FindingKind::interval_drifts, PlaceId{id}, row.task, row.first, late,
                Words{.task = name(row.task),
                      .reason = row.longest >= row.held
                                    ? fmt::format("the longest call took {}",
                                                  format_duration(row.longest))
                                    : fmt::format("{} held the loop for {}", name(row.holder),
                                                  format_duration(row.held)),
                      .n = history_.facts(row.task).duration_ms,
                      .time = mean});
        }
    }

    /// Of the runs before one that ended when it could have started the longest.
    [[nodiscard]] std::uint32_t longest_before(const TaskRun& run) const {
        constexpr int runs_max = 64;
        const Instant since = history_.runnable(run);
        std::uint32_t longest = history_none;
        Duration size{};
        std::uint32_t at = run.previous;
        for (int i = 0; i < runs_max && at != history_none; ++i) {
            const TaskRun& other = history_.runs()[at];
            if (ended(other) <= since) break;
            if (ended(other) - started(other) > size) {
                size = ended(other) - started(other);
                longest = at;
            }
            at = other.previous;
        }
        return longest;
    }

    void dropped() {
        if (trace_.ending.kind != EndKind::done) return;
        for (std::uint32_t i = 0; i < trace_.tasks.size(); ++i) {
            const TaskFacts& facts = history_.facts(TaskId{i});
            if (!facts.is_unreferenced || facts.first_run != history_none) continue;
            // Of AbortSignal.timeout: Node's own, that outlives what it is a limit for (R2.14).
            if (trace_.names.text(trace_.tasks[i].name) == "timeout") continue;
            const Where last = where(facts);
            if (last != Where::timers && last != Where::immediate_queue) continue;
            add(FindingKind::unreferenced_dropped, trace_.tasks[i].place, TaskId{i},
                trace_.statistics.end, {}, Words{.task = name(TaskId{i})});
        }
    }

    const History& history_;
    const Trace& trace_;
    std::map<std::pair<FindingKind, std::uint32_t>, Finding> found_;
    std::vector<Finding> all_;
};

}  // namespace

std::vector<Finding> diagnose(const History& history) { return Diagnosis{history}.take(); }

}  // namespace sim
