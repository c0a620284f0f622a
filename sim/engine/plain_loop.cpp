// The life of a loop that only serves plain loads, by the steps of loop.cpp, loop_poll.cpp, drain.cpp, pool.cpp and
// machine.cpp in their order, without what such a program cannot see: phases in which nothing stands, promises that
// nobody shares, frames of bodies. Costs are debts settled at the same places, events are scheduled in the same order, so
// that nothing tells the two ways apart; tests/engine/plain_service_test.cpp holds them against each other.
#include <algorithm>

#include "sim/engine/machine.hpp"
#include "sim/engine/plain_service.hpp"

namespace sim {

/// `is_ideal`: cores are unlimited, every thread runs whenever it wants to.
template <bool is_ideal>
class PlainLoop {
public:
    PlainLoop(Machine& machine, const PlainService& service)
        : machine_(machine),
          service_(service),
          loop_(*machine.loops.front()),
          pool_(*machine.pools.front()),
          costs_(machine.costs),
          owners_(1) {}

    void live();

private:
    struct Request {
        Instant arrival;
        Instant since;  // up to when `waits` is complete
        std::uint32_t load = 0;
        std::uint32_t step = 0;
        std::uint32_t end = 0;
        bool is_answered = false;
        bool is_over = false;  // its handler has ended
        Job job;               // the call under way
        Waits waits{};
    };
    /// Of a thread: the loop's is 0, worker i's is i + 1.
    struct Owner {
        std::uint32_t request = index_none;
        bool is_progressing = true;
        bool is_waking = false;
        WaitReason working = WaitReason::running;
        Instant begun;  // worker: its job; is_ideal: its burst
        Instant since;
    };
    static constexpr std::uint32_t async_item = index_none;
    static constexpr std::size_t batch_max = 1024;

    void bring_up_to_date();
    /// is_ideal: the owner's thread has run since its burst began, or since it was charged last.
    void charge(std::uint32_t owner) {
        const Duration cpu = now() - owners_[owner].since;
        owners_[owner].since = now();
        if (owner == 0) machine_.cores.charge(loop_.thread, cpu);
        else pool_.statistics_.cpu += cpu;
    }
    void run_uv();
    void run_phases();
    void poll();
    void sleep();
    [[nodiscard]] std::size_t count_ready() const { return std::min(ready_.size(), batch_max); }
    void dispatch(std::size_t count);
    void begin(std::uint32_t id);
    void finish_job(std::uint32_t id);
    bool next_trip(std::uint32_t id);
    void go_on(std::uint32_t id);
    void respond(Request& request, int status);
    void begin_task(std::uint32_t id, WaitReason until_now);
    void end_task();
    void settle() {
        if (debt_.ns == 0) return;
        const Duration debt = debt_;
        debt_ = {};
        advance(debt);
    }

    void advance(Duration cpu);
    void wait();
    void step();
    void handle(const Event& event);
    void burst_ended(std::uint32_t owner) {
        acting_ = thread_of(owner);
        if (owner == 0) is_resumed_ = true;
        else worker_ready(owner);
    }
    void apply_transitions() {
        if (!is_ideal && !(machine_.cores.transitions().empty() && transitions_.empty()))
            take_transitions();
    }
    void take_transitions();
    void apply(const Transition& transition);
    void arrived(std::uint32_t load, Instant intended);
    void make_ready(std::uint32_t item);
    void run(std::uint32_t owner, Duration cpu, std::uint32_t waker);

    void submit(std::uint32_t id);
    void start_pool();
    void worker_ready(std::uint32_t worker);
    void take_next(std::uint32_t worker);

    [[nodiscard]] Instant now() const { return machine_.now_; }
    [[nodiscard]] bool is_stopping() const { return machine_.is_stopping_; }
    [[nodiscard]] bool is_alive() const {
        return loop_.active_handles_ > 0 || loop_.active_requests_ > 0;
    }
    [[nodiscard]] std::uint32_t thread_of(std::uint32_t owner) const {
        return owner == 0 ? loop_.thread : first_worker_ + owner - 1;
    }
    [[nodiscard]] std::uint32_t owner_of(std::uint32_t thread) const {
        return thread == loop_.thread ? 0 : thread - first_worker_ + 1;
    }
    void accrue(Request& request, WaitReason reason) { accrue(request, reason, now()); }
    static void accrue(Request& request, WaitReason reason, Instant until) {
        request.waits[static_cast<std::size_t>(reason)] += until - request.since;
        request.since = until;
    }

    Machine& machine_;
    const PlainService& service_;
    Loop& loop_;
    Pool& pool_;
    const CostModel& costs_;
    SlotPool<Request> requests_;
    std::vector<Owner> owners_;
    Ring<Transition> transitions_;
    std::uint32_t acting_ = thread_none;
    std::uint32_t first_worker_ = 0;
    Duration debt_{};
    bool is_resumed_ = true;
    Ring<std::uint32_t> ready_;  // requests, or async_item
    bool async_is_ready_ = false;
    std::vector<std::uint32_t> completed_;
    std::vector<std::uint32_t> completing_;
    Ring<std::uint32_t> queue_;   // requests whose job waits for a worker
    Ring<std::uint32_t> asleep_;  // workers
    Ring<std::uint32_t> woken_;   // is_ideal: owners whose burst ends now, before all events
    std::int64_t waking_ = 0;
};

template <bool is_ideal>
void PlainLoop<is_ideal>::live() {
    LoopStatistics& statistics = loop_.statistics;
    machine_.recorder.mix(
        now(),
        machine_.program.scripts[loop_.script].main.value);  // the script, which does nothing
    statistics.loop_start = now();
    debt_ += costs_.loop_start;
    settle();
    bool goes_on = !is_stopping();
    while (goes_on) {
        run_uv();
        goes_on = !is_stopping() && is_alive();
    }
    statistics.loop_end = now();
    bring_up_to_date();
    loop_.is_finished = true;
    machine_.loop_ended(loop_);
}

/// Statistics count what is under way as far as it has come.
template <bool is_ideal>
void PlainLoop<is_ideal>::bring_up_to_date() {
    for (std::size_t i = 1; i < owners_.size(); ++i) {
        Owner& owner = owners_[i];
        if (owner.request != index_none) {
            pool_.statistics_.busy += now() - owner.begun;
            owner.begun = now();
        }
        if (is_ideal && (owner.request != index_none || owner.is_waking))
            charge(static_cast<std::uint32_t>(i));
    }
    if (is_ideal && !is_resumed_ && !loop_.is_blocked) charge(0);
}

template <bool is_ideal>
void PlainLoop<is_ideal>::run_uv() {
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

template <bool is_ideal>
void PlainLoop<is_ideal>::run_phases() {
    ++loop_.statistics.iterations;
    machine_.count_step();
    debt_ += costs_.loop_iteration;
    if (!machine_.profile.timers_last) settle();
    if (!is_stopping()) poll();
    if (machine_.profile.timers_last) settle();
}

template <bool is_ideal>
void PlainLoop<is_ideal>::poll() {
    const bool may_sleep = is_alive();
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

template <bool is_ideal>
void PlainLoop<is_ideal>::sleep() {
    loop_.slept_at_ = now();
    is_resumed_ = false;
    loop_.is_blocked = true;
    if (!is_ideal) {
        machine_.cores.block(loop_.thread, now());
        apply_transitions();
    }
    wait();
    if (loop_.is_blocked) loop_.statistics.idle += now() - loop_.slept_at_;
}

/// The first `count` of those that are ready; what becomes ready meanwhile stands behind them.
template <bool is_ideal>
void PlainLoop<is_ideal>::dispatch(std::size_t count) {
    for (std::size_t i = 0; i < count && !is_stopping(); ++i) {
        machine_.count_step();
        const std::uint32_t item = ready_.pop_front();
        if (item != async_item) {
            begin(item);
            continue;
        }
        async_is_ready_ = false;
        completing_.swap(completed_);
        for (std::size_t job = 0; job < completing_.size() && !is_stopping(); ++job)
            finish_job(completing_[job]);
        completing_.clear();
    }
}

template <bool is_ideal>
void PlainLoop<is_ideal>::begin_task(std::uint32_t id, WaitReason until_now) {
    accrue(requests_[id], until_now);
    owners_[0].request = id;
}

template <bool is_ideal>
void PlainLoop<is_ideal>::end_task() {
    settle();
    const std::uint32_t id = owners_[0].request;
    accrue(requests_[id], WaitReason::running);
    owners_[0].request = index_none;
    if (requests_[id].is_over) requests_.give_back(id);
}

template <bool is_ideal>
void PlainLoop<is_ideal>::begin(std::uint32_t id) {
    debt_ += costs_.socket_read + machine_.arrivals.overhead(loop_);
    ++loop_.statistics.callbacks;
    begin_task(id, WaitReason::loop_busy);
    machine_.recorder.mix(now(), service_.handlers[requests_[id].load].body.value);
    go_on(id);
    end_task();
}

/// The trip's callback settles the promise, then the continuation runs as a microtask.
template <bool is_ideal>
void PlainLoop<is_ideal>::finish_job(std::uint32_t id) {
    debt_ += costs_.pool_complete;
    ++loop_.statistics.callbacks;
    if (next_trip(id)) return;
    loop_.set_requests(-1);
    begin_task(id, WaitReason::loop_busy);
    end_task();
    const PlainStep& step = service_.steps[requests_[id].step - 1];
    for (std::int32_t hop = 0; hop <= step.hops && !is_stopping(); ++hop) {
        ++loop_.statistics.microtasks;
        machine_.count_step();
        debt_ += costs_.await_hop;
        if (hop < step.hops) continue;
        begin_task(id, WaitReason::tick_drain);
        machine_.recorder.mix(now(), static_cast<std::uint64_t>(ReactionKind::resume) << 36);
        go_on(id);
        end_task();
    }
}

template <bool is_ideal>
bool PlainLoop<is_ideal>::next_trip(std::uint32_t id) {
    Request& request = requests_[id];
    Job& job = request.job;
    const Plan& plan = machine_.plans[job.site];
    if (--job.left == 0) {
        if (++job.run >= plan.runs.size()) return false;
        job.left = plan.runs[job.run].repeat;
    }
    accrue(request, WaitReason::loop_busy);
    submit(id);
    return true;
}

template <bool is_ideal>
void PlainLoop<is_ideal>::go_on(std::uint32_t id) {
    Request& request = requests_[id];
    while (!is_stopping() && request.step < request.end) {
        const PlainStep& step = service_.steps[request.step++];
        switch (step.kind) {
            case PlainStep::Kind::cpu:
                debt_ += step.is_constant ? step.time : machine_.sample_distribution(step.ref);
                settle();
                break;
            case PlainStep::Kind::cpu_api:
                debt_ += machine_.main_thread_time(step.ref);
                settle();
                break;
            case PlainStep::Kind::work:
                debt_ += step.time;
                request.job.site = step.ref;
                request.job.run = 0;
                request.job.left = machine_.plans[step.ref].runs.front().repeat;
                loop_.set_requests(1);
                submit(id);
                return;
            case PlainStep::Kind::respond: respond(request, step.status); break;
        }
    }
    request.is_over = !is_stopping();
}

template <bool is_ideal>
void PlainLoop<is_ideal>::respond(Request& request, int status) {
    debt_ += costs_.socket_write;
    settle();
    if (is_stopping() || request.is_answered) return;
    accrue(request, WaitReason::running);
    request.is_answered = true;
    machine_.arrivals.close(request.load, request.arrival, request.waits,
                            status >= 500 ? RequestOutcome::failed : RequestOutcome::done);
}

template <bool is_ideal>
void PlainLoop<is_ideal>::advance(Duration cpu) {
    if (cpu.ns <= 0 || is_stopping()) return;
    const Instant end = now() + cpu;
    if (end <= machine_.until_ && (is_ideal ? woken_.empty() && machine_.events.next_at() > end
                                            : machine_.cores.can_run_alone(loop_.thread, end))) {
        machine_.cores.charge(loop_.thread, cpu);
        machine_.now_ = end;
        apply_transitions();
        return;
    }
    is_resumed_ = false;
    run(0, cpu, thread_none);
    apply_transitions();
    wait();
}

template <bool is_ideal>
void PlainLoop<is_ideal>::wait() {
    while (!is_resumed_ && !is_stopping()) step();
    if (!is_stopping()) is_resumed_ = true;
    acting_ = loop_.thread;
}

template <bool is_ideal>
void PlainLoop<is_ideal>::step() {
    if (is_ideal && !woken_.empty()) {
        const std::uint32_t owner = woken_.pop_front();
        ++machine_.trace_.statistics.heap_events;
        machine_.count_step();
        if (!is_stopping()) burst_ended(owner);
        acting_ = thread_none;
        return;
    }
    if (machine_.events.empty()) {
        machine_.stop_when_idle();
        return;
    }
    if (machine_.events.next_at() > machine_.until_) {
        machine_.now_ = machine_.until_;
        apply_transitions();
        machine_.stop(EndKind::until, 0, {}, PlaceId::none());
        return;
    }
    const Event event = machine_.events.pop();
    SIM_CHECK(event.at >= now());
    machine_.now_ = event.at;
    apply_transitions();
    ++machine_.trace_.statistics.heap_events;
    machine_.count_step();
    if (is_stopping()) return;
    acting_ = thread_none;
    handle(event);
    apply_transitions();
    acting_ = thread_none;
}

template <bool is_ideal>
void PlainLoop<is_ideal>::handle(const Event& event) {
    switch (static_cast<EventCode>(event.kind)) {
        case EventCode::cores: {
            std::uint32_t thread = event.a;
            if (is_ideal) {
                charge(owner_of(thread));
            } else {
                thread = machine_.cores.handle(event);
                apply_transitions();
                if (thread == thread_none) return;
            }
            burst_ended(owner_of(thread));
            break;
        }
        case EventCode::arrival:
            machine_.arrivals.arrive(event.a, [this, &event](Instant at) { arrived(event.a, at); });
            break;
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

/// As Machine::apply_transitions.
template <bool is_ideal>
void PlainLoop<is_ideal>::take_transitions() {
    while (!transitions_.empty() && transitions_.front().at <= now())
        apply(transitions_.pop_front());
    for (const Transition& transition : machine_.cores.transitions()) {
        if (transitions_.empty() && transition.at <= now()) apply(transition);
        else transitions_.push_back(transition);
    }
    machine_.cores.clear_transitions();
}

template <bool is_ideal>
void PlainLoop<is_ideal>::apply(const Transition& transition) {
    Owner& owner = owners_[owner_of(transition.thread)];
    if (owner.is_progressing == transition.is_progressing) return;
    if (owner.request != index_none)
        accrue(requests_[owner.request],
               owner.is_progressing ? owner.working : WaitReason::core_wait, transition.at);
    owner.is_progressing = transition.is_progressing;
}

template <bool is_ideal>
void PlainLoop<is_ideal>::arrived(std::uint32_t load, Instant intended) {
    const std::uint32_t id = requests_.take();
    Request& request = requests_[id];
    request.arrival = request.since = intended;
    request.load = load;
    request.step = service_.handlers[load].first;
    request.end = service_.handlers[load].end;
    request.is_answered = request.is_over = false;
    request.waits = {};
    machine_.recorder.mix(intended, (std::uint64_t{1} << 62) | load);
    make_ready(id);
}

template <bool is_ideal>
void PlainLoop<is_ideal>::make_ready(std::uint32_t item) {
    ready_.push_back(item);
    if (!loop_.is_blocked) return;
    loop_.is_blocked = false;
    loop_.statistics.idle += now() - loop_.slept_at_;
    run(0, costs_.loop_wake, acting_);
    apply_transitions();
}

template <bool is_ideal>
void PlainLoop<is_ideal>::run(std::uint32_t owner, Duration cpu, std::uint32_t waker) {
    if (is_ideal) {
        owners_[owner].since = now();
        // A burst of no length is the next event of all if nothing else stands at this instant.
        if (cpu.ns == 0 && machine_.events.next_at() > now()) woken_.push_back(owner);
        else machine_.at(now() + cpu, EventCode::cores, thread_of(owner));
    } else {
        machine_.cores.run(thread_of(owner), cpu, waker, now());
    }
}

template <bool is_ideal>
void PlainLoop<is_ideal>::submit(std::uint32_t id) {
    debt_ += costs_.pool_submit;
    if (!pool_.has_started()) debt_ += costs_.pool_start;
    settle();
    if (is_stopping()) return;
    if (!pool_.has_started()) start_pool();
    requests_[id].job.queued = now();
    queue_.push_back(id);
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

template <bool is_ideal>
void PlainLoop<is_ideal>::start_pool() {
    first_worker_ = static_cast<std::uint32_t>(machine_.threads.size());
    pool_.start();
    owners_.resize(1 + static_cast<std::size_t>(pool_.size()));
    for (std::uint32_t i = 1; i < owners_.size(); ++i) {
        owners_[i].working = WaitReason::pool_work;
        asleep_.push_back(i);
    }
}

template <bool is_ideal>
void PlainLoop<is_ideal>::worker_ready(std::uint32_t worker) {
    Owner& owner = owners_[worker];
    if (owner.is_waking) {
        owner.is_waking = false;
        --waking_;
        take_next(worker);
        return;
    }
    Request& request = requests_[owner.request];
    PoolStatistics& statistics = pool_.statistics_;
    ++statistics.jobs;
    statistics.busy += now() - owner.begun;
    accrue(request, WaitReason::pool_work);
    machine_.recorder.mix(now(), (std::uint64_t{1} << 61) | request.job.site);
    completed_.push_back(owner.request);
    owner.request = index_none;
    if (!async_is_ready_) {
        async_is_ready_ = true;
        make_ready(async_item);
    }
    take_next(worker);
}

template <bool is_ideal>
void PlainLoop<is_ideal>::take_next(std::uint32_t worker) {
    Owner& owner = owners_[worker];
    if (queue_.empty()) {
        asleep_.push_back(worker);
        if (!is_ideal) machine_.cores.block(thread_of(worker), now());
        return;
    }
    const std::uint32_t id = queue_.pop_front();
    Request& request = requests_[id];
    owner.begun = now();
    owner.request = id;
    pool_.statistics_.queue_wait += now() - request.job.queued;
    accrue(request, WaitReason::pool_queue);
    run(worker, machine_.service_of(request.job), thread_none);
}

void serve_plainly(Machine& machine, const PlainService& service) {
    if (machine.program.runtime.scheduler == Scheduler::unlimited)
        PlainLoop<true>{machine, service}.live();
    else PlainLoop<false>{machine, service}.live();
}

}  // namespace sim
