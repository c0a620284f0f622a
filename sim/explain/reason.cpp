// A decision per kind of task: the facts of a run (who queued it, in whose drain it is, what ran before it in the same
// phase) choose the row of the table. What it overtook are the runs after it on its loop that could have started
// before it could.
#include "sim/explain/reason.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace sim {

namespace {

/// So many runs after one are looked at for what it overtook: enough for a page, and linear in all.
constexpr std::uint32_t look_ahead = 512;
constexpr std::size_t named_max = 3;
/// Work that waited less for a thread was only handed over.
constexpr Duration wait_min = microseconds(200);
constexpr Duration late_min = milliseconds(1);

class Finder {
public:
    Finder(const History& history, std::uint32_t run)
        : history_(history), run_(history.runs()[run]), number_(run) {}

    Reason find(bool goes_on) {
        reason_.task = run_.task;
        reason_.cause = history_.task(run_).cause;
        if (has(run_.base)) reason_.within = at(run_.base).task;
        reason_.made = history_.at(facts().made);
        reason_.runnable = history_.runnable(run_);
        reason_.ran = history_.at(run_.started);
        reason_.iteration = run_.iteration;
        reason_.phase = run_.phase;
        if (run_.from == Where::microtask_queue && facts().first_place == Where::promise &&
            has(run_.queuer) && has(releaser()))
            reason_.released_by = at(releaser()).task;
        reason_.kind = goes_on ? kind_of_going_on() : kind_of_start();
        if (!goes_on) find_overtaken();
        const ReasonRow& row = reason_rows()[static_cast<std::size_t>(reason_.kind)];
        reason_.rule = row.rule;
        reason_.origin = origin();
        reason_.why = filled(row.words);
        reason_.ahead = ahead();
        return std::move(reason_);
    }

private:
    [[nodiscard]] static bool has(std::uint32_t run) { return run != history_none; }
    [[nodiscard]] const TaskRun& at(std::uint32_t run) const { return history_.runs()[run]; }
    [[nodiscard]] const TaskFacts& facts() const { return history_.facts(run_.task); }
    [[nodiscard]] const Task& row(const TaskRun& run) const { return history_.task(run); }
    [[nodiscard]] TaskKind kind(const TaskRun& run) const { return history_.task(run).kind; }

    /// The run that settled the promise; none if Node's own jobs lose its track. Of a completion they do not: no job
    /// had been left when it began, so that all in its drain comes from it.
    [[nodiscard]] std::uint32_t releaser() const {
        const std::uint32_t first = beyond_internal(run_.queuer);
        if (!is_job_of_node(first)) return first;
        const bool is_completion = has(run_.base) && kind(at(run_.base)) == TaskKind::pool_job;
        return is_completion ? run_.base : history_none;
    }

    [[nodiscard]] bool is_job_of_node(std::uint32_t run) const {
        return history_.is_microtask(at(run)) && history_.facts(at(run).task).is_internal;
    }

    /// The run that set off a row of Node's own microtasks; the run itself if it is none of these.
    [[nodiscard]] std::uint32_t beyond_internal(std::uint32_t run) const {
        while (is_job_of_node(run) && has(at(run).queuer)) run = at(run).queuer;
        return run;
    }

    [[nodiscard]] ReasonKind kind_of_going_on() const {
        return row(run_).kind == TaskKind::script && run_.lane == 0 ? ReasonKind::script_goes_on
                                                                    : ReasonKind::goes_on;
    }

    ReasonKind kind_of_start() {
        if (run_.from == Where::microtask_queue) return microtask();
        switch (kind(run_)) {
            case TaskKind::script: return script();
            case TaskKind::timer:
            case TaskKind::interval: return timer();
            case TaskKind::immediate: return immediate();
            case TaskKind::tick: return tick();
            case TaskKind::microtask: return microtask();
            case TaskKind::pool_job: return pool_job();
            case TaskKind::io: return io();
            case TaskKind::pending: return ReasonKind::pending;
            case TaskKind::close: return ReasonKind::handle_closed;
            case TaskKind::signal: return ReasonKind::signal;
            case TaskKind::message: return ReasonKind::message;
            case TaskKind::process_event: return process_event();
            case TaskKind::station: since_ = reason_.runnable; return ReasonKind::station;
            case TaskKind::request: return ReasonKind::request;
        }
        return ReasonKind::descriptor;
    }

    [[nodiscard]] ReasonKind script() const {
        if (run_.lane != 0) return ReasonKind::worker_script;
        return facts().is_module ? ReasonKind::module_script : ReasonKind::script;
    }

    /// A job whose drain is not that of the callback which queued it, since something threw.
    std::optional<ReasonKind> left_behind(const TaskRun& queuer) {
        if (queuer.base == run_.base || !has(queuer.base)) return std::nullopt;
        for (std::uint32_t i = run_.previous; has(i) && i >= queuer.base; i = at(i).previous) {
            if (!has(at(i).thrower)) continue;
            const TaskRun& thrower = at(at(i).thrower);
            other_ = thrower.task;
            if (history_.is_tick(thrower)) return ReasonKind::after_tick_threw;
            if (kind(thrower) == TaskKind::immediate) return ReasonKind::after_immediate_threw;
            if (is_timer(thrower)) return ReasonKind::after_timer_threw;
            break;
        }
        return std::nullopt;
    }

    ReasonKind tick() {
        if (!has(run_.queuer)) {
            return has(run_.base) && at(run_.base).task != run_.task
                       ? ReasonKind::tick_after_callback
                       : ReasonKind::tick_event;
        }
        const TaskRun& queuer = at(run_.queuer);
        by_ = queuer.task;
        if (const auto left = left_behind(queuer)) return *left;
        if (is_drain_event(run_.queuer)) return ReasonKind::tick_after_event;
        if (has(run_.thrower) && run_.thrower > run_.queuer && history_.is_tick(at(run_.thrower)) &&
            run_.queued < at(run_.thrower).ended) {
            other_ = at(run_.thrower).task;
            return ReasonKind::after_tick_threw;
        }
        if (queuer.base != run_.base) return ReasonKind::tick_after_scope;
        if (history_.is_tick(queuer)) return ReasonKind::tick_from_tick;
        if (history_.is_microtask(queuer)) return ReasonKind::tick_from_microtask;
        if (kind(queuer) != TaskKind::script) return ReasonKind::tick_after_callback;
        return history_.is_module(queuer) ? ReasonKind::tick_after_module
                                          : ReasonKind::tick_after_script;
    }

    /// A listener of an event of the process that is emitted while jobs drain.
    [[nodiscard]] bool is_drain_event(std::uint32_t run) const {
        return kind(at(run)) == TaskKind::process_event && !history_.is_base(run);
    }

    ReasonKind microtask() {
        if (!has(run_.queuer)) return ReasonKind::microtask_hops;
        const TaskRun& queuer = at(run_.queuer);
        by_ = queuer.task;
        if (const auto left = left_behind(queuer)) return *left;
        // Ticks that ran since it was queued, in the same drain.
        for (std::uint32_t i = run_.previous; has(i) && i >= run_.queuer; i = at(i).previous) {
            if (history_.is_microtask(at(i))) continue;
            if (!history_.is_tick(at(i))) break;
            if (history_.facts(at(i).task).is_internal) continue;
            other_ = at(i).task;
            return ReasonKind::microtask_after_ticks;
        }
        if (is_drain_event(run_.queuer)) return ReasonKind::microtask_after_event;
        if (queuer.base != run_.base) return ReasonKind::microtask_after_emitted;
        if (is_job_of_node(run_.queuer)) return ReasonKind::microtask_hops;
        if (history_.is_microtask(queuer)) return ReasonKind::microtask_in_turn;
        const TaskKind from = kind(queuer);
        if (from == TaskKind::script)
            return history_.is_module(queuer) ? ReasonKind::microtask_after_module
                                              : ReasonKind::microtask_after_script;
        if (from == TaskKind::pool_job && facts().first_place == Where::promise)
            return ReasonKind::microtask_after_pool;
        if ((from == TaskKind::timer || from == TaskKind::immediate) && row(queuer).name.is_none())
            return ReasonKind::microtask_after_promise_timer;
        return ReasonKind::microtask_at_once;
    }

    /// The callback that the loop made before this one.
    [[nodiscard]] const TaskRun* callback_before() const {
        for (std::uint32_t i = run_.previous; has(i); i = at(i).previous) {
            if (history_.is_base(i)) return &at(i);
        }
        return nullptr;
    }

    [[nodiscard]] bool is_same_pass(const TaskRun* before) const {
        return before != nullptr && before->phase_event == run_.phase_event &&
               before->phase == run_.phase;
    }

    ReasonKind timer() {
        n_ = facts().duration_ms;
        const TaskRun* before = callback_before();
        const bool is_interval = kind(run_) == TaskKind::interval;
        if (before != nullptr) previous_ = before->task;
        if (is_same_pass(before) && threw(*before)) return ReasonKind::timer_after_throw;
        if (facts().armed == 0) return is_interval ? ReasonKind::interval : ReasonKind::timer_due;
        if (facts().is_refreshed) return ReasonKind::timer_refreshed;
        if (is_same_pass(before) && is_timer(*before)) {
            const TaskFacts& earlier = history_.facts(before->task);
            if (earlier.armed > 0 && earlier.duration_ms == n_) {
                if (const TaskRun* waits = waiting_list()) {
                    other_ = waits->task;
                    return ReasonKind::timer_list_first;
                }
                return ReasonKind::timer_same_list;
            }
            if (earlier.armed > 0 && earlier.due > facts().due)
                return ReasonKind::timer_list_waited;
            if (earlier.due < facts().due) return ReasonKind::timer_list_due;
            if (earlier.due == facts().due) return ReasonKind::timer_list_tie;
        }
        // Armed again by its own call, not by setInterval.
        if (is_interval && (!has(facts().maker) || kind(at(facts().maker)) == TaskKind::interval))
            return ReasonKind::interval;
        const Duration late = reason_.ran - facts().due;
        if (has(run_.woken)) return ReasonKind::timer_slept;
        if (!run_.has_polled) {
            span_ = late;
            const bool is_close = late < late_min && waits_with(TaskKind::immediate);
            return is_close ? ReasonKind::timer_won_race : ReasonKind::timer_first;
        }
        if (late >= late_min && before != nullptr && before->started > run_.queued) {
            span_ = late;
            other_ = ran_at(facts().due).value_or(before->task);
            return ReasonKind::timer_late;
        }
        if (n_ == 1 && has(facts().maker) && has(at(facts().maker).base) &&
            is_timer(at(at(facts().maker).base)))
            return ReasonKind::timer_next_pass;
        return ReasonKind::timer_due;
    }

    /// The callback, not a job after it, threw, and remembers it in `other_`.
    [[nodiscard]] bool threw(const TaskRun& before) {
        if (!has(at(run_.previous).thrower) && !has(run_.thrower)) return false;
        for (std::uint32_t i = number_ + 1; i-- > 0;) {
            if (at(i).started <= before.started) break;
            if (at(i).lane != run_.lane || !has(at(i).thrower)) continue;
            if (at(at(i).thrower).started != before.started) continue;
            other_ = before.task;
            return true;
        }
        return false;
    }

    [[nodiscard]] bool is_timer(const TaskRun& run) const {
        return kind(run) == TaskKind::timer || kind(run) == TaskKind::interval;
    }

    /// A timer of another duration that was due before this one and comes later in the same pass.
    [[nodiscard]] const TaskRun* waiting_list() const {
        for (std::uint32_t i = number_ + 1; i < end(); ++i) {
            const TaskRun& later = at(i);
            if (later.lane != run_.lane || !history_.is_base(i)) continue;
            if (later.phase_event != run_.phase_event || !is_timer(later)) return nullptr;
            const TaskFacts& its = history_.facts(later.task);
            if (its.duration_ms != n_ && its.due < facts().due && later.queued < run_.started)
                return &later;
        }
        return nullptr;
    }

    /// What the loop ran at this instant, not long before this run.
    [[nodiscard]] std::optional<TaskId> ran_at(Instant when) const {
        for (std::uint32_t i = run_.previous; has(i) && i + look_ahead > number_;
             i = at(i).previous) {
            if (history_.at(at(i).started) > when) continue;
            if (!has(at(i).ended) || history_.at(at(i).ended) < when) return std::nullopt;
            return at(i).task;
        }
        return std::nullopt;
    }

    [[nodiscard]] bool waits_with(TaskKind wanted) const {
        for (std::uint32_t i = number_ + 1; i < end(); ++i) {
            if (at(i).lane == run_.lane && kind(at(i)) == wanted && at(i).queued < run_.started)
                return true;
        }
        return false;
    }

    ReasonKind immediate() {
        const TaskRun* before = callback_before();
        if (is_same_pass(before) && kind(*before) == TaskKind::immediate &&
            before->started > run_.queued)
            return threw(*before) ? ReasonKind::immediate_after_throw
                                  : ReasonKind::immediate_in_order;
        if (has(run_.woken) && facts().is_unreferenced) return ReasonKind::immediate_unreferenced;
        if (!has(run_.queuer) || !has(at(run_.queuer).base)) return ReasonKind::immediate;
        const TaskRun& set_in = at(at(run_.queuer).base);
        const bool is_script = kind(set_in) == TaskKind::script;
        if (is_script || kind(set_in) == TaskKind::immediate) {
            if (const TaskRun* timer = timer_in_race(set_in)) {
                other_ = timer->task;
                n_ = history_.facts(timer->task).duration_ms;
                span_ = history_.facts(timer->task).due - looked_at_timers();
                return ReasonKind::immediate_won_race;
            }
        }
        if (is_script) return ReasonKind::immediate_first;
        switch (set_in.phase) {
            case Phase::poll:
            case Phase::pending:
            case Phase::idle_prepare: return ReasonKind::immediate_after_poll;
            case Phase::timers: return ReasonKind::immediate_after_timer;
            case Phase::check: return ReasonKind::immediate_next_iteration;
            case Phase::close:
            case Phase::outside: break;
        }
        return ReasonKind::immediate;
    }

    /// A timer of a millisecond that was set beside the immediate and was not due when the loop passed its timers.
    [[nodiscard]] const TaskRun* timer_in_race(const TaskRun& set_in) const {
        for (std::uint32_t i = number_ + 1; i < end(); ++i) {
            const TaskRun& later = at(i);
            if (later.lane != run_.lane || !is_timer(later)) continue;
            const TaskFacts& its = history_.facts(later.task);
            if (its.armed != 1 || its.duration_ms > 1 || later.queued > run_.started) continue;
            if (has(its.maker) && at(its.maker).base == set_in.base && looked_at_timers() < its.due)
                return &later;
        }
        return nullptr;
    }

    /// When the loop was last in its timers phase before this run.
    [[nodiscard]] Instant looked_at_timers() const {
        const Column<TraceEvent>& events = history_.trace().events;
        for (std::uint32_t i = run_.started; i > 0; --i) {
            const TraceEvent& event = events[i - 1];
            if (event.lane == run_.lane && event.kind == EventKind::phase &&
                static_cast<Phase>(event.detail) == Phase::timers)
                return event.at;
        }
        return {};
    }

    ReasonKind pool_job() {
        const TaskRun* before = callback_before();
        if (before != nullptr) previous_ = before->task;
        since_ = reason_.runnable;
        n_ = facts().trips;
        if (is_passage(run_)) return ReasonKind::pool_passage;
        const bool is_held_back = facts().is_slow && facts().pool_capped > facts().pool_full;
        const Duration cause = is_held_back ? facts().pool_capped : facts().pool_full;
        span_ = facts().pool_queue;
        if (cause >= wait_min)
            return is_held_back ? ReasonKind::pool_slow : ReasonKind::pool_queued;
        if (is_same_pass(before) && kind(*before) == TaskKind::pool_job &&
            before->started > run_.queued)
            return ReasonKind::pool_list;
        return facts().trips > 1 ? ReasonKind::pool_trips : ReasonKind::pool_done;
    }

    ReasonKind io() {
        const std::string_view event = history_.trace().names.text(facts().event);
        if (has(facts().ready)) since_ = history_.at(facts().ready);
        if (run_.phase == Phase::close) return ReasonKind::handle_closed;
        if (run_.phase == Phase::pending) return ReasonKind::pending;
        if (event == "connection") return ReasonKind::connection;
        if (event == "connect") return ReasonKind::connected;
        if (event == "request") return ReasonKind::request;
        if (event == "data") return data();
        if (event == "end") return ReasonKind::ended;
        if (event == "message") return message();
        if (event == "online" || event == "exit of worker") return ReasonKind::worker_event;
        if (event == "exit" && run_.phase == Phase::poll) return ReasonKind::child_exit;
        if (history_.is_tick(run_)) return ReasonKind::tick_event;
        return ReasonKind::descriptor;
    }

    [[nodiscard]] ReasonKind data() {
        const TaskRun* before = callback_before();
        if (!is_same_pass(before) || kind(*before) != TaskKind::io) return ReasonKind::data;
        const std::uint32_t ready = history_.facts(before->task).ready;
        if (!has(ready) || !has(facts().ready) || ready >= facts().ready) return ReasonKind::data;
        previous_ = before->task;
        return ReasonKind::data_in_order;
    }

    [[nodiscard]] ReasonKind message() const {
        const TaskRun* before = callback_before();
        const bool follows = is_same_pass(before) && kind(*before) == TaskKind::pool_job;
        return follows ? ReasonKind::message_after_pool : ReasonKind::message;
    }

    ReasonKind process_event() {
        const std::string_view name = history_.trace().names.text(row(run_).name);
        if (name == "uncaughtException") {
            if (!has(run_.previous)) return ReasonKind::uncaught_exception;
            const TaskRun& thrower = at(has(run_.thrower) ? run_.thrower : run_.previous);
            other_ = thrower.task;
            if (history_.is_microtask(thrower)) return ReasonKind::uncaught_in_microtask;
            if (history_.is_tick(thrower)) return ReasonKind::uncaught_in_tick;
            if (is_timer(thrower)) return ReasonKind::uncaught_in_timer;
            return kind(thrower) == TaskKind::immediate ? ReasonKind::uncaught_in_immediate
                                                        : ReasonKind::uncaught_exception;
        }
        if (name == "unhandledRejection" || name == "rejectionHandled")
            return ReasonKind::unhandled_rejection;
        if (name == "warning") return ReasonKind::warning;
        if (name.starts_with("SIG")) return ReasonKind::signal;
        const EndKind ending = history_.trace().ending.kind;
        if (name == "exit" && ending == EndKind::exception) return ReasonKind::exit_after_error;
        if (name == "exit" && ending == EndKind::exit_called) return ReasonKind::exit_called;
        return ReasonKind::exit_event;
    }

    [[nodiscard]] std::uint32_t end() const {
        return static_cast<std::uint32_t>(
            std::min<std::size_t>(history_.runs().size(), std::size_t{number_} + look_ahead));
    }

    /// Only hands the next trip of a call to the pool.
    [[nodiscard]] bool is_passage(const TaskRun& run) const {
        return has(run.ended) &&
               static_cast<Where>(history_.trace().events[run.ended].detail) == Where::pool_queue;
    }

    void find_overtaken() {
        // What is emitted from a tick or of the process has no place in a queue that the trace shows.
        if (history_.is_emitted(run_) && !has(facts().ready)) return;
        if (history_.is_tick(run_) && kind(run_) == TaskKind::io) return;
        for (std::uint32_t i = number_ + 1; i < end(); ++i) {
            const TaskRun& later = at(i);
            if (later.lane != run_.lane || later.queued > run_.started || later.task == run_.task ||
                history_.facts(later.task).is_internal || is_passage(later))
                continue;
            const Instant its = history_.runnable(later);
            // Timers count in milliseconds: of two that are due in the same one neither is ready first.
            if (its == reason_.runnable && is_timer(run_) && is_timer(later)) continue;
            if (its < reason_.runnable ||
                (its == reason_.runnable && history_.entered(later) < history_.entered(run_)))
                reason_.overtook.push_back(later.task);
        }
    }

    [[nodiscard]] std::string origin() const {
        const Task& task = row(run_);
        if (reason_.kind == ReasonKind::script || reason_.kind == ReasonKind::module_script ||
            reason_.kind == ReasonKind::goes_on || reason_.kind == ReasonKind::script_goes_on)
            return {};
        std::string text = subject(history_, run_.task);
        if (task.kind == TaskKind::script || task.kind == TaskKind::process_event ||
            task.kind == TaskKind::io)
            return text;
        // A promise that was settled already when something came to wait for it released nothing.
        if (reason_.released_by && run_.queuer != facts().maker)
            return fmt::format("{}, released by {}", text, subject(history_, reason_.released_by));
        // Whom Node's own tasks serve is of interest, not they.
        TaskId cause = task.cause;
        while (cause && history_.facts(cause).is_internal) cause = history_.task(cause).cause;
        if (!cause) return text;
        return fmt::format("{}, {} {}", text, verb(task.kind), subject(history_, cause));
    }

    [[nodiscard]] static std::string_view verb(TaskKind kind) {
        switch (kind) {
            case TaskKind::tick:
            case TaskKind::microtask: return "queued by";
            case TaskKind::timer:
            case TaskKind::interval:
            case TaskKind::immediate: return "set by";
            case TaskKind::pool_job:
            case TaskKind::station: return "started by";
            case TaskKind::script:
            case TaskKind::io:
            case TaskKind::pending:
            case TaskKind::close:
            case TaskKind::signal:
            case TaskKind::message:
            case TaskKind::process_event:
            case TaskKind::request: break;
        }
        return "caused by";
    }

    [[nodiscard]] std::string filled(std::string_view words) const {
        std::string text;
        while (!words.empty()) {
            const std::size_t open = words.find('{');
            text.append(words.substr(0, open));
            if (open == std::string_view::npos) break;
            const std::size_t close = words.find('}', open);
            text.append(value(words.substr(open + 1, close - open - 1)));
            words.remove_prefix(close + 1);
        }
        return text;
    }

    [[nodiscard]] std::string value(std::string_view hole) const {
        const auto named = [this](TaskId task) {
            if (!task) return std::string{"it"};
            std::string name = subject(history_, task);
            if (task == run_.task || name != subject(history_, run_.task)) return name;
            // Of one place in the program: Node's own steps have the name of the call that they serve.
            const bool is_alike = history_.task(task).kind == row(run_).kind;
            if (!is_alike) return "a callback of " + name;
            return "another " + name.substr(name.starts_with("a ") ? 2 : 0);
        };
        if (hole == "base") return named(reason_.within);
        if (hole == "previous") return named(previous_);
        if (hole == "other") return named(other_);
        if (hole == "by") return named(by_);
        if (hole == "n") return fmt::format("{}", n_);
        if (hole == "span") return format_duration(span_);
        return format_duration(since_ - Instant{});
    }

    [[nodiscard]] std::string ahead() const {
        if (reason_.overtook.empty()) return {};
        // Equal names stand once, with their number.
        std::vector<std::pair<std::string, std::size_t>> names;
        for (const TaskId task : reason_.overtook) {
            std::string name = subject(history_, task);
            const auto known =
                std::ranges::find(names, name, &std::pair<std::string, std::size_t>::first);
            if (known == names.end()) names.emplace_back(std::move(name), 1);
            else ++known->second;
        }
        std::string text = "It comes before ";
        const std::size_t named = std::min(names.size(), named_max);
        for (std::size_t i = 0; i < named; ++i) {
            if (i > 0) text.append(i + 1 == named && named == names.size() ? " and " : ", ");
            text.append(names[i].first);
            if (names[i].second > 1) text.append(fmt::format(" \u00d7 {}", names[i].second));
        }
        if (names.size() > named) text.append(fmt::format(" and {} more", names.size() - named));
        text.append(reason_.overtook.size() == 1 ? ", which was ready first"
                                                 : ", which were ready first");
        return text;
    }

    const History& history_;
    const TaskRun& run_;
    std::uint32_t number_;
    Reason reason_;
    TaskId previous_;
    TaskId other_;
    TaskId by_;
    std::uint32_t n_ = 0;
    Duration span_;
    Instant since_;
};

}  // namespace

Reason because_run(const History& history, std::uint32_t run, bool goes_on) {
    return Finder{history, run}.find(goes_on);
}

Reason because(const History& history, TaskId task) {
    return because_run(history, history.facts(task).first_run, false);
}

Reason because_output(const History& history, std::size_t output) {
    const std::uint32_t run = history.run_of_output(output);
    const bool goes_on = output > 0 && history.run_of_output(output - 1) == run;
    return because_run(history, run, goes_on);
}

std::string Reason::words() const {
    std::string text = origin;
    if (!text.empty()) text.append(": ");
    text.append(fmt::format("{} ({}).", why, rule));
    if (!ahead.empty()) text.append(fmt::format(" {}.", ahead));
    return text;
}

}  // namespace sim
