// JavaScript timers and immediates of one loop. Sources: lib/internal/timers.js (processTimers, listOnTimeout, insert),
// lib/timers.js (clearTimeout, unenroll), src/env.cc (RunTimers, ScheduleTimer), lib/internal/timers.js
// (processImmediate), libuv src/timer.c.
#include <algorithm>
#include <utility>

#include "sim/engine/interpreter_quick.hpp"

namespace sim {

void Loop::schedule_uv_timer(std::size_t which, std::int64_t in_ms) {
    UvTimer& timer = uv_timers_[which];
    timer.due = time_ms_ + in_ms;
    timer.sequence = uv_timer_sequence_++;
    timer.is_active = true;
}

void Loop::run_uv_timer(std::size_t which) {
    UvTimer& timer = uv_timers_[which];
    timer.is_active = false;
    if (timer.repeat > 0) schedule_uv_timer(which, timer.repeat);
    if (which == js_timer) run_js_timers();
    else sample_delay();
}

/// monitorEventLoopDelay: an unref'd repeating uv timer; its first firing only sets the reference (R7.1, R7.2).
/// Source: src/histogram.cc, IntervalHistogram::TimerCB.
void Loop::enable_delay_monitor(Duration resolution) {
    UvTimer& timer = uv_timers_[delay_timer];
    timer.repeat = resolution.ns / 1'000'000 > 0 ? resolution.ns / 1'000'000 : 1;
    timer.is_ref = false;
    update_time();
    schedule_uv_timer(delay_timer, timer.repeat);
    statistics.is_monitored = true;
}

void Loop::sample_delay() {
    settle();
    const Instant now = machine_.now();
    if (delay_has_previous_) statistics.delay.add(now - delay_previous_);
    delay_previous_ = now;
    delay_has_previous_ = true;
}

/// One pass over the timer lists, repeated without draining for as long as callbacks throw (R2.6, R2.12).
void Loop::run_js_timers() {
    open_scope();
    const std::int64_t pass_now = read_clock_for(duration_pass);
    while (!process_timers(pass_now)) {
        if (!handle_exception(error)) {
            --depth_;
            return;
        }
    }
    if (is_stopping()) {
        --depth_;
        return;
    }
    UvTimer& timer = uv_timers_[js_timer];
    if (timers.first_list() == nullptr) {
        timer.is_ref = false;
    } else {
        const std::int64_t in_ms = timers.next_expiry - time_ms_;
        schedule_uv_timer(js_timer, in_ms > 0 ? in_ms : 1);
        timer.is_ref = timers.ref_count > 0;
    }
    leave_scope();
}

/// False if a callback or a tick between two of them threw.
bool Loop::process_timers(std::int64_t pass_now) {
    timers.next_expiry = TimerLists::expiry_never;
    bool is_first = true;
    for (TimerLists::List* list = timers.first_list(); list != nullptr && !is_stopping();
         list = timers.first_list()) {
        if (list->expiry > pass_now) {
            timers.next_expiry = list->expiry;
            return true;
        }
        if (!is_first && !run_next_ticks()) return false;
        is_first = false;
        if (!run_list(*list, pass_now)) return false;
    }
    return true;
}

/// A fired or cleared timer lets go of its variables at once, although one of them may name it: otherwise each would
/// keep the other. Only what shares these variables can refresh it, so that they are still there then.
inline void Loop::free_timer_if_unused(std::uint32_t id, Timer& timer) {
    if (!timer.is_destroyed || timer.in_callback) return;
    if (timer.holds_context) {
        timer.holds_context = false;
        ++timer.holds;
        machine_.release(timer.callback.context);
        --timer.holds;
    }
    if (timer.holds > 0) return;
    if (timer.promise != index_none) promises.release(timer.promise);
    timer.callback = Callback{};
    timer.promise = index_none;
    timers.timers.give_back(id);
}

void Loop::insert_timer(std::uint32_t id, Timer& timer, std::int64_t start) {
    note(NoteKind::timer_armed, timer.callback.task, static_cast<std::uint32_t>(timer.duration),
         static_cast<std::uint32_t>(start + timer.duration));
    if (timers.insert(id, timer, start)) schedule_uv_timer(js_timer, timer.duration);
}

inline void Loop::begin_callback(Duration cost) {
    charge(cost);
    ++statistics.callbacks;
    machine_.count_step();
}

inline bool Loop::run_timer(std::uint32_t id, Timer& timer) {
    begin_callback(machine_.costs.timer_run);
    const std::int64_t start = timer.is_repeating ? read_clock_for(timer.duration) : 0;
    if (timer.callback.context.request != index_none) {
        // Poll sleeps whole milliseconds: while it does, the loop is not busy.
        const Instant due = std::max(machine_.instant_of(timer.start + timer.duration), woken_at_);
        machine_.requests.split_timer(timer.callback.context.request, due, machine_.now());
    }
    bool is_done = true;
    if (timer.promise != index_none) {
        const Running outer =
            begin_task(timer.callback.task, timer.callback.context.request, Where::timers);
        promises.fulfil(timer.promise, NameId::none());
        end_task(outer, SpanKind::timer);
    } else {
        is_done = execute(timer.callback, NameId::none(), Where::timers, SpanKind::timer);
    }
    if (timer.is_repeating && !timer.is_cleared) {
        // One that its own callback refreshed is armed already and only moves to the end of its list.
        if (timer.list == index_none)
            timer.callback.task =
                machine_.again(timer.callback, *this, TaskKind::interval, Where::timers);
        insert_timer(id, timer, start);
    } else if (timer.list == index_none && !timer.is_destroyed) {
        timer.is_destroyed = true;
        if (timer.is_ref) --timers.ref_count;
    }
    return is_done;
}

/// Of the list's first one. It is over before its callback runs.
[[gnu::always_inline]] inline bool Loop::run_nameless_timer(TimerLists::List& list,
                                                            const ArmedTimer& timer) {
    begin_callback(machine_.costs.timer_run);
    const Callback callback{timer.body, timer.context, TaskId::none()};
    timers.drop_nameless_front(list);
    const bool is_done = execute_last(callback, Where::timers, SpanKind::timer);
    --timers.ref_count;
    return is_done;
}

bool Loop::run_timer_record(std::uint32_t id, bool is_first) {
    Timer& timer = timers.timers[id];
    timer.in_callback = true;  // a tick may clear it; the record must outlive that
    bool is_done = is_first || run_next_ticks();
    if (is_done) {
        timers.remove(timer);
        is_done = timer.is_cleared || run_timer(id, timer);
    }
    timer.in_callback = false;
    free_timer_if_unused(id, timer);
    return is_done;
}

bool Loop::run_list(TimerLists::List& list, std::int64_t pass_now) {
    const std::int64_t duration = list.duration;
    const std::uint64_t id = list.id;
    for (bool is_first = true; !is_stopping(); is_first = false) {
        if (list.id != id) return true;  // dropped
        if (list.head == nullptr) {
            timers.drop_list(list);
            return true;
        }
        const ArmedTimer& timer = TimerLists::front(list);
        if (pass_now - timer.start < duration) {
            const std::int64_t due = timer.start + duration;
            timers.reschedule(list, due > pass_now + 1 ? due : pass_now + 1);
            return true;
        }
        if (timer.id != index_none) {
            if (!run_timer_record(timer.id, is_first)) return false;
        } else if ((!is_first && !run_next_ticks()) || !run_nameless_timer(list, timer)) {
            return false;
        }
    }
    return true;
}

std::vector<std::int64_t> Loop::due_times() const {
    std::vector<std::int64_t> due;
    for (const UvTimer& timer : uv_timers_) {
        if (timer.is_active) due.push_back(timer.due);
    }
    timers.add_due_times(due);
    if (machine_.host != nullptr) {
        const HostState state = machine_.host->state();
        if (state.timer_in_ms >= 0) due.push_back(machine_.host->time_ms() + state.timer_in_ms);
        for (const std::int64_t ms : machine_.host->due_times()) due.push_back(ms);
    }
    return due;
}

TaskId Loop::timer_due_at(std::int64_t ms) const {
    for (std::uint32_t id = 0; id < timers.timers.size(); ++id) {
        const Timer& timer = timers.timers[id];
        if (timer.list != index_none && timer.start + timer.duration == ms)
            return timer.callback.task;
    }
    return TaskId::none();
}

std::uint32_t Loop::add_timer(const Callback& callback, std::uint32_t promise, std::int32_t ms,
                              bool is_repeating, bool is_ref) {
    charge(machine_.costs.timer_create);
    const std::uint32_t id = timers.timers.take();
    Timer& timer = timers.timers[id];
    const std::uint32_t generation = timer.generation + 1;
    timer = Timer{};
    timer.generation = generation;
    timer.callback = callback;
    timer.duration = ms;
    timer.is_repeating = is_repeating;
    timer.promise = promise;
    count_ref_timers(1);
    insert_timer(id, timer, read_clock_for(ms));
    if (!is_ref) set_timer_ref(id, false);
    if (!has_made_timer_) charge_first(has_made_timer_, &CostModel::timer_first);
    return id;
}

void Loop::clear_timer(std::uint32_t id) {
    charge(machine_.costs.timer_clear);
    Timer& timer = timers.timers[id];
    if (timer.is_cleared) return;
    timer.is_cleared = true;
    if (timer.is_destroyed) return;
    timer.is_destroyed = true;
    if (!timer.in_callback || timer.list != index_none) {
        machine_.move(timer.callback.task, timer.callback.context.request, Where::timers,
                      Where::cancelled, lane());
    }
    timers.unenroll(id);
    if (timer.is_ref) count_ref_timers(-1);
    free_timer_if_unused(id, timer);
}

/// A fired timer is armed again, a cleared one stays dead (R2.9).
void Loop::refresh_timer(std::uint32_t id) {
    Timer& timer = timers.timers[id];
    if (timer.is_cleared) return;
    if (timer.list == index_none)
        timer.callback.task = machine_.again(timer.callback, *this, TaskKind::timer, Where::timers);
    note(NoteKind::refreshed, timer.callback.task);
    insert_timer(id, timer, read_clock_for(timer.duration));
    if (timer.is_destroyed) {
        timer.is_destroyed = false;
        if (timer.is_ref) count_ref_timers(1);
    }
    if (!timer.holds_context) {
        timer.holds_context = true;
        machine_.hold(timer.callback.context);
    }
}

void Loop::set_timer_ref(std::uint32_t id, bool is_ref) {
    Timer& timer = timers.timers[id];
    const bool was_ref = timer.is_ref;
    if (was_ref == is_ref) return;
    timer.is_ref = is_ref;
    if (!is_ref) note(NoteKind::unreferenced, timer.callback.task);
    if (!timer.is_destroyed) count_ref_timers(is_ref ? 1 : -1);
}

[[gnu::always_inline]] inline void Loop::free_immediate_if_unused(std::uint32_t id,
                                                                  Immediate& immediate) {
    if (!immediate.is_destroyed || immediate.is_queued) return;
    // As with timers: one of the variables that it keeps may name it.
    const Context context = std::exchange(immediate.callback.context, Context{});
    ++immediate.holds;
    machine_.release(context);
    --immediate.holds;
    if (immediate.holds > 0) return;
    if (immediate.promise != index_none) promises.release(immediate.promise);
    immediate.promise = index_none;
    immediates.give_back(id);
}

void Loop::drop_timer(std::uint32_t id) {
    Timer& timer = timers.timers[id];
    --timer.holds;
    free_timer_if_unused(id, timer);
}

void Loop::drop_immediate(std::uint32_t id) {
    Immediate& immediate = immediates[id];
    --immediate.holds;
    free_immediate_if_unused(id, immediate);
}

void Loop::charge_first(bool& has_been, Duration CostModel::*cost) {
    has_been = true;
    charge(machine_.costs.*cost);
}

void Loop::clear_immediate(std::uint32_t id) {
    Immediate& immediate = immediates[id];
    if (immediate.is_destroyed) return;
    immediate.is_destroyed = true;
    count_immediate(immediate.is_ref, -1);
    machine_.move(immediate.callback.task, immediate.callback.context.request,
                  Where::immediate_queue, Where::cancelled, lane());
}

void Loop::set_immediate_ref(std::uint32_t id, bool is_ref) {
    Immediate& immediate = immediates[id];
    if (immediate.is_ref == is_ref) return;
    immediate.is_ref = is_ref;
    if (!is_ref) note(NoteKind::unreferenced, immediate.callback.task);
    if (immediate.is_destroyed) return;
    count_immediate(!is_ref, -1);
    count_immediate(is_ref, 1);
}

inline bool Loop::run_immediate(const Immediate& immediate) {
    if (immediate.is_noop) return true;
    begin_callback(machine_.costs.immediate);
    if (immediate.promise == index_none) {
        return execute(immediate.callback, NameId::none(), Where::immediate_queue,
                       SpanKind::immediate);
    }
    const Running outer = begin_task(immediate.callback.task, immediate.callback.context.request,
                                     Where::immediate_queue);
    promises.fulfil(immediate.promise, NameId::none());
    end_task(outer, SpanKind::immediate);
    return true;
}

bool Loop::run_immediate_record(std::uint32_t id) {
    Immediate& immediate = immediates[id];
    bool is_done = true;
    if (!immediate.is_destroyed) {
        immediate.is_destroyed = true;
        count_immediate(immediate.is_ref, -1);
        is_done = run_immediate(immediate);
    }
    immediate.is_queued = false;
    free_immediate_if_unused(id, immediate);
    return is_done;
}

[[gnu::always_inline]] inline bool Loop::run_nameless_immediate(const Callback& callback) {
    --ref_immediates_;
    begin_callback(machine_.costs.immediate);
    return execute_last(callback, Where::immediate_queue, SpanKind::immediate);
}

/// Runs what is left of an earlier snapshot, or takes a new one (R2.21). False if a callback or a tick threw.
bool Loop::process_immediates() {
    if (outstanding_ == 0) outstanding_ = immediate_queue_.size();
    bool is_first = true;
    while (outstanding_ > 0 && !is_stopping()) {
        if (!is_first && !run_next_ticks()) return false;
        is_first = false;
        const QueuedImmediate& next = immediate_queue_.front();
        const std::uint32_t id = next.id;
        const Callback callback{next.callback.body, next.callback.context, next.callback.task};
        immediate_queue_.drop_front();
        --outstanding_;
        const bool is_done =
            id == index_none ? run_nameless_immediate(callback) : run_immediate_record(id);
        if (!is_done) return false;
    }
    return true;
}

}  // namespace sim
