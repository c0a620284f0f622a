// Exploring in interval time. The clock stands at the least instant that what has happened allows, at a whole
// millisecond where a choice put it there: earlier within a millisecond leaves more open than later, so no other phase
// needs to be looked at. Lateness is spent only where a clock is read and the value decides something: up to the next
// instant at which a timer is due, at which another timer would be due before or after it, or before which something
// outside cannot have happened.
#include "sim/engine/outside.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/engine/machine.hpp"

namespace sim {

namespace {

/// No loop turns faster than this: a millisecond has passed.
constexpr std::int64_t turns_in_ms = 1000;
/// What could have happened before so many timers that ended a sleep, and for so long, happens before the next one: it
/// takes no more than this, or 16 times its least, which is four times what is usual.
constexpr std::int32_t passed_max = 20;
constexpr Duration overdue_after = milliseconds(64);

bool is_timer(Op op) { return op == Op::set_timeout || op == Op::set_interval || op == Op::sleep; }

}  // namespace

Outside::Outside(Machine& machine, Path& path)
    : machine_(machine),
      path_(path),
      choices_(Choices::replayed(path.picks)),
      late_(path.latitude.script) {
    path_.taken.clear();
    for (const Action& action : machine.program.actions) {
        if (is_timer(action.op)) durations_.push_back(coerce_delay(action.n));
        if ((action.flags & flag_host_name) != 0 &&
            (action.op == Op::listen || action.op == Op::connect))
            has_slow_work_ = true;
    }
    durations_.insert(durations_.end(), path.latitude.durations.begin(),
                      path.latitude.durations.end());
    std::sort(durations_.begin(), durations_.end());
    durations_.erase(std::unique(durations_.begin(), durations_.end()), durations_.end());
    for (const ApiSite& site : machine.program.api_sites) {
        if (apis()[site.api].kind == WorkKind::slow_io) has_slow_work_ = true;
    }
    uses_rounds_ =
        std::any_of(machine.program.text_pieces.begin(), machine.program.text_pieces.end(),
                    [](const TextPiece& piece) { return piece.kind == TextPiece::Kind::index; });
}

void Outside::add(const Event& event) {
    pending_.push_back({event, order_++, is_joining_, 0, event.at - machine_.now()});
    if (is_joining_) pending_.back().event.at = event.at - (machine_.now() - polled_at_);
}

void Outside::note_messages() { history_.add(static_cast<std::uint64_t>(Point::messages)); }

void Outside::note_timers(std::int64_t now_ms) {
    ++happenings_;
    history_.add(static_cast<std::uint64_t>(Point::pass));
    note_time(now_ms);
}

/// From here on the run is one path of many.
void Outside::begin_choices() {
    if (!path_.before_choice || path_.taken.size() < path_.stop_at) return;
    const std::function<void(Path&)> stop =
        path_.before_choice;  // which may put another in its place
    stop(path_);
    const std::size_t taken = std::min(path_.taken.size(), path_.picks.size());
    choices_ = Choices::replayed(
        {path_.picks.begin() + static_cast<std::ptrdiff_t>(taken), path_.picks.end()});
}

std::uint32_t Outside::pick(Loop& loop, ChoiceKind kind, std::uint32_t alternatives,
                            std::uint64_t point) {
    if (alternatives == 1) return 0;
    begin_choices();
    const bool is_past_picks = path_.taken.size() >= path_.picks.size();
    const bool wanders = path_.wander != 0 && is_past_picks;
    // Whoever gave the picks knows the states that they lead through.
    const bool is_asked = is_past_picks && !wanders && !path_.before_choice;
    const std::uint64_t key = is_asked ? state(loop, point) : 0;
    const std::uint32_t picked =
        wanders ? step_by_chance(alternatives) : choices_.pick(kind, alternatives);
    path_.taken.push_back({kind, alternatives, picked, key, {}, {}});
    if (path_.knows && is_asked && path_.knows(key)) {
        path_.is_cut = true;
        path_.cut();
    }
    return picked;
}

std::uint32_t Outside::step_by_chance(std::uint32_t alternatives) const {
    Stream stream = Draws{path_.wander, 0}.stream(0, path_.taken.size());
    return static_cast<std::uint32_t>(stream.uniform_below(alternatives));
}

void Outside::describe(std::string point, std::vector<std::string> texts) {
    path_.taken.back().point = std::move(point);
    path_.taken.back().texts = std::move(texts);
}

std::uint32_t Outside::branch(std::uint32_t alternatives) {
    Loop& loop = *machine_.loops.front();
    const std::uint32_t picked =
        pick(loop, ChoiceKind::branch, alternatives, static_cast<std::uint64_t>(Point::branch));
    history_.add(picked);
    if (path_.wants_texts && alternatives > 1) {
        std::vector<std::string> texts;
        for (std::uint32_t i = 0; i < alternatives; ++i)
            texts.push_back(fmt::format("branch {}", i + 1));
        describe("choose", std::move(texts));
    }
    return picked;
}

bool Outside::takes_effect_early() {
    Loop& loop = *machine_.loops.front();
    const std::uint32_t picked =
        pick(loop, ChoiceKind::completion, 2, static_cast<std::uint64_t>(Point::effect));
    history_.add(picked);
    if (path_.wants_texts)
        describe("whether work on the same file that is not done has had its effect",
                 {"not yet", "already"});
    return picked != 0;
}

std::vector<std::size_t> Outside::possible_at(Instant instant) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
        if (pending_[i].event.at <= instant) found.push_back(i);
    }
    std::sort(found.begin(), found.end(), [this](std::size_t a, std::size_t b) {
        const Pending& x = pending_[a];
        const Pending& y = pending_[b];
        return x.event.at != y.event.at ? x.event.at < y.event.at : x.order < y.order;
    });
    std::vector<std::uint64_t> seen;
    std::erase_if(found, [&](std::size_t i) {
        const std::uint64_t signature = signature_of(pending_[i].event);
        const bool is_double = std::find(seen.begin(), seen.end(), signature) != seen.end();
        seen.push_back(signature);
        return is_double;
    });
    return found;
}

/// The main thread is busy, or has to wait for a core, until `target`.
void Outside::pass_busy(Loop& loop, Instant target) {
    if (target <= machine_.now()) return;
    spend(target - machine_.now());
    machine_.advance(loop, target - machine_.now());
}

void Outside::happen(std::size_t index) {
    const Event event = pending_[index].event;
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(index));
    if (static_cast<EventCode>(event.kind) != EventCode::worker_unblocks) {
        // What it changes in the world is not part of the state by itself: the order is.
        history_.add(event.kind);
        history_.add(static_cast<EventCode>(event.kind) == EventCode::resolver_answers
                         ? signature_of(event.a)
                         : std::uint64_t{event.b} << 32 | event.a);
    }
    is_happening_ = true;
    machine_.occur(event);
    is_happening_ = false;
}

void Outside::before_ready(Loop& loop) {
    if (!is_happening_) let_happen(loop, static_cast<std::uint64_t>(Point::ready));
}

/// A trip after which Node only asks for the next one of its call: that it is late can be seen by nobody whom a late last
/// trip would not show the same. It holds a worker all the while in either case, so this is so until a job has to wait
/// for one; and where descriptors are ready beside it, it would stand before them.
bool Outside::let_step_happen(const Loop& loop) {
    if (path_.latitude.steps_may_wait || path_.wander != 0) return false;
    for (std::size_t i = 0; i < loop.ready().size(); ++i) {
        if (loop.ready()[i].kind != ReadyKind::async) return false;
    }
    const auto is_of_pool = [](const Pending& pending) {
        return static_cast<EventCode>(pending.event.kind) == EventCode::worker_unblocks;
    };
    if (!std::all_of(pending_.begin(), pending_.end(), is_of_pool)) return false;
    const auto has_waiting = [](const auto& pool) { return !pool->waiting().empty(); };
    if (std::ranges::any_of(machine_.pools, has_waiting)) return false;
    const auto job_of = [this](std::size_t i) {
        return machine_.pools[pending_[i].event.a]->job_of(pending_[i].event.b);
    };
    const std::vector<std::size_t> possible = possible_at(machine_.now());
    const auto step = std::ranges::find_if(possible, [&](std::size_t i) {
        return job_of(i) != index_none && machine_.is_step(job_of(i));
    });
    if (step == possible.end()) return false;
    begin_choices();
    has_stepped_ = has_new_step_ = true;
    machine_.jobs[job_of(*step)].is_early_step = true;
    happen(*step);
    return true;
}

/// A program may count the turns of its immediates. One that goes round until something happens does not, in the end.
void Outside::note_check() {
    if (++checks_ <= turns_free) history_.add(static_cast<std::uint64_t>(Point::check));
}

/// What has happened when the loop looks: any of what can have, in any order.
void Outside::let_happen(Loop& loop, std::uint64_t point, bool sleeps_next) {
    while (!machine_.is_stopping()) {
        let_workers_wake();
        if (point != static_cast<std::uint64_t>(Point::ready) && let_step_happen(loop)) continue;
        std::vector<std::size_t> possible = possible_at(machine_.now() + allowance());
        std::erase_if(possible, [&](std::size_t i) {
            return is_decided_later(loop, pending_[i].event, sleeps_next);
        });
        if (possible.empty()) return;
        const auto none = static_cast<std::uint32_t>(possible.size());
        const std::uint32_t picked = pick(loop, ChoiceKind::readiness, none + 1, point);
        if (path_.wants_texts) {
            std::vector<std::string> texts;
            texts.reserve(possible.size() + 1);
            for (const std::size_t i : possible) texts.push_back(name_of(pending_[i].event));
            texts.emplace_back(loop.has_ready() ? "nothing more" : "nothing yet");
            describe(loop.has_ready() ? "what else is ready" : "what is ready", std::move(texts));
        }
        if (picked == none) return;
        pass_busy(loop, pending_[possible[picked]].event.at);
        happen(possible[picked]);
    }
}

/// Choices that would be met twice. What can have happened by now may as well end the sleep that follows. And whether
/// a further job has been done matters only if something comes between this poll and the next, which is known when the
/// callbacks of those before it have run.
bool Outside::is_decided_later(const Loop& loop, const Event& event, bool sleeps_next) const {
    if (event.at > machine_.now()) return false;
    if (sleeps_next && !loop.has_ready()) return true;
    return static_cast<EventCode>(event.kind) == EventCode::worker_unblocks &&
           !loop.completed().empty();
}

bool Outside::was_possible_at_poll(const Pending& pending) const {
    return pending.was_there && pending.event.at <= polled_at_ &&
           static_cast<EventCode>(pending.event.kind) == EventCode::worker_unblocks &&
           !is_waking(pending.event);
}

bool Outside::has_due_timer(const Loop& loop) const {
    const std::vector<std::int64_t> due = loop.due_times();
    const Instant latest = machine_.now() + allowance();
    return std::any_of(due.begin(), due.end(),
                       [&](std::int64_t ms) { return machine_.instant_of(ms) <= latest; });
}

bool Outside::completes_another(Loop& loop) {
    std::vector<std::size_t> possible = possible_at(polled_at_);
    std::erase_if(possible, [&](std::size_t i) { return !was_possible_at_poll(pending_[i]); });
    if (possible.empty() || !(loop.has_work_before_poll() || has_due_timer(loop))) {
        is_batch_open_ = false;
        return false;
    }
    const auto none = static_cast<std::uint32_t>(possible.size());
    const std::uint32_t picked =
        pick(loop, ChoiceKind::readiness, none + 1, static_cast<std::uint64_t>(Point::batch));
    if (path_.wants_texts) {
        std::vector<std::string> texts;
        texts.reserve(possible.size() + 1);
        for (const std::size_t i : possible) texts.push_back(name_of(pending_[i].event));
        texts.emplace_back("nothing more");
        describe("what else was ready when poll returned", std::move(texts));
    }
    if (picked == none) {
        is_batch_open_ = false;
        return false;
    }
    is_joining_ = true;
    happen(possible[picked]);
    is_joining_ = false;
    return true;
}

/// What has happened by now and is not in the batch yet may still join it.
void Outside::end_poll(const Loop& loop) {
    is_batch_open_ = !loop.completed().empty();
    polled_at_ = machine_.now();
    for (Pending& pending : pending_) pending.was_there = true;
}

/// Intervals might pass an answer by for ever, and each time would be another path.
bool Outside::is_overdue(const Pending& pending) const {
    if (path_.latitude.turn == latitude_any || pending.passed < passed_max) return false;
    const Duration most = std::max(overdue_after, 16 * pending.least);
    return machine_.now() > pending.event.at + most;
}

void Outside::sleep(Loop& loop, std::int64_t timeout_ms) {
    const bool has_timeout = timeout_ms >= 0;
    const Instant until = has_timeout ? machine_.now() + milliseconds(timeout_ms) : instant_never;
    late_ = path_.latitude.turn;
    slack_ = {};
    turns_ = 0;
    checks_ = 0;
    while (!loop.has_ready() && !machine_.is_stopping()) {
        let_workers_wake();
        const std::vector<std::size_t> possible =
            possible_at(has_timeout ? until + late_ : instant_never);
        if (possible.empty()) {
            loop.sleep_until(until);
            return;
        }
        const auto count = static_cast<std::uint32_t>(possible.size());
        const bool may_end_by_time =
            has_timeout && std::none_of(possible.begin(), possible.end(),
                                        [&](std::size_t i) { return is_overdue(pending_[i]); });
        const std::uint32_t alternatives = count + (may_end_by_time ? 1 : 0);
        const std::uint32_t picked =
            pick(loop, ChoiceKind::event, alternatives, static_cast<std::uint64_t>(Point::sleep));
        if (path_.wants_texts && alternatives > 1) {
            std::vector<std::string> texts;
            texts.reserve(possible.size() + 1);
            for (const std::size_t i : possible) texts.push_back(name_of(pending_[i].event));
            if (may_end_by_time) texts.push_back(next_timer(loop, ceil_ms(until)) + " is due");
            describe("what ends the sleep in poll", std::move(texts));
        }
        if (picked == count) {
            for (const std::size_t i : possible) ++pending_[i].passed;
            loop.sleep_until(until);
            return;
        }
        const Instant when = std::max(machine_.now(), pending_[possible[picked]].event.at);
        if (when > machine_.now()) loop.sleep_until(when);
        if (when > until) spend(when - until);
        slack_ = has_timeout ? std::max(Duration{}, until - when) : latitude_any;
        happen(possible[picked]);
    }
}

void Outside::poll(Loop& loop, std::int64_t timeout_ms) {
    has_polled_ = true;
    is_batch_open_ = false;
    let_happen(loop, static_cast<std::uint64_t>(Point::look), timeout_ms != 0);
    loop.collect_ready_now();
    end_poll(loop);
    if (!loop.has_batch() && timeout_ms != 0) {
        const std::int64_t left = loop.timeout_left(timeout_ms);
        if (timeout_ms < 0 || left > 0) {
            sleep(loop, left);
            if (loop.is_stopping()) return;
            if (loop.has_ready()) let_happen(loop, static_cast<std::uint64_t>(Point::look_again));
            loop.collect_ready_now();
            end_poll(loop);
            return;
        }
        // Time has passed, and nothing sleeps: it looked once.
        let_happen(loop, static_cast<std::uint64_t>(Point::look));
        loop.collect_ready_now();
        end_poll(loop);
    }
    count_turn(loop);
    late_ = path_.latitude.turn;
    slack_ = {};
}

/// Loops that turn until a timer fires would turn forever if turns took no time. Where clocks are read each turn at another
/// time is another state: those that nobody counts any more take longer and longer.
void Outside::count_turn(Loop& loop) {
    ++turns_;
    if (path_.latitude.clocks_are_read && turns_ > turns_free) {
        machine_.advance(loop, std::min(milliseconds(1), cost_least * (turns_ - turns_free)));
        return;
    }
    if (turns_ < turns_in_ms) return;
    turns_ = 0;
    machine_.advance(loop, milliseconds(1));
}

void Outside::before_submit() {
    if (!has_slow_work_) return;
    Loop& loop = *machine_.loops.front();
    for (std::size_t i = 0; i < pending_.size();) {
        if (!is_waking(pending_[i].event)) {
            ++i;
            continue;
        }
        const std::uint32_t picked =
            pick(loop, ChoiceKind::event, 2, static_cast<std::uint64_t>(Point::submit));
        if (path_.wants_texts)
            describe("whether a worker takes its job before the next one is submitted",
                     {"it does", "not yet"});
        if (picked == 0) happen(i);
        else ++i;
    }
}

/// A worker that has been woken and has not taken a job yet.
bool Outside::is_waking(const Event& event) const {
    return static_cast<EventCode>(event.kind) == EventCode::worker_unblocks &&
           machine_.pools[event.a]->job_of(event.b) == index_none;
}

void Outside::let_workers_wake() {
    if (!has_slow_work_) return;
    for (std::size_t i = 0; i < pending_.size();) {
        if (is_waking(pending_[i].event)) {
            happen(i);
            i = 0;
        } else {
            ++i;
        }
    }
}

std::string Outside::name_of(const Event& event) const {
    TaskId task;
    const char* verb = " is done";
    switch (static_cast<EventCode>(event.kind)) {
        case EventCode::worker_unblocks: {
            const std::uint32_t job = machine_.pools[event.a]->job_of(event.b);
            task = machine_.jobs[job].callback.task;
            break;
        }
        case EventCode::resolver_answers: task = machine_.jobs[event.a].callback.task; break;
        case EventCode::station_arrives:
        case EventCode::station_done:
        case EventCode::station_answers:
            task = machine_.stations.calls[event.a].callback.task;
            verb = static_cast<EventCode>(event.kind) == EventCode::station_arrives ? " arrives"
                   : static_cast<EventCode>(event.kind) == EventCode::station_done  ? " is served"
                                                                                   : " is answered";
            break;
        case EventCode::child_exits:
            return event.b == 0   ? "the child's output arrives"
                   : event.b == 1 ? "the child's output ends"
                                  : "the child has exited";
        case EventCode::cores:
        case EventCode::poll_timeout:
        case EventCode::arrival:
        case EventCode::user_arrival:
        case EventCode::request_timeout:
        case EventCode::loop_starts:
        case EventCode::warmup_ends: break;
    }
    return machine_.task_text(task) + verb;
}

std::string Outside::next_timer(Loop& loop, std::int64_t due) const {
    const TaskId task = loop.timer_due_at(due);
    return task ? machine_.task_text(task) : "a timer";
}

}  // namespace sim
