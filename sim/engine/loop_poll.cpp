// The poll phase: the kernel's ready list as epoll keeps it, and who is called for each entry. Sources: Linux
// fs/eventpoll.c (ep_send_events: a level-triggered entry that is still ready goes back to the tail), libuv
// src/unix/linux.c (uv__io_poll), src/unix/async.c (uv__async_io), src/threadpool.c (uv__work_done).
#include <algorithm>
#include <utility>

#include "sim/engine/hosted_tasks.hpp"
#include "sim/engine/machine.hpp"

namespace sim {

void Loop::make_ready(ReadyItem item) {
    // A message that was posted before is ready before.
    const bool may_have_message = item.kind != ReadyKind::async && !async_is_ready_ &&
                                  !is_in_asyncs_ && machine_.host != nullptr;
    if (may_have_message && machine_.host->state().has_message) signal_async();
    if (machine_.outside != nullptr) machine_.outside->before_ready(*this);
    ready_.push_back(item);
    note(NoteKind::ready, TaskId::none(),
         item.kind == ReadyKind::handle ? item.id : std::uint32_t{index_none});
    if (is_blocked) machine_.wake(*this, machine_.acting_thread());
}

void Loop::signal_async() {
    if (async_is_ready_) return;
    async_is_ready_ = true;
    make_ready({ReadyKind::async, 0});
}

void Loop::complete_job(std::uint32_t job) {
    completed_.push_back(job);
    signal_async();
}

void Loop::add_port(std::uint32_t handle) { ports_.push_back(handle); }

void Loop::signal_arrived(NameId signal) {
    signals_.push_back(signal);
    if (signals_are_ready_) return;
    signals_are_ready_ = true;
    make_ready({ReadyKind::signals, 0});
}

void Loop::file_event_arrived(std::uint32_t job) {
    file_events_.push_back(job);
    if (inotify_is_ready_ || !inotify_is_registered_) return;
    inotify_is_ready_ = true;
    make_ready({ReadyKind::inotify, 0});
}

void Loop::watch_files() {
    if (!has_inotify_) watch({ReadyKind::inotify, 0});
    has_inotify_ = true;
}

void Loop::inotify_registered() {
    inotify_is_registered_ = true;
    if (file_events_.empty()) return;
    inotify_is_ready_ = true;
    make_ready({ReadyKind::inotify, 0});
}

void Loop::task_arrived(std::uint32_t job) {
    tasks_.push_back(job);
    signal_async();
}

/// Descriptors that were added since the last poll; one that is ready already goes behind all that became ready
/// earlier (R1.11).
void Loop::register_watchers() {
    for (const ReadyItem item : watch_queue_) {
        if (item.kind == ReadyKind::inotify) inotify_registered();
        else if (item.kind == ReadyKind::arrival) machine_.arrivals.registered(*this, item.id);
        else machine_.network.registered(*this, item.id);
    }
    watch_queue_.clear();
    if (machine_.host != nullptr && machine_.host->state().has_message) signal_async();
}

/// Takes up to `events_max` entries from the head of the ready list. Entries of level-triggered descriptors are
/// looked at again next time; what is no longer ready is dropped.
void Loop::collect_ready(std::size_t events_max) {
    batch_.clear();
    const std::size_t count = ready_.size();
    for (std::size_t i = 0; i < count && batch_.size() < events_max; ++i) {
        const ReadyItem item = ready_.pop_front();
        if (item.kind == ReadyKind::handle && !machine_.network.report_ready(item.id)) continue;
        if (item.kind == ReadyKind::accept && !machine_.arrivals.report_backlog(item.id, *this))
            continue;
        batch_.push_back(item);
        if (item.kind == ReadyKind::handle || item.kind == ReadyKind::accept)
            ready_.push_back(item);
    }
}

void Loop::sleep_in_poll(std::int64_t timeout_ms) {
    record_sleep(timeout_ms < 0 ? index_none
                                : static_cast<std::uint32_t>(timeout_ms & 0x7FFF'FFFF));
    poll_until_ = timeout_ms < 0
                      ? instant_never
                      : slept_at_ + milliseconds(timeout_ms) + machine_.costs.timer_lateness;
    ask_for_timeout();
    machine_.sleep(*this);
    if (is_blocked) note_woken();
}

void Loop::record_sleep(std::uint32_t timeout) {
    machine_.recorder.event(
        {machine_.now(), TaskId::none(), timeout, 0, EventKind::poll_blocked, 0, lane()});
    slept_at_ = machine_.now();
}

void Loop::sleep_until(Instant until) {
    const std::int64_t ms = (until - machine_.now()).ns / 1'000'000;
    record_sleep(until == instant_never ? index_none
                                        : static_cast<std::uint32_t>(ms & 0x7FFF'FFFF));
    poll_until_ = until;
    ask_for_timeout();
    machine_.sleep(*this);
    if (is_blocked) note_woken();
}

void Loop::collect_ready_now() { collect_ready(1024); }

/// An event at `poll_until_` or before it stands in the queue from now on. Most sleeps end early: the event of one
/// serves the next, so that a long timer leaves one in the queue and not one for each sleep.
void Loop::ask_for_timeout() {
    if (poll_until_ == instant_never || (!timeouts_.empty() && timeouts_.back() <= poll_until_))
        return;
    timeouts_.push_back(poll_until_);
    machine_.at(poll_until_, EventCode::poll_timeout, index);
}

void Loop::poll_timed_out() {
    SIM_CHECK(!timeouts_.empty() && timeouts_.back() == machine_.now());
    timeouts_.pop_back();
    if (!is_blocked) return;
    if (poll_until_ <= machine_.now()) machine_.wake(*this, thread_none);
    else ask_for_timeout();
}

/// Idle time ends with the event that wakes the loop, not when it has a core (R7.4).
void Loop::note_woken() {
    const Instant now = machine_.now();
    statistics.idle += now - slept_at_;
    woken_at_ = now;
    machine_.recorder.span(slept_at_, now, index_none, lane(), SpanKind::poll_idle);
    machine_.recorder.event({now, TaskId::none(), 0, 0, EventKind::poll_woke, 0, lane()});
}

/// Signals come last whatever their place in the batch (R1.13).
void Loop::dispatch_batch() {
    bool has_signals = false;
    if (machine_.host != nullptr)
        std::stable_partition(batch_.begin(), batch_.end(), [this](ReadyItem item) {
            return item.kind != ReadyKind::resolver || !machine_.is_host_signal(item.id);
        });
    for (batch_at_ = 0; batch_at_ < batch_.size() && !is_stopping();) {
        const ReadyItem item = batch_[batch_at_++];
        if (item.kind == ReadyKind::signals) has_signals = true;
        else dispatch(item);
    }
    if (has_signals) dispatch_signals();
}

void Loop::dispatch(ReadyItem item) {
    machine_.count_step();
    switch (item.kind) {
        case ReadyKind::async: dispatch_async(); break;
        case ReadyKind::handle: machine_.network.dispatch(*this, item.id); break;
        case ReadyKind::arrival: machine_.arrivals.begin(*this, item.id); break;
        case ReadyKind::accept: machine_.arrivals.accept(*this, item.id); break;
        case ReadyKind::station: machine_.stations.deliver(*this, item.id); break;
        case ReadyKind::resolver: finish_job(item.id); break;
        case ReadyKind::inotify: dispatch_file_events(); break;
        case ReadyKind::signals: break;
    }
}

/// All async handles share one descriptor and are visited in creation order; the pool's is the first, that of Node's platform, which
/// V8 posts its tasks to, comes next (R1.15). One that
/// becomes pending during the pass runs in it if it comes later (R1.16).
void Loop::dispatch_async() {
    async_is_ready_ = false;
    is_in_asyncs_ = true;
    if (machine_.host != nullptr) machine_.host->begin_messages();
    completing_.swap(completed_);
    completing_at_ = 0;
    do {
        while (completing_at_ < completing_.size() && !is_stopping())
            finish_job(completing_[completing_at_++]);
    } while (add_completion());
    completing_.clear();
    // Those that tasks post are for the next pass. Source: Node src/node_platform.cc, FlushForegroundTasksInternal.
    for (std::size_t left = tasks_.size(); left > 0 && !is_stopping(); --left)
        finish_job(tasks_.pop_front());
    if (machine_.outside != nullptr && machine_.host != nullptr &&
        machine_.host->state().has_message)
        machine_.outside->note_messages();
    if (machine_.host != nullptr) machine_.host->run_messages();
    for (std::size_t i = 0; i < ports_.size() && !is_stopping(); ++i)
        machine_.network.deliver_messages(*this, ports_[i]);
    is_in_asyncs_ = false;
}

/// Where the outside decides, a job may turn out to have been done by the time that poll returned.
bool Loop::add_completion() {
    if (machine_.outside == nullptr || is_stopping()) return false;
    // It joins the batch: no new entry of the ready list tells of it.
    const bool was_ready = std::exchange(async_is_ready_, true);
    const bool has_another = machine_.outside->completes_another(*this);
    async_is_ready_ = was_ready;
    if (!has_another) return false;
    completing_.push_back(completed_.back());
    completed_.pop_back();
    return true;
}

bool Loop::has_work_before_poll() const {
    if (!batch_left().empty()) return true;
    if (machine_.host != nullptr) {
        const HostState state = machine_.host->state();
        return state.must_not_sleep || state.has_message;
    }
    return has_immediates() || !closing_.empty() || !pending_.empty() || !ports_.empty();
}

/// Those that have arrived; one that a listener sends is for the next poll. Source: libuv src/unix/signal.c, uv__signal_event.
void Loop::dispatch_signals() {
    signals_are_ready_ = false;
    for (std::size_t left = signals_.size(); left > 0 && !is_stopping(); --left) {
        const NameId signal = signals_.pop_front();
        if (machine_.network.reap_children(*this, signal)) continue;
        open_scope();
        ++statistics.callbacks;
        end_scope(emit_listeners(ProcessEvent::signal, signal, signal));
    }
}

/// Until there are none: those that callbacks cause come before all else. Source: libuv src/unix/linux.c, uv__inotify_read.
void Loop::dispatch_file_events() {
    while (!file_events_.empty() && !is_stopping()) finish_job(file_events_.pop_front());
    inotify_is_ready_ = false;
}

/// A trip is complete. The next trip of the same call is submitted from here (R4.9); after the last one the callback
/// runs or the promise settles, each completion in a scope of its own (R1.17).
void Loop::finish_job(std::uint32_t id) {
    Job& job = machine_.jobs[id];
    charge(machine_.costs.pool_complete);
    ++statistics.callbacks;
    if (job.host != index_none) {
        finish_host_job(id);
        return;
    }
    if (machine_.next_trip(id)) {
        open_scope();
        leave_scope();
        return;
    }
    set_requests(-1);
    const Callback callback = job.callback;
    const std::uint32_t promise = job.promise;
    const std::int32_t hops =
        job.site == index_none ? 0 : settle_hops(*machine_.plans[job.site].api, machine_.profile);
    const bool is_module = job.is_module;
    const std::uint32_t lookup_for = job.lookup_for;
    machine_.jobs.give_back(id);
    if (lookup_for != index_none || is_module) {
        open_scope();
        const Running outer = begin_task(callback.task, index_none, Where::completed);
        end_task(outer, SpanKind::pool_callback);
        if (is_module) machine_.run_module(*this);
        end_scope(is_module || machine_.network.resolved(*this, lookup_for));
    } else if (promise != index_none) {
        const Running outer = begin_task(callback.task, callback.context.request, Where::completed);
        open_scope();
        if (hops > 0) {
            Microtask relay;
            relay.kind = MicrotaskKind::relay;
            relay.hops = hops;
            relay.promise = promise;
            queue_microtask(relay);
        } else {
            promises.fulfil(promise, NameId::none());
            promises.release(promise);
        }
        end_task(outer, SpanKind::pool_callback);
        leave_scope();
    } else {
        open_scope();
        end_scope(execute(callback, NameId::none(), Where::completed, SpanKind::pool_callback));
    }
    machine_.release(callback.context);
}

/// A step that turns out to be more than one, since there was an error, has been taken too early for the program.
void Loop::complete_host_job(std::uint32_t id, const Job& job, bool is_step) const {
    const std::int64_t before = machine_.steps_followed;
    if (machine_.outside != nullptr) machine_.outside->begin_step(job.host);
    machine_.host->complete(id, job.is_cancelled);
    const bool was_followed = machine_.steps_followed == before + 1;
    if (is_step && was_followed) machine_.outside->step_is_over();
    if (job.is_early_step && !was_followed) machine_.outside->note_steps_matter();
}

void Loop::finish_host_job(std::uint32_t id) {
    machine_.charge_cold_taking(*this);
    const Job job = machine_.jobs[id];
    if (machine_.host_jobs[job.host].keeps_alive) set_requests(-1);
    const HostJob& wanted = machine_.host_jobs[job.host];
    const bool is_step = machine_.outside != nullptr && wanted.is_step && wanted.trip_in_call > 0;
    machine_.free_host_job(id);
    if (machine_.host_tasks != nullptr) {
        machine_.host_tasks->begin(job.callback.task);
        complete_host_job(id, job, is_step);
        machine_.host_tasks->end(job.callback.task);
        settle();
        return;
    }
    const Running outer = begin_task(job.callback.task, index_none, Where::completed);
    complete_host_job(id, job, is_step);
    end_task(outer, SpanKind::pool_callback);
}

}  // namespace sim
