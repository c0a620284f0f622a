// The life of a loop that only serves plain loads, by the steps of loop.cpp, loop_poll.cpp, drain.cpp, pool.cpp and
// machine.cpp in their order, without what such a program cannot see: phases in which nothing stands, promises that
// nobody shares, frames of bodies. Costs are debts settled at the same places, events are scheduled in the same order, so
// that nothing tells the two ways apart; tests/engine/plain_service_test.cpp holds them against each other.
#include "sim/engine/plain_loop.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/engine/arrivals_close.hpp"

namespace sim {

template <PlainKind kind>
void PlainLoop<kind>::live() {
    LoopStatistics& statistics = loop_.statistics;
    machine_.recorder.mix(
        now(),
        machine_.program.scripts[loop_.script].main.value);  // the script, which does nothing
    span(now(), index_none, loop_.lane(), SpanKind::script);
    statistics.loop_start = now();
    owe(costs_.main_end + costs_.loop_start);
    settle();
    bool goes_on = !is_stopping();
    while (goes_on) {
        run_uv();
        goes_on = !is_stopping() && is_alive();
    }
    statistics.loop_end = now();
    bring_up_to_date();
    if (!is_ideal && !machine_.cores.is_blocked(loop_.thread)) block(0);
    for (PlainRequest& request : requests_.all()) leave(request);
    loop_.is_finished = true;
    machine_.loop_ended(loop_);
}

/// Statistics count what is under way as far as it has come.
template <PlainKind kind>
void PlainLoop<kind>::bring_up_to_date() {
    for (std::size_t i = 1; i < owners_.size(); ++i) {
        Owner& owner = owners_[i];
        if (owner.request != nullptr) {
            pool_.statistics_.busy += now() - owner.begun;
            owner.begun = now();
        }
        if (is_ideal && (owner.request != nullptr || owner.is_waking))
            charge(static_cast<std::uint32_t>(i));
    }
    if (!is_ideal) return;
    if (!is_resumed_ && !loop_.is_blocked) charge(0);
    if (loop_cpu_.ns > 0) machine_.cores.charge(loop_.thread, loop_cpu_);  // it may never have run
    loop_cpu_ = {};
}

/// All that it calls for each request stands in this one function: a seventh of the time went into calls.
template <PlainKind kind>
[[gnu::flatten]] void PlainLoop<kind>::run_uv() {
    if (!is_alive()) {
        settle();
        return;
    }
    settle();
    while (!is_stopping()) {
        run_phases();
        if (is_stopping() || !is_alive()) break;
    }
}

template <PlainKind kind>
inline void PlainLoop<kind>::run_phases() {
    begin_iteration();
    owe(costs_.loop_iteration);
    if (!machine_.profile.timers_last) settle();
    if (!is_stopping()) poll();
    if (machine_.profile.timers_last) settle();
}

template <PlainKind kind>
inline void PlainLoop<kind>::poll() {
    const bool may_sleep = is_alive();
    if (loop_.statistics.iterations == 1) owe(costs_.poll_first);
    settle();
    if (is_stopping()) return;
    std::size_t batch = count_ready();
    if (batch == 0 && may_sleep) {
        sleep();
        if (is_stopping()) return;
        batch = count_ready();
    }
    for (int round = 0; round < 48 && !is_stopping(); ++round) {
        dispatch(batch);
        if (batch < batch_max) break;
        batch = count_ready();
        settle();
    }
}

template <PlainKind kind>
inline void PlainLoop<kind>::sleep() {
    fall_asleep();
    if (is_free && serve_asleep()) return;
    if (!is_ideal) block(0);
    wait();
    if (loop_.is_blocked) note_woken();
}

/// What happens while the loop sleeps, mostly one thing at a time: each such thing is served by an iteration of its own, without
/// the queues and questions that are for several. True if the loop is awake then, false if it is still to be woken.
template <PlainKind kind>
[[gnu::flatten, gnu::noinline]] bool PlainLoop<kind>::serve_asleep() {
    while (!is_stopping() && machine_.has_steps(steps_served)) {
        std::uint32_t owner = 0;  // the loop, for which a request arrives
        if (!woken_.empty()) {
            owner = woken_.pop_front();
        } else {
            const PlainEvents::Next next = events_.next();
            const bool is_arrival = next.kind == PlainEvents::Kind::arrival;
            if (next.at > machine_.until_ || next.kind == PlainEvents::Kind::other ||
                (is_arrival && !arrives_singly_))
                return false;
            machine_.now_ = next.at;
            if (!is_arrival) {
                owner = events_.take_burst();
                charge(owner);
            }
        }
        const Served served = owner == 0 ? serve_arrival() : serve_worker(owner);
        if (served == Served::asleep) continue;
        if (served == Served::later) return false;
        if (is_stopping() || !is_alive()) return true;
        begin_iteration();
        if (is_stopping() || !ready_.empty()) return true;
        fall_asleep();
    }
    return false;
}

template <PlainKind kind>
inline typename PlainLoop<kind>::Served PlainLoop<kind>::serve_arrival() {
    events_.take_arrival();
    PlainRequest* request = nullptr;
    bool is_awake = false;
    machine_.arrivals.arrive(
        0,
        [&](Instant intended) {
            request = &open(0, intended);
            is_awake = wake_at_once();
            if (!is_awake) make_ready(request);
        },
        [&](Instant next) { events_.put_arrival(next); });
    count_served(is_awake);
    if (!is_awake) return Served::later;
    begin(*request);
    return Served::awake;
}

template <PlainKind kind>
inline typename PlainLoop<kind>::Served PlainLoop<kind>::serve_worker(std::uint32_t worker) {
    if (owners_[worker].is_waking) {
        count_served(false);
        begin_working(worker);
        return Served::asleep;
    }
    PlainRequest& request = end_work(worker);
    const bool is_awake = wake_at_once();
    if (!is_awake) complete(request);
    take_next(worker);
    count_served(is_awake);
    if (!is_awake) return Served::later;
    finish_job(request);
    return Served::awake;
}

template <PlainKind kind>
inline void PlainLoop<kind>::fall_asleep() {
    loop_.slept_at_ = now();
    is_resumed_ = false;
    loop_.is_blocked = true;
}

/// Wakes the loop if the burst of no length by which it wakes ends before anything else happens.
template <PlainKind kind>
inline bool PlainLoop<kind>::wake_at_once() {
    if (!is_free || !woken_.empty() || events_.next_at() <= now()) return false;
    loop_.is_blocked = false;
    is_resumed_ = true;
    note_woken();
    return true;
}

/// The first `count` of those that are ready; what becomes ready meanwhile stands behind them.
template <PlainKind kind>
inline void PlainLoop<kind>::dispatch(std::size_t count) {
    for (std::size_t i = 0; i < count && !is_stopping(); ++i) {
        machine_.count_step();
        PlainRequest* const item = ready_.pop_front();
        if (item != async_item) {
            begin(*item);
            continue;
        }
        async_is_ready_ = false;
        completing_.swap(completed_);
        for (std::size_t job = 0; job < completing_.size() && !is_stopping(); ++job)
            finish_job(*completing_[job]);
        completing_.clear();
    }
}

template <PlainKind kind>
inline void PlainLoop<kind>::begin(PlainRequest& request) {
    if (!is_free) owe(costs_.socket_read + overhead());
    ++loop_.statistics.callbacks;
    begin_task(request, WaitReason::loop_busy);
    machine_.recorder.mix(now(), service_.handlers[request.load].body.value);
    go_on(request);
    end_task(request, SpanKind::io_callback);
}

/// The trip's callback settles the promise, then the continuation runs as a microtask.
template <PlainKind kind>
inline void PlainLoop<kind>::finish_job(PlainRequest& request) {
    owe(costs_.pool_complete);
    ++loop_.statistics.callbacks;
    const PlainStep& step = request.step[-1];
    if (!step.is_single && next_trip(request)) return;
    loop_.set_requests(-1);
    begin_task(request, WaitReason::loop_busy);
    end_task(request, SpanKind::pool_callback);
    for (std::int32_t hop = 0; hop <= step.hops && !is_stopping(); ++hop) {
        ++loop_.statistics.microtasks;
        machine_.count_step();
        owe(costs_.await_hop);
        if (hop < step.hops) continue;
        begin_task(request, WaitReason::tick_drain);
        machine_.recorder.mix(now(), static_cast<std::uint64_t>(ReactionKind::resume) << 36);
        go_on(request);
        end_task(request, SpanKind::microtask);
    }
}

template <PlainKind kind>
[[gnu::noinline]] bool PlainLoop<kind>::next_trip(PlainRequest& request) {
    const Plan& plan = machine_.plans[request.step[-1].ref];
    if (--request.left == 0) {
        if (++request.run >= plan.runs.size()) return false;
        request.left = plan.runs[request.run].repeat;
    }
    request.accrue(WaitReason::loop_busy, now());
    submit(request);
    return true;
}

template <PlainKind kind>
inline void PlainLoop<kind>::go_on(PlainRequest& request) {
    while (!is_stopping() && request.step != request.end) {
        const PlainStep& step = *request.step++;
        switch (step.kind) {
            case PlainStep::Kind::cpu: spend(draw(step.time)); break;
            case PlainStep::Kind::cpu_api: spend(machine_.main_thread_time(step.ref)); break;
            case PlainStep::Kind::work:
                owe(step.call);
                request.run = 0;
                request.left = step.first_repeat;
                loop_.set_requests(1);
                submit(request);
                return;
            case PlainStep::Kind::respond: respond(request, step.status); break;
        }
    }
    request.is_over = !is_stopping();
}

template <PlainKind kind>
inline void PlainLoop<kind>::respond(PlainRequest& request, int status) {
    owe(costs_.socket_write);
    settle();
    if (is_stopping() || request.is_answered) return;
    accrue_work(0, request, WaitReason::running);
    request.is_answered = true;
    const RequestOutcome outcome = status >= 500 ? RequestOutcome::failed : RequestOutcome::done;
    if (has_spans()) keep(request, outcome);
    machine_.arrivals.close(request.load, request.arrival, request.waits, outcome);
}

template <PlainKind kind>
inline void PlainLoop<kind>::keep(const PlainRequest& request, RequestOutcome outcome) {
    machine_.recorder.close_request(request.record, {request.arrival, now(), request.load, outcome},
                                    request.waits, PlainRequest::reasons);
}

template <PlainKind kind>
inline void PlainLoop<kind>::advance(Duration cpu) {
    if (cpu.ns <= 0 || is_stopping()) return;
    const Instant end = now() + cpu;
    if (end > machine_.until_ || !(is_ideal ? woken_.empty() && events_.next_at() > end
                                            : machine_.cores.can_run_alone(loop_.thread, end)))
        return advance_by_events(cpu);
    if (is_ideal) loop_cpu_ += cpu;
    else machine_.cores.charge(loop_.thread, cpu);
    machine_.now_ = end;
    apply_transitions();
}

template <PlainKind kind>
[[gnu::noinline]] void PlainLoop<kind>::advance_by_events(Duration cpu) {
    is_resumed_ = false;
    run(0, cpu, thread_none);
    apply_transitions();
    wait();
}

template <PlainKind kind>
inline void PlainLoop<kind>::wait() {
    while (!is_resumed_ && !is_stopping()) step();
    if (!is_stopping()) is_resumed_ = true;
    acting_ = loop_.thread;
}

template <PlainKind kind>
inline void PlainLoop<kind>::step() {
    if constexpr (is_ideal) step_ideally();
    else step_on_cores();
}

template <PlainKind kind>
inline void PlainLoop<kind>::step_ideally() {
    if (!woken_.empty()) {
        const std::uint32_t owner = woken_.pop_front();
        count_event();
        if (!is_stopping()) burst_ended(owner);
        return;
    }
    const PlainEvents::Next next = events_.next();
    if (next.at > machine_.until_ || next.at == instant_never) return stop_at_end(next.at);
    machine_.now_ = next.at;
    count_event();
    if (is_stopping()) return;
    if (next.kind == PlainEvents::Kind::arrival) {
        events_.take_arrival();
        arrive(0);
    } else if (next.kind == PlainEvents::Kind::burst) {
        const std::uint32_t owner = events_.take_burst();
        charge(owner);
        burst_ended(owner);
    } else {
        handle(machine_.events.pop());
    }
}

template <PlainKind kind>
inline void PlainLoop<kind>::step_on_cores() {
    const Instant next = machine_.events.next_at();
    if (next > machine_.until_ || next == instant_never) return stop_at_end(next);
    SIM_CHECK(next >= now());
    machine_.now_ = next;
    apply_transitions();
    acting_ = thread_none;
    if (machine_.events.is_alarm_next()) {
        machine_.events.take_alarm();
        count_event();
        if (is_stopping()) return;
        const std::uint32_t thread = machine_.cores.handle_alarm(next);
        apply_transitions();
        if (thread != thread_none) burst_ended(owner_of(thread));
    } else {
        const Event event = machine_.events.pop();
        count_event();
        if (is_stopping()) return;
        handle(event);
    }
    apply_transitions();
    acting_ = thread_none;
}

/// Nothing happens any more, or nothing within the time that the run has.
template <PlainKind kind>
void PlainLoop<kind>::stop_at_end(Instant next) {
    if (next == instant_never) return machine_.stop_when_idle();
    machine_.now_ = machine_.until_;
    apply_transitions();
    machine_.stop_at_horizon();
}

template <PlainKind kind>
inline void PlainLoop<kind>::handle(const Event& event) {
    switch (static_cast<EventCode>(event.kind)) {
        case EventCode::cores:  // is_ideal
            charge(owner_of(event.a));
            burst_ended(owner_of(event.a));
            break;
        case EventCode::arrival: arrive(event.a); break;
        case EventCode::user_arrival:
            machine_.arrivals.user_arrives(event.a, [this, &event] { arrived(event.a, now()); });
            break;
        case EventCode::poll_timeout:
        case EventCode::worker_unblocks:
        case EventCode::request_timeout:
        case EventCode::station_arrives:
        case EventCode::station_done:
        case EventCode::station_answers:
        case EventCode::resolver_answers:
        case EventCode::child_exits:
        case EventCode::loop_starts: SIM_CHECK(false); break;
        case EventCode::warmup_ends:
            bring_up_to_date();
            machine_.take_baseline();
            pool_.begin_measuring(static_cast<std::int64_t>(queue_.size()) - waking_);
            break;
    }
}

/// The cores tell what lies ahead only as far as nothing else happens, so that it can be told at once.
template <PlainKind kind>
void PlainLoop<kind>::take_transitions() {
    for (const Transition& transition : machine_.cores.transitions()) {
        SIM_CHECK(transition.at <= now() || transition.at <= machine_.events.next_at());
        apply(transition);
    }
    machine_.cores.clear_transitions();
}

template <PlainKind kind>
void PlainLoop<kind>::apply(const Transition& transition) {
    const std::uint32_t index = owner_of(transition.thread);
    Owner& owner = owners_[index];
    if (owner.is_progressing == transition.is_progressing) return;
    if (owner.request != nullptr)
        owner.request->accrue(owner.is_progressing ? owner.working : WaitReason::core_wait,
                              transition.at);
    owner.is_progressing = transition.is_progressing;
    if (!transition.is_progressing) {
        owner.stalled_since = transition.at;
    } else if (transition.at > owner.stalled_since) {
        machine_.recorder.span(owner.stalled_since, transition.at,
                               owner.request != nullptr ? owner.request->record : index_none,
                               lane_of(index), SpanKind::core_wait);
    }
}

template <PlainKind kind>
inline void PlainLoop<kind>::arrive(std::uint32_t load) {
    machine_.arrivals.arrive(
        load, [this, load](Instant intended) { arrived(load, intended); },
        [this, load](Instant next) {
            if (is_ideal && load == 0) events_.put_arrival(next);
            else machine_.at(next, EventCode::arrival, load);
        });
}

template <PlainKind kind>
inline void PlainLoop<kind>::arrived(std::uint32_t load, Instant intended) {
    make_ready(&open(load, intended));
}

template <PlainKind kind>
inline PlainRequest& PlainLoop<kind>::open(std::uint32_t load, Instant intended) {
    PlainRequest& request = requests_.take();
    request.arrival = request.since = intended;
    request.load = load;
    request.step = service_.steps.data() + service_.handlers[load].first;
    request.end = service_.steps.data() + service_.handlers[load].end;
    request.is_answered = request.is_over = false;
    request.forget_waits();
    request.record = index_none;
    if (has_spans()) request.record = machine_.recorder.open_request(intended, load);
    machine_.recorder.mix(intended, (std::uint64_t{1} << 62) | load);
    return request;
}

template <PlainKind kind>
inline void PlainLoop<kind>::make_ready(PlainRequest* item) {
    ready_.push_back(item);
    if (!loop_.is_blocked) return;
    if (wake_at_once()) return count_event();
    loop_.is_blocked = false;
    note_woken();
    run(0, costs_.loop_wake, acting_);
    apply_transitions();
}

template <PlainKind kind>
inline void PlainLoop<kind>::run(std::uint32_t owner, Duration cpu, std::uint32_t woken_by) {
    if (!is_ideal) return machine_.cores.run(thread_of(owner), cpu, woken_by, now());
    owners_[owner].since = now();
    // A burst of no length is the next event of all if nothing else stands at this instant.
    if (cpu.ns == 0 && events_.next_at() > now()) woken_.push_back(owner);
    else if (PlainEvents::has_room(owner)) events_.put_burst(now() + cpu, owner);
    else run_elsewhere(owner, cpu);
}

/// is_ideal: what has no room among the events here.
template <PlainKind kind>
[[gnu::noinline]] void PlainLoop<kind>::run_elsewhere(std::uint32_t owner, Duration cpu) {
    machine_.at(now() + cpu, EventCode::cores, thread_of(owner));
}

template <PlainKind kind>
inline void PlainLoop<kind>::submit(PlainRequest& request) {
    owe(costs_.pool_submit);
    if (!pool_.has_started()) owe(costs_.pool_start);
    settle();
    if (is_stopping()) return;
    if (!pool_.has_started()) start_pool();
    request.queued = now();
    queue_.push_back(&request);
    if (!asleep_.empty()) {
        const std::uint32_t worker = asleep_.pop_front();
        owners_[worker].is_waking = true;
        ++waking_;
        run(worker, costs_.worker_wake, acting_);
        apply_transitions();
    }
    std::int64_t& longest = pool_.statistics_.queue_max;
    longest = std::max(longest, static_cast<std::int64_t>(queue_.size()) - waking_);
}

template <PlainKind kind>
[[gnu::noinline]] void PlainLoop<kind>::start_pool() {
    first_worker_ = static_cast<std::uint32_t>(machine_.threads.size());
    pool_.start();
    owners_.resize(1 + static_cast<std::size_t>(pool_.size()));
    for (std::uint32_t i = 1; i < owners_.size(); ++i) {
        owners_[i].working = WaitReason::pool_work;
        asleep_.push_back(i);
    }
}

template <PlainKind kind>
inline void PlainLoop<kind>::worker_ready(std::uint32_t worker) {
    if (owners_[worker].is_waking) return begin_working(worker);
    complete(end_work(worker));
    take_next(worker);
}

template <PlainKind kind>
inline void PlainLoop<kind>::complete(PlainRequest& request) {
    completed_.push_back(&request);
    if (async_is_ready_) return;
    async_is_ready_ = true;
    make_ready(async_item);
}

/// A worker that was woken runs.
template <PlainKind kind>
inline void PlainLoop<kind>::begin_working(std::uint32_t worker) {
    owners_[worker].is_waking = false;
    --waking_;
    take_next(worker);
}

/// The request whose job is done.
template <PlainKind kind>
inline PlainRequest& PlainLoop<kind>::end_work(std::uint32_t worker) {
    Owner& owner = owners_[worker];
    PlainRequest& request = *owner.request;
    PoolStatistics& statistics = pool_.statistics_;
    ++statistics.jobs;
    statistics.busy += now() - owner.begun;
    accrue_work(worker, request, WaitReason::pool_work);
    span(request.begun, request.record, lane_of(worker), SpanKind::pool_work);
    machine_.recorder.mix(now(), (std::uint64_t{1} << 61) | request.step[-1].ref);
    owner.request = nullptr;
    return request;
}

template <PlainKind kind>
inline void PlainLoop<kind>::take_next(std::uint32_t worker) {
    Owner& owner = owners_[worker];
    if (queue_.empty()) {
        asleep_.push_back(worker);
        if (!is_ideal) block(worker);
        return;
    }
    PlainRequest& request = *queue_.pop_front();
    owner.begun = request.begun = now();
    attach(worker, request);
    if (request.begun > request.queued)
        span(request.queued, request.record, loop_.lane(), SpanKind::pool_queue);
    machine_.add_wait(pool_.statistics_.queue_wait, now() - request.queued);
    request.accrue(WaitReason::pool_queue, now());
    run(worker, draw(request.step[-1].time, request.run), thread_none);
}

namespace {

/// Whether a loop that serves so has no costs of its own.
bool is_free_of_costs(const CostModel& costs, const PlainService& service) {
    constexpr std::array met{
        &CostModel::main_end,     &CostModel::loop_start,  &CostModel::loop_iteration,
        &CostModel::poll_first,   &CostModel::loop_wake,   &CostModel::socket_read,
        &CostModel::socket_write, &CostModel::request_hot, &CostModel::request_cold,
        &CostModel::await_hop,    &CostModel::pool_submit, &CostModel::pool_complete,
        &CostModel::pool_start,   &CostModel::worker_wake};
    return std::ranges::all_of(met, [&](auto cost) { return (costs.*cost).ns == 0; }) &&
           std::ranges::all_of(service.steps,
                               [](const PlainStep& step) { return step.call.ns == 0; });
}

}  // namespace

void serve_plainly(Machine& machine, const PlainService& service) {
    if (machine.program.runtime.scheduler != Scheduler::unlimited)
        PlainLoop<PlainKind::on_cores>{machine, service}.live();
    else if (!is_free_of_costs(machine.costs, service))
        PlainLoop<PlainKind::ideal>{machine, service}.live();
    else if (machine.recorder.has_spans()) PlainLoop<PlainKind::free>{machine, service}.live();
    else PlainLoop<PlainKind::free_silent>{machine, service}.live();
}

}  // namespace sim
