#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/core/column.hpp"
#include "sim/core/exponential.hpp"
#include "sim/core/fifo.hpp"
#include "sim/engine/machine.hpp"
#include "sim/engine/plain_events.hpp"
#include "sim/engine/plain_request.hpp"
#include "sim/engine/plain_service.hpp"

namespace sim {

/// What is known of a run beforehand, so that there is no question about it for each request.
enum class PlainKind : std::uint8_t {
    on_cores,     // threads compete for cores
    ideal,        // cores are unlimited, every thread runs whenever it wants to
    free,         // ideal, and only what handlers and their jobs do takes time; there are spans
    free_silent,  // free, and nobody wants spans
};

template <PlainKind kind>
class PlainLoop {
    static constexpr bool is_ideal = kind != PlainKind::on_cores;
    static constexpr bool is_free = kind == PlainKind::free || kind == PlainKind::free_silent;
    static constexpr bool may_have_spans = kind != PlainKind::free_silent;

public:
    PlainLoop(Machine& machine, const PlainService& service)
        : machine_(machine),
          service_(service),
          loop_(*machine.loops.front()),
          pool_(*machine.pools.front()),
          costs_(machine.costs),
          events_(machine.events),
          is_watched_(!is_ideal && (machine.recorder.has_spans() ||
                                    machine.program.runtime.scheduler == Scheduler::ps)),
          arrives_singly_(machine.program.loads.front().kind != ArrivalKind::bursts),
          owners_(1) {
        if (!is_ideal && !is_watched_) machine.cores.forget_transitions();
        for (const Distribution& distribution : machine.program.distributions) {
            const auto index = static_cast<std::uint32_t>(draws_.size());
            draws_.emplace_back(
                machine.draws.source(static_cast<std::uint32_t>(DrawSource::sites) + index),
                distribution.a);
        }
    }

    void live();

private:
    /// Of a thread: the loop's is 0, worker i's is i + 1.
    struct Owner {
        PlainRequest* request = nullptr;
        Duration cpu;   // not is_ideal: of its thread when the account of `request` was complete
        Instant begun;  // worker: its job, as far as statistics do not have it
        Instant since;  // is_ideal: its burst began, or was charged last
        Instant stalled_since;
        bool is_progressing = true;
        bool is_waking = false;
        WaitReason working = WaitReason::running;
    };
    static constexpr PlainRequest* async_item = nullptr;  // in `ready_`: the pool's completions
    static constexpr std::size_t batch_max = 1024;

    void bring_up_to_date();
    void run_uv();
    void run_phases();
    void poll();
    void sleep();
    /// What became of the loop by what happened while it slept.
    enum class Served : std::uint8_t {
        asleep,  // it sleeps on: all that happened is that a worker woke
        later,   // it is to wake, after something else
        awake,   // it has run what became ready
    };
    bool serve_asleep();
    Served serve_arrival();
    Served serve_worker(std::uint32_t worker);
    void fall_asleep();
    bool wake_at_once();
    void begin_iteration() {
        ++loop_.statistics.iterations;
        machine_.count_step();
    }
    [[nodiscard]] std::size_t count_ready() const { return std::min(ready_.size(), batch_max); }
    void dispatch(std::size_t count);
    void begin(PlainRequest& request);
    void finish_job(PlainRequest& request);
    bool next_trip(PlainRequest& request);
    void go_on(PlainRequest& request);
    void respond(PlainRequest& request, int status);
    void keep(const PlainRequest& request, RequestOutcome outcome);
    void attach(std::uint32_t owner, PlainRequest& request) {
        owners_[owner].request = &request;
        if (!is_ideal) owners_[owner].cpu = machine_.cores.cpu_of(thread_of(owner), now());
    }
    /// The owner has worked for the request since its account was complete. If transitions say when it had no core, the
    /// account has that already; if not, it is the time in which its thread used no CPU.
    void accrue_work(std::uint32_t owner, PlainRequest& request, WaitReason reason) {
        if (!is_ideal && !is_watched_) {
            const Duration cpu = machine_.cores.cpu_of(thread_of(owner), now());
            const Duration used = cpu - std::exchange(owners_[owner].cpu, cpu);
            request.accrue(reason, request.since + used);
            request.accrue(WaitReason::core_wait, now());
            return;
        }
        request.accrue(reason, now());
    }
    void begin_task(PlainRequest& request, WaitReason until_now) {
        request.accrue(until_now, now());
        if (!is_ideal) attach(0, request);
        task_since_ = now();
    }
    void end_task(PlainRequest& request, SpanKind what) {
        settle();
        span(task_since_, request.record, loop_.lane(), what);
        accrue_work(0, request, WaitReason::running);
        if (!is_ideal) owners_[0].request = nullptr;
        if (!request.is_over) return;
        if (!request.is_answered) leave(request);
        requests_.give_back(request);
    }
    /// If its handler did not answer it, nobody will.
    [[gnu::noinline]] void leave(PlainRequest& request) {
        if (request.is_answered || request.record == index_none) return;
        machine_.recorder.leave_request(request.record, request.arrival, request.load);
        request.is_answered = true;
    }
    /// What serving a request costs beyond its handler, as Arrivals::overhead.
    [[nodiscard]] Duration overhead() {
        const Duration idle = loop_.statistics.idle;
        const Duration pause = idle - std::exchange(idle_before_, idle);
        return after_pause(costs_, pause, costs_.request_hot, costs_.request_cold);
    }
    [[nodiscard]] Duration draw(const PlainTime& time, std::uint32_t run = 0) {
        if (time.kind == PlainTime::Kind::constant) return time.time;
        if (time.kind == PlainTime::Kind::exponential) {
            return draws_[time.ref].at(machine_.draw_counts_[time.ref]++);
        }
        if (time.kind == PlainTime::Kind::drawn) return machine_.sample_distribution(time.ref);
        return machine_.trip_time(time.ref, run);
    }

    void span(Instant from, std::uint32_t record, std::uint16_t lane, SpanKind what) {
        if constexpr (kind == PlainKind::free)
            machine_.recorder.add_span(from, now(), record, lane, what);
        else if constexpr (may_have_spans) machine_.recorder.span(from, now(), record, lane, what);
    }
    [[nodiscard]] bool has_spans() const {
        return kind == PlainKind::free || (may_have_spans && machine_.recorder.has_spans());
    }
    [[nodiscard]] std::uint16_t lane_of(std::uint32_t owner) const {
        return owner == 0 ? loop_.lane() : pool_.workers_[owner - 1].lane;
    }
    /// Idle time ends with the event that wakes the loop.
    void note_woken() {
        loop_.statistics.idle += now() - loop_.slept_at_;
        span(loop_.slept_at_, index_none, loop_.lane(), SpanKind::poll_idle);
    }

    void owe(Duration cost) {
        if constexpr (!is_free) debt_ += cost;
    }
    void settle() {
        if (is_free || debt_.ns == 0) return;
        const Duration debt = debt_;
        debt_ = {};
        advance(debt);
    }
    /// What the handler says, with what was owed before.
    void spend(Duration cpu) {
        if (is_free) return advance(cpu);
        debt_ += cpu;
        settle();
    }
    void advance(Duration cpu);
    void advance_by_events(Duration cpu);
    void wait();
    void step();
    void step_ideally();
    void step_on_cores();
    void stop_at_end(Instant next);
    void count_event() {
        ++machine_.trace_.statistics.heap_events;
        machine_.count_step();
    }
    /// While the loop sleeps: an event, and if the loop is awake by it, the burst by which it woke and what that dispatches.
    static constexpr std::int64_t steps_served = 3;
    void count_served(bool is_awake) {
        machine_.trace_.statistics.heap_events += is_awake ? 2 : 1;
        machine_.pass_steps(is_awake ? steps_served : 1);
    }
    void handle(const Event& event);
    void charge(std::uint32_t owner) {
        const Duration cpu = now() - owners_[owner].since;
        owners_[owner].since = now();
        if (owner == 0) loop_cpu_ += cpu;
        else pool_.statistics_.cpu += cpu;
    }
    void burst_ended(std::uint32_t owner) {
        if (!is_ideal) acting_ = thread_of(owner);
        if (owner == 0) is_resumed_ = true;
        else worker_ready(owner);
    }
    void apply_transitions() {
        if (!is_ideal && is_watched_ && !machine_.cores.transitions().empty()) take_transitions();
    }
    void take_transitions();
    /// Its thread sleeps and waits for no core any more.
    void block(std::uint32_t owner) {
        apply_transitions();
        machine_.cores.block(thread_of(owner), now());
        if (is_watched_) apply({now(), thread_of(owner), true});
        apply_transitions();
    }
    void apply(const Transition& transition);
    void arrive(std::uint32_t load);
    void arrived(std::uint32_t load, Instant intended);
    PlainRequest& open(std::uint32_t load, Instant intended);
    void make_ready(PlainRequest* item);
    void run(std::uint32_t owner, Duration cpu, std::uint32_t woken_by);
    void run_elsewhere(std::uint32_t owner, Duration cpu);

    void submit(PlainRequest& request);
    void start_pool();
    void worker_ready(std::uint32_t worker);
    void begin_working(std::uint32_t worker);
    PlainRequest& end_work(std::uint32_t worker);
    void complete(PlainRequest& request);
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

    Machine& machine_;
    const PlainService& service_;
    Loop& loop_;
    Pool& pool_;
    const CostModel& costs_;
    PlainEvents events_;  // is_ideal
    /// Not is_ideal: transitions say when a thread had no core. Nobody needs to know that if there are no spans and a
    /// thread either waits or runs at full speed.
    const bool is_watched_;
    const bool arrives_singly_;  // the first load
    PlainRequests requests_;
    std::vector<Owner> owners_;
    std::vector<ExponentialDraws> draws_;  // by distribution
    std::uint32_t acting_ = thread_none;
    std::uint32_t first_worker_ = 0;
    Duration debt_{};
    Duration loop_cpu_{};  // is_ideal: not yet told to the cores
    Duration idle_before_{
        -duration_max.ns};  // how long the loop had slept when it last began a request
    Instant task_since_;
    bool is_resumed_ = true;
    bool async_is_ready_ = false;
    Fifo<PlainRequest*> ready_;
    Column<PlainRequest*> completed_;
    Column<PlainRequest*> completing_;
    Fifo<PlainRequest*> queue_;   // those whose job waits for a worker
    Fifo<std::uint32_t> asleep_;  // workers
    Fifo<std::uint32_t> woken_;   // is_ideal: owners whose burst ends now, before all events
    std::int64_t waking_ = 0;
};

}  // namespace sim
