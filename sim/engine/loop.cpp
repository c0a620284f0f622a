// The loop as libuv's uv_run and Node's outer loop have it: one function names the phases in the profile's order, one
// function per phase. Sources: libuv src/unix/core.c (uv_run, uv__run_pending, uv__run_closing_handles,
// uv_backend_timeout), Node src/api/embed_helpers.cc (SpinEventLoop), src/env.cc (CheckImmediate).
#include "sim/engine/loop.hpp"

#include "sim/engine/machine.hpp"

namespace sim {

namespace {
constexpr std::size_t events_max = 1024;  // of one look (R1.10)
}

Loop::Loop(Machine& machine, std::uint32_t index_, std::uint32_t process_, std::uint32_t script_)
    : index(index_),
      process(process_),
      script(script_),
      promises(microtasks_, *this),
      collector(machine, index_),
      machine_(machine),
      interpreter_(machine, *this),
      warmth_(machine, index_) {
    is_stopping_ = machine.is_stopping();
    takes_least_ = machine.outside != nullptr;
    shows_phases_ =
        machine.host != nullptr || machine.outside != nullptr || machine.recorder.is_full();
    is_watched_ = machine.outside != nullptr || machine.recorder.has_spans();
}

inline void Loop::enter(Phase phase) {
    if (!machine_.recorder.is_full()) return;
    machine_.recorder.event({machine_.now(), TaskId::none(), static_cast<std::uint32_t>(time_ms_),
                             0, EventKind::phase, static_cast<std::uint8_t>(phase), lane()});
}

void Loop::live() {
    run_script();
    live_on();
}

void Loop::live_on() {
    statistics.loop_start = machine_.now();
    machine_.recorder.event({machine_.now(), TaskId::none(),
                             static_cast<std::uint32_t>(-machine_.instant_of(0).ns), 0,
                             EventKind::loop_started, 0, lane()});
    charge(machine_.costs.loop_start);
    settle();
    bool goes_on = !is_stopping();
    while (goes_on) {
        run_uv();
        if (is_stopping()) break;
        if (is_alive()) continue;
        if (machine_.host != nullptr) machine_.host->run_before_exit();
        else emit_process_event(ProcessEvent::before_exit, NameId::none());
        goes_on = !is_stopping() && is_alive();
    }
    if (!is_stopping() && machine_.host == nullptr) finish();
    statistics.loop_end = machine_.now();
    machine_.recorder.event(
        {machine_.now(), TaskId::none(), 0, 0, EventKind::loop_ended, 0, lane()});
    is_finished = true;
    machine_.loop_ended(*this);
}

/// Nothing is left to do: an ES module that still awaits ends with exit code 13 (R3.4).
void Loop::finish() {
    if (script_promise_ != index_none && promises[script_promise_].state == PromiseState::pending)
        exit_code = 13;
    emit_listeners(ProcessEvent::exit, NameId::none(), NameId::none());
    // Microtasks that an 'exit' listener queued still run, ticks do not (observed on 14 to 26).
    run_microtasks();
}

void Loop::exit(int code) {
    if (is_exiting_) return;
    is_exiting_ = true;
    exit_code = code;
    emit_listeners(ProcessEvent::exit, NameId::none(), NameId::none());
    if (machine_.is_main_loop(*this))
        machine_.end_process(process, EndKind::exit_called, exit_code, {}, PlaceId::none());
    else terminate();
}

void Loop::terminate() {
    is_terminated = true;
    stop();
    // One that sleeps in poll has to leave it.
    machine_.wake(*this, machine_.acting_thread());
}

/// CommonJS runs the script as one callback, whose end drains ticks before microtasks (R3.1). An ES module's body
/// runs inside a microtask (R3.2); where its source is read through the pool, that microtask comes after a pool
/// completion (R3.5).
void Loop::run_script() {
    if (machine_.host != nullptr) {
        update_time();
        machine_.host->run_main();
        machine_.host->main_ran();
        settle();
        return;
    }
    const Script& script_row = machine_.program.scripts[script];
    const Body& body = machine_.body(script_row.main);
    Context context;
    context.env = machine_.make_environment(*this);
    if (worker_handle != index_none) context.handle = parent_port;
    const TaskId task = machine_.make_task(*this, TaskKind::script, script_row.name, body.place,
                                           context, Where::ready);
    const Callback callback{script_row.main, context, task};
    update_time();
    if (!script_row.is_module) {
        // Unlike other callbacks a main script that throws still drains (R2.37).
        open_scope();
        if (!execute(callback, NameId::none(), Where::ready, SpanKind::script))
            handle_exception(error);
        charge(machine_.costs.main_end);
        leave_scope();
        machine_.release(context);
        return;
    }
    note(NoteKind::module_script, task);
    Microtask job;
    job.kind = MicrotaskKind::script;
    job.reaction.on_fulfilled = script_row.main;
    job.reaction.context = context;
    job.reaction.task = task;
    if (machine_.profile.esm_load_starts_pool) {
        machine_.load_module(*this, job);
        return;
    }
    open_scope();
    queue_microtask(job);
    leave_scope();
}

void Loop::record_iteration() {
    machine_.recorder.event({machine_.now(), TaskId::none(), static_cast<std::uint32_t>(iteration_),
                             0, EventKind::iteration, 0, lane()});
}

inline bool Loop::has_armed_timer() const {
    return std::ranges::any_of(uv_timers_, &UvTimer::is_active);
}

inline void Loop::run_timers_phase() {
    if (shows_phases_ || has_armed_timer()) run_timers();
}

void Loop::run_uv() {
    if (!is_alive()) {
        update_time();
        return;
    }
    if (machine_.profile.timers_last) {
        update_time();
        run_timers_phase();
    }
    while (!is_stopping()) {
        run_phases();
        if (is_stopping() || !is_alive()) break;
    }
    enter(Phase::outside);
}

inline void Loop::run_pending_phase() {
    if (is_stopping()) return;
    enter(Phase::pending);
    if (!pending_.empty()) run_pending();
}

inline void Loop::run_close_phase() {
    if (is_stopping()) return;
    enter(Phase::close);
    if (machine_.host != nullptr) {
        machine_.host->run_closing();
        settle();
        return;
    }
    if (!closing_.empty()) run_closing();
}

/// Whether all phases before check come to nothing: no timer runs or is awaited, and poll finds nothing and does not wait. No time has
/// passed since the loop last read the clock.
inline bool Loop::has_only_immediates() const {
    return !shows_phases_ && statistics.iterations > 1 && ref_immediates_ > 0 && debt_.ns == 0 &&
           ready_.empty() && batch_.empty() && pending_.empty() && watch_queue_.empty() &&
           !has_armed_timer();
}

void Loop::run_phases_before_check() {
    if (!machine_.profile.timers_last) run_timers_phase();
    run_pending_phase();
    run_poll_phase();
    if (machine_.profile.extra_pending) {
        for (int pass = 0; pass < 8 && !pending_.empty() && !is_stopping(); ++pass)
            run_pending_phase();
    }
}

/// One iteration (R1.1, R1.2): the cyclic order is the same in both; where it starts differs.
void Loop::run_phases() {
    ++iteration_;
    ++statistics.iterations;
    if (machine_.recorder.is_full()) record_iteration();
    machine_.count_step();
    charge(machine_.costs.loop_iteration);
    if (!machine_.profile.timers_last) update_time();
    if (!has_only_immediates()) run_phases_before_check();
    run_check_phase();
    run_close_phase();
    if (machine_.profile.timers_last) {
        update_time();
        run_timers_phase();
    }
}

/// The uv timer that is due first of those armed before `sequence`; the number of them if none is.
inline std::size_t Loop::find_due_timer(std::uint64_t sequence) const {
    std::size_t found = uv_timers_.size();
    for (std::size_t i = 0; i < uv_timers_.size(); ++i) {
        const UvTimer& timer = uv_timers_[i];
        if (!timer.is_active || timer.due > time_ms_ || timer.sequence >= sequence) continue;
        if (found == uv_timers_.size() || timer.due < uv_timers_[found].due ||
            (timer.due == uv_timers_[found].due && timer.sequence < uv_timers_[found].sequence))
            found = i;
    }
    return found;
}

void Loop::run_timers() {
    if (is_stopping()) return;
    if (machine_.outside != nullptr) read_clock_for(duration_due);
    enter(Phase::timers);
    if (machine_.host != nullptr) {
        // Its timers see the time that they run at.
        if (machine_.outside != nullptr && machine_.host->state().timer_in_ms == 0) {
            // Node reads the clock again: lists that are due by then run in this pass.
            machine_.outside->read(*this, duration_pass);
            machine_.outside->note_timers(machine_.clock_ms());
        }
        machine_.host->run_timers(machine_.profile.timer_ready_queue);
        settle();
        return;
    }
    if (find_due_timer(uv_timer_sequence_) < uv_timers_.size()) run_due_timers();
}

/// Up to libuv 1.47 each timer is stopped, armed again and run before the next one is looked at; since 1.48 all that are
/// due are set aside first, so that nothing armed meanwhile runs in this phase (R1.9).
void Loop::run_due_timers() {
    const std::int64_t snapshot_ms = time_ms_;
    const std::uint64_t snapshot =
        machine_.profile.timer_ready_queue ? uv_timer_sequence_ : ~std::uint64_t{0};
    for (std::size_t next = find_due_timer(snapshot); next < uv_timers_.size() && !is_stopping();
         next = find_due_timer(snapshot)) {
        if (machine_.profile.timer_ready_queue && uv_timers_[next].due > snapshot_ms) break;
        run_uv_timer(next);
    }
}

void Loop::run_pending() {
    Fifo<Pending> batch;
    batch.swap(pending_);
    while (!batch.empty() && !is_stopping()) {
        const Pending next = batch.pop_front();
        machine_.network.run_pending(*this, next.handle, next.step);
    }
    if (pending_.empty()) {
        batch.clear();
        pending_.swap(batch);
    }
}

inline void Loop::wait_for_events(std::int64_t timeout) {
    batch_.clear();
    if (machine_.is_served(*this)) return machine_.stop(EndKind::until, 0, {}, PlaceId::none());
    if (!ready_.empty()) collect_ready(events_max);
    if (!batch_.empty() || timeout == 0) return;
    const std::int64_t left = timeout_left(timeout);
    if (timeout > 0 && left <= 0) return;
    // What a host owes is spent when it reads the clock: something may have become ready meanwhile.
    if (ready_.empty()) sleep_in_poll(left);
    if (!is_stopping()) collect_ready(events_max);
}

void Loop::run_poll_phase() {
    if (is_stopping()) return;
    enter(Phase::idle_prepare);
    if (machine_.host != nullptr) machine_.host->run_prepare();
    if (!watch_queue_.empty() || machine_.host != nullptr) register_watchers();
    const std::int64_t timeout = backend_timeout();
    // Node refreshes the loop's time on its own when it makes timers.
    if (machine_.host != nullptr) time_ms_ = machine_.host->time_ms();
    enter(Phase::poll);
    if (statistics.iterations == 1) charge(machine_.costs.poll_first);
    settle();
    if (is_stopping()) return;
    const Duration slept = statistics.idle;
    if (machine_.outside != nullptr) machine_.outside->poll(*this, timeout);
    else wait_for_events(timeout);
    if (is_stopping()) return;
    if (machine_.host != nullptr)
        machine_.host->polled(batch_.size(), slept == statistics.idle ? batch_.size() : 0);
    update_time();
    if (batch_.empty()) return;
    // Exactly 1024 events ask for another look without waiting, up to 48 times (R1.10).
    for (int round = 0; round < 48 && !is_stopping(); ++round) {
        const bool is_full = batch_.size() == events_max;
        dispatch_batch();
        if (!is_full) break;
        collect_ready(events_max);
        update_time();
    }
}

/// The first look waits for nothing (R1.23) and refreshes the loop time; what has passed since the timeout was
/// computed, while timers ran, is taken off it (libuv src/unix/linux.c, uv__io_poll, update_timeout).
std::int64_t Loop::timeout_left(std::int64_t timeout) {
    const std::int64_t base_ms = time_ms_;
    update_time();
    return timeout < 0 ? timeout : timeout - (time_ms_ - base_ms);
}

void Loop::run_check_phase() {
    if (is_stopping()) return;
    enter(Phase::check);
    if (machine_.host != nullptr) {
        if (machine_.outside != nullptr && machine_.host->state().must_not_sleep)
            machine_.outside->note_check();
        machine_.host->run_check();
        settle();
        return;
    }
    if (machine_.profile.leftover_ticks_drain_before_check && !has_drained()) {
        open_scope();
        leave_scope();
    }
    if (!has_immediates()) return;
    bool is_complete = false;
    while (!is_complete && !is_stopping()) {
        open_scope();
        is_complete = process_immediates();
        if (!is_complete) {
            --depth_;
            handle_exception(error);
            continue;
        }
        leave_scope();
        // A throw within the drain left part of the snapshot for another call only if one is outstanding.
        is_complete = outstanding_ == 0;
    }
}

/// Handles that finished closing run their callbacks last in, first out (R1.20).
void Loop::run_closing() {
    std::vector<std::uint32_t> batch;
    batch.swap(closing_);
    for (auto handle = batch.rbegin(); handle != batch.rend() && !is_stopping(); ++handle) {
        machine_.network.run_close(*this, *handle);
    }
}

/// By anything but immediates.
bool Loop::is_held_alive() const {
    if (machine_.host != nullptr) return machine_.host->state().is_alive || active_requests_ > 0;
    if (active_handles_ > 0 || active_requests_ > 0) return true;
    const bool has_timer = std::ranges::any_of(
        uv_timers_, [](const UvTimer& timer) { return timer.is_active && timer.is_ref; });
    return has_timer || (machine_.profile.pending_keeps_alive && !pending_.empty()) ||
           !closing_.empty();
}

bool Loop::has_work_left() const {
    return ref_immediates_ > 0 || active_requests_ > 0 || !pending_.empty() || !closing_.empty() ||
           !ready_.empty() || timers.has_ending();
}

/// R1.6: how long poll may sleep, in ms; -1 without bound.
std::int64_t Loop::backend_timeout() const {
    if (machine_.host != nullptr) {
        const HostState state = machine_.host->state();
        const bool has_nothing = !state.is_alive && active_requests_ == 0;
        return has_nothing || state.must_not_sleep ? 0 : state.timer_in_ms;
    }
    if (ref_immediates_ > 0 || !pending_.empty() || !closing_.empty()) return 0;
    bool has_active = active_handles_ > 0 || active_requests_ > 0;
    for (const UvTimer& timer : uv_timers_)
        has_active = has_active || (timer.is_active && timer.is_ref);
    if (!has_active) return 0;
    std::int64_t due = INT64_MAX;
    for (const UvTimer& timer : uv_timers_) {
        if (timer.is_active && timer.due < due) due = timer.due;
    }
    if (due == INT64_MAX) return -1;
    return due <= time_ms_ ? 0 : due - time_ms_;
}

void Loop::read_outside(std::int64_t duration) {
    settle();
    machine_.outside->read(*this, duration);
}

void Loop::pay_debt() {
    const Duration debt = debt_;
    debt_ = {};
    machine_.advance(*this, debt);
}

void Loop::advance(Duration cpu) {
    debt_ += cpu;
    settle();
}

/// Allocates evenly over its time: the collector comes each time the young generation is full.
void Loop::advance_in_v8(const Action& action, std::uint32_t place, Duration cpu) {
    if ((action.flags & flag_warms) != 0) cpu = warmth_.of_call(place, cpu);
    std::int64_t bytes = action.n;
    while (bytes > 0 && !is_stopping()) {
        const std::int64_t now = std::min(bytes, collector.room());
        const Duration part = nanoseconds(static_cast<std::int64_t>(
            static_cast<double>(cpu.ns) * (static_cast<double>(now) / static_cast<double>(bytes))));
        advance(part);
        cpu -= part;
        bytes -= now;
        HeapShare* const owner = running_.request == index_none
                                     ? nullptr
                                     : &machine_.requests.pool[running_.request].heap;
        const bool is_open =
            owner != nullptr && !machine_.requests.pool[running_.request].is_answered;
        collector.allocate(now, is_open ? owner : nullptr);
        if (collector.room() == 0) stand_still(collector.collect());
    }
    advance(cpu);
}

/// Nobody else's JavaScript runs meanwhile, and whoever runs waits for the collector.
void Loop::stand_still(Duration pause) {
    machine_.count_step();
    machine_.set_working(thread, running_.request, WaitReason::gc);
    advance(pause);
    machine_.set_working(thread, running_.request, WaitReason::running);
}

void Loop::watch(ReadyItem item) { watch_queue_.push_back(item); }

void Loop::add_pending(std::uint32_t handle, std::uint8_t step) {
    pending_.push_back({handle, step});
}

void Loop::close_handle(std::uint32_t handle) { closing_.push_back(handle); }

void Loop::emit_process_event(ProcessEvent event, NameId value) {
    open_scope();
    end_scope(emit_listeners(event, value, NameId::none()));
}

bool Loop::has_listener(ProcessEvent event, NameId signal) const {
    return std::ranges::any_of(listeners.list, [&](const ProcessListeners::Listener& listener) {
        return listener.event == event && listener.signal == signal;
    });
}

/// Calls the listeners of an event of `process` in the order of registration; false if one threw.
bool Loop::emit_listeners(ProcessEvent event, NameId value, NameId signal) {
    const std::size_t count = listeners.list.size();
    for (std::size_t i = 0; i < count; ++i) {
        const ProcessListeners::Listener listener = listeners.list[i];
        if (listener.event != event || listener.signal != signal) continue;
        Callback callback = listener.callback;
        const Body& body = machine_.body(callback.body);
        callback.task = machine_.make_task(*this, TaskKind::process_event, body.name, body.place,
                                           callback.context, Where::ready);
        if (!execute(callback, value, Where::ready, SpanKind::process_event)) return false;
        if (is_stopping()) return true;
    }
    return true;
}

}  // namespace sim
