// Callbacks, ticks, microtasks, rejections and exceptions: who drains what, and when (R2.30 to R2.37).
// Sources: Node src/api/callback.cc (InternalCallbackScope::Close, InternalMakeCallback),
// lib/internal/process/task_queues.js (processTicksAndRejections, runNextTicks), lib/internal/process/promises.js
// (processPromiseRejections), lib/internal/process/execution.js (createOnGlobalUncaughtException).
#include "sim/engine/interpreter_quick.hpp"

namespace sim {

void reaction_queued(Loop& loop, const Reaction& reaction) { loop.note_queued(reaction); }
void reaction_dropped(Loop& loop, const Reaction& reaction) { loop.note_dropped(reaction); }

TaskId running_task(const Loop& loop) { return loop.current_task(); }
void promise_unused(Loop& loop, const Promises::Record& record) {
    loop.note(NoteKind::unused_promise, record.task, record.is_inside ? 1 : 0, record.call.value);
}

void Loop::note_queued(const Reaction& reaction) {
    machine_.move(reaction.task, reaction.context.request, Where::promise, Where::microtask_queue,
                  lane());
}

void Loop::note_dropped(const Reaction& reaction) {
    machine_.move(reaction.task, reaction.context.request, Where::promise, Where::cancelled,
                  lane());
    machine_.release(reaction.context);
}

void Loop::record_span(SpanKind kind) {
    Recorder& recorder = machine_.recorder;
    const std::uint32_t owner =
        recorder.is_full() ? running_.task.value : machine_.record_of(running_.request);
    recorder.span(running_.since, machine_.now(), owner, lane(), kind);
}

bool Loop::execute_watched(const Callback& callback, NameId value, Where from, SpanKind kind) {
    const Running outer = begin_task(callback.task, callback.context.request, from);
    mix(callback);
    if (machine_.outside != nullptr) machine_.outside->ran(callback.body.value, callback.context);
    const bool is_done = interpreter_.call(callback, value, nullptr);
    end_task(outer, kind);
    return is_done;
}

bool Loop::execute_last_watched(const Callback& callback, Where from, SpanKind kind) {
    const bool is_done = execute_watched(callback, NameId::none(), from, kind);
    machine_.release(callback.context);
    return is_done;
}

bool Loop::execute_unfollowed(const Callback& callback, NameId value) {
    return execute_here(callback, value, machine_.environment(callback.context));
}

void Loop::make_callback(const Callback& callback, NameId value, Where from, SpanKind kind) {
    ++statistics.callbacks;
    open_scope();
    end_scope(execute(callback, value, from, kind));
}

void Loop::end_scope(bool is_done) {
    if (is_done) {
        leave_scope();
        return;
    }
    // A scope that failed drains nothing; what is queued waits for the next one.
    --depth_;
    handle_exception(error);
}

void Loop::close_scope() {
    if (depth_ > 0 || has_drained() || is_stopping()) return;
    if (ticks_.empty()) run_microtasks();
    if (is_stopping() || (ticks_.empty() && !promises.has_rejection_to_warn)) return;
    if (!process_ticks()) handle_exception(error);
}

bool Loop::drain_between() {
    if (ticks_.empty() && !promises.has_rejection_to_warn) run_microtasks();
    if (is_stopping() || (ticks_.empty() && !promises.has_rejection_to_warn)) return true;
    return process_ticks();
}

/// Of a callback that runs. True if those to come cost nothing.
inline bool Loop::charge_run(Duration CostModel::*each, bool& has_run, Duration CostModel::*first) {
    const Duration cost = machine_.costs.*each;
    charge(cost);
    if (!has_run) charge_first(has_run, first);
    return cost.ns == 0;
}

[[gnu::always_inline]] inline bool Loop::run_tick() {
    ++statistics.ticks;
    machine_.count_step();
    if (ticks_.front().kind != Tick::Kind::callback) return run_own_tick(ticks_.pop_front());
    if (!is_tick_free_) {
        is_tick_free_ = charge_run(&CostModel::tick, has_run_tick_, &CostModel::tick_run_first);
    }
    const Tick& tick = ticks_.front();
    // By the parts in which it was written: a processor waits for what it has just stored in parts and is to load as a whole.
    const Callback callback{tick.callback.body, tick.callback.context, tick.callback.task};
    ticks_.drop_front();
    return execute_last(callback, Where::tick_queue, SpanKind::tick);
}

bool Loop::process_ticks() {
    do {
        while (!ticks_.empty() && !is_stopping()) {
            if (!run_tick()) return false;
        }
        run_microtasks();
    } while (!is_stopping() && (!ticks_.empty() || process_rejections()));
    promises.has_rejection_to_warn = false;
    return true;
}

/// Of Node's own.
bool Loop::run_own_tick(const Tick& tick) {
    charge(machine_.costs.tick);
    if (tick.kind == Tick::Kind::job) return run_job_tick(tick);
    if (tick.kind == Tick::Kind::handle)
        return machine_.network.run_tick(*this, tick.handle, tick.step);
    machine_.submit(tick.handle);
    return true;
}

bool Loop::run_job_tick(const Tick& tick) {
    const std::uint32_t promise = machine_.jobs[tick.handle].promise;
    machine_.jobs.give_back(tick.handle);
    bool is_done = true;
    if (promise != index_none) {
        const Running outer =
            begin_task(tick.callback.task, tick.callback.context.request, Where::tick_queue);
        promises.fulfil(promise, NameId::none());
        promises.release(promise);
        end_task(outer, SpanKind::tick);
    } else {
        is_done = execute(tick.callback, NameId::none(), Where::tick_queue, SpanKind::tick);
    }
    machine_.release(tick.callback.context);
    return is_done;
}

[[gnu::always_inline]] inline void Loop::run_queued_callback() {
    if (!is_microtask_free_) {
        is_microtask_free_ =
            charge_run(&CostModel::microtask, has_run_microtask_, &CostModel::microtask_run_first);
    }
    const Reaction& queued = microtasks_.front().reaction;
    const Callback callback{queued.on_fulfilled, queued.context, queued.task};
    microtasks_.drop_front();
    // The handler runs at once, the other microtasks go on after it (R2.35).
    if (!execute_last(callback, Where::microtask_queue, SpanKind::microtask))
        handle_exception(error);
}

void Loop::run_microtasks() {
    while (!microtasks_.empty() && !is_stopping()) {
        ++statistics.microtasks;
        machine_.count_step();
        if (microtasks_.front().kind == MicrotaskKind::callback) run_queued_callback();
        else run_microtask(microtasks_.pop_front());
    }
}

void Loop::run_microtask(const Microtask& job) {
    const CostModel& costs = machine_.costs;
    switch (job.kind) {
        case MicrotaskKind::callback: SIM_CHECK(false); break;
        case MicrotaskKind::reaction: run_reaction(job); break;
        case MicrotaskKind::thenable: {
            charge(costs.promise_reaction);
            Reaction reaction;
            reaction.kind = ReactionKind::settle;
            reaction.derived = job.target;
            promises.then(job.promise, reaction);
            promises.release(job.promise);
            break;
        }
        case MicrotaskKind::foreign:
            charge(costs.promise_reaction);
            promises.fulfil(job.promise, NameId::none());
            promises.release(job.promise);
            break;
        case MicrotaskKind::relay: {
            charge(costs.await_hop);
            if (job.hops > 1) {
                Microtask next = job;
                --next.hops;
                queue_microtask(next);
                break;
            }
            promises.fulfil(job.promise, NameId::none());
            promises.release(job.promise);
            break;
        }
        case MicrotaskKind::script: {
            const Callback callback{job.reaction.on_fulfilled, job.reaction.context,
                                    job.reaction.task};
            const Running outer = begin_task(callback.task, index_none, Where::ready);
            script_promise_ = interpreter_.start_async(callback, NameId::none());
            end_task(outer, SpanKind::script);
            machine_.release(callback.context);
            break;
        }
    }
}

void Loop::run_reaction(const Microtask& job) {
    const Reaction& reaction = job.reaction;
    charge(reaction.kind == ReactionKind::resume ? machine_.costs.await_hop
                                                 : machine_.costs.promise_reaction);
    const Running outer =
        begin_task(reaction.task, reaction.context.request, Where::microtask_queue);
    machine_.recorder.mix(machine_.now(), static_cast<std::uint64_t>(reaction.kind) << 36);
    if (machine_.outside != nullptr)
        machine_.outside->ran(std::uint64_t{reaction.on_fulfilled.value} << 32 | reaction.target,
                              reaction.context);
    switch (reaction.kind) {
        case ReactionKind::body: {
            const BodyId body = job.is_rejected ? reaction.on_rejected : reaction.on_fulfilled;
            if (!body) {
                if (job.is_rejected) promises.reject(reaction.derived, job.value);
                else promises.fulfil(reaction.derived, job.value);
                break;
            }
            OperandValue returned;
            const Callback callback{body, reaction.context, reaction.task};
            if (interpreter_.call(callback, job.value, &returned))
                promises.resolve(reaction.derived, returned);
            else promises.reject(reaction.derived, error);
            break;
        }
        case ReactionKind::finally_: {
            OperandValue returned;
            const Callback callback{reaction.on_fulfilled, reaction.context, reaction.task};
            if (!interpreter_.call(callback, job.value, &returned)) {
                promises.reject(reaction.derived, error);
                break;
            }
            // The derived promise resolves with promise.then(() => value): three more hops (R3.6).
            const std::uint32_t inner =
                promises.to_promise(returned, PlaceId::none(), reaction.task);
            const std::uint32_t passed = promises.make(PlaceId::none(), reaction.task);
            Reaction pass;
            pass.kind = ReactionKind::pass_value;
            pass.forced_rejection = job.is_rejected;
            pass.forced_value = job.value;
            pass.derived = passed;
            promises.hold(passed);
            promises.then(inner, pass);
            promises.release(inner);
            promises.resolve(reaction.derived,
                             OperandValue{.is_promise = true, .promise = passed, .value = {}});
            break;
        }
        case ReactionKind::pass_value:
            if (job.is_rejected) promises.reject(reaction.derived, job.value);
            else if (reaction.forced_rejection)
                promises.reject(reaction.derived, reaction.forced_value);
            else promises.fulfil(reaction.derived, reaction.forced_value);
            break;
        case ReactionKind::resume:
            interpreter_.resume(reaction.target, job.is_rejected, job.value);
            break;
        case ReactionKind::settle:
            if (job.is_rejected) promises.reject(reaction.derived, job.value);
            else promises.fulfil(reaction.derived, job.value);
            break;
        case ReactionKind::element: settle_element(reaction.target, job); break;
    }
    if (reaction.derived != index_none) promises.release(reaction.derived);
    end_task(outer, SpanKind::microtask);
    machine_.release(reaction.context);
}

/// One element of Promise.all, race, any or allSettled has settled.
void Loop::settle_element(std::uint32_t id, const Microtask& job) {
    Combinator& combinator = combinators[id];
    const bool decides = combinator.kind == Combine::race ||
                         (combinator.kind == Combine::all && job.is_rejected) ||
                         (combinator.kind == Combine::any && !job.is_rejected);
    if (decides) {
        if (job.is_rejected) promises.reject(combinator.promise, job.value);
        else promises.fulfil(combinator.promise, job.value);
    } else if (--combinator.left == 0) {
        if (combinator.kind == Combine::any)
            promises.reject(combinator.promise, machine_.name("AggregateError"));
        else promises.fulfil(combinator.promise, NameId::none());
    }
    if (--combinator.references == 0) {
        promises.release(combinator.promise);
        combinators.give_back(id);
    }
}

/// After ticks and microtasks are exhausted: 'rejectionHandled', then 'unhandledRejection' for all that nobody
/// handled. True if something may have been queued (R2.33).
bool Loop::process_rejections() {
    bool may_have_queued = !promises.handled_late.empty();
    for (std::size_t i = 0; i < promises.handled_late.size() && !is_stopping(); ++i) {
        if (!emit_listeners(ProcessEvent::rejection_handled, NameId::none(), NameId::none()))
            handle_exception(error);
        promises.release(promises.handled_late[i]);
    }
    promises.handled_late.clear();
    const std::size_t count = promises.unhandled.size();
    for (std::size_t i = 0; i < count && !is_stopping(); ++i) {
        const std::uint32_t promise = promises.unhandled[i];
        if (promises[promise].is_tracked) {
            promises[promise].was_reported = true;
            note(NoteKind::rejected, promises[promise].task, promises[promise].value.value,
                 promises[promise].place.value);
            report_rejection(promises[promise].value, promises[promise].place);
            may_have_queued = true;
        }
        promises.release(promise);
    }
    promises.unhandled.erase(promises.unhandled.begin(),
                             promises.unhandled.begin() + static_cast<std::ptrdiff_t>(count));
    return may_have_queued || !promises.unhandled.empty();
}

void Loop::report_rejection(NameId value, PlaceId place) {
    if (has_listener(ProcessEvent::unhandled_rejection, NameId::none())) {
        if (!emit_listeners(ProcessEvent::unhandled_rejection, value, NameId::none()))
            handle_exception(error);
    } else if (machine_.profile.unhandled_rejection_throws) {
        error = value;
        error_place_ = place;
        handle_exception(value);
    } else {
        emit_warning();
    }
}

/// Warnings reach 'warning' listeners from a tick (lib/internal/process/warning.js, emitWarning).
void Loop::emit_warning() {
    for (const ProcessListeners::Listener& listener : listeners.list) {
        if (listener.event != ProcessEvent::warning) continue;
        machine_.hold(listener.callback.context);
        Callback callback = listener.callback;
        const Body& body = machine_.body(callback.body);
        callback.task = machine_.make_task(*this, TaskKind::tick, body.name, body.place,
                                           callback.context, Where::tick_queue);
        next_tick(Tick{.callback = callback});
    }
}

/// Overflow warns every time; not a number and negative once per process, since 24 (R2.1).
void Loop::warn_of_delay(std::int64_t ms) {
    if (ms == delay_nan || ms < 0) {
        bool& has_warned = ms == delay_nan ? has_warned_nan_ : has_warned_negative_;
        if (!machine_.profile.delay_warnings || has_warned) return;
        has_warned = true;
        emit_warning();
    } else if (ms > 2'147'483'647) {
        emit_warning();
    }
}

/// Something threw and nothing of the program's own caught it. True if an 'uncaughtException' listener did;
/// otherwise the process ends with code 1, or 7 if the listener itself threw.
bool Loop::handle_exception(NameId thrown) {
    if (is_stopping()) return false;
    machine_.recorder.event(
        {machine_.now(), running_.task, thrown.value, 0, EventKind::thrown,
         static_cast<std::uint8_t>(has_listener(ProcessEvent::uncaught_exception, NameId::none())),
         lane()});
    int code = 1;
    if (has_listener(ProcessEvent::uncaught_exception, NameId::none())) {
        if (emit_listeners(ProcessEvent::uncaught_exception, thrown, NameId::none())) {
            add_noop_immediate();
            return true;
        }
        code = 7;
    }
    exit_code = code;
    is_exiting_ = true;
    emit_listeners(ProcessEvent::exit, NameId::none(), NameId::none());
    machine_.fail(*this, thrown, error_place_, exit_code);
    return false;
}

/// Node makes sure that a check phase follows, so that ticks which a throw left behind still run (R2.36).
void Loop::add_noop_immediate() { add_immediate(index_none, true).second.is_noop = true; }

}  // namespace sim
