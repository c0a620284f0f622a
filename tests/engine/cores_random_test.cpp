#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sim/engine/cores.hpp"
#include "tests/catch.hpp"
#include "tests/engine/cores_burst.hpp"

using namespace sim;

namespace {

/// Threads that wake, run chains of random bursts, are stopped in the middle, and sleep, with the invariants
/// of the cores checked at every event.
class RandomLoad {
public:
    RandomLoad(const CoresConfig& config, std::uint64_t seed, Instant horizon)
        : cores_(config, events_, kind_cores, Draws{seed, 0}.source(0)),
          stream_(Draws{seed, 0}.stream(1, 0)) {
        cores_.set_horizon(horizon);
        for (std::int32_t i = 0; i < 7; ++i) {
            const ThreadIndex thread = cores_.add_thread(i == 0);
            asked_.push_back({});
            is_progressing_.push_back(false);
            events_.push(
                {.at = {stream_.uniform_below(1'000'000)}, .kind = kind_wake, .a = thread});
        }
    }

    void run(std::int32_t steps) {
        while (!events_.empty()) {
            const Event event = events_.pop();
            REQUIRE(event.at >= now_);
            watch_idling(event.at);
            now_ = event.at;
            if (event.kind == kind_wake) {
                if (--steps > 0) wake(event.a);
            } else if (const ThreadIndex thread = cores_.handle(event); thread != thread_none) {
                // A burst ends when the thread has had exactly the CPU that was asked for.
                REQUIRE(cores_.cpu_of(thread, now_) == asked_[thread]);
                ++ended_;
                go_on(thread);
            }
            check();
        }
        for (ThreadIndex thread = 0; thread < cores_.threads(); ++thread)
            REQUIRE(cores_.is_blocked(thread));
        REQUIRE(cores_.busy_cores() == 0);
        REQUIRE(cores_.waiting() == 0);
    }

    [[nodiscard]] std::int64_t ended() const { return ended_; }
    [[nodiscard]] Duration idle_longest() const { return idle_longest_; }

private:
    void wake(ThreadIndex thread) {
        if (cores_.is_blocked(thread)) {
            const auto waker = static_cast<ThreadIndex>(stream_.uniform_below(7));
            start(thread, waker == thread ? thread_none : waker);
        } else if (stream_.uniform_below(20) == 0) {
            // Stopped in the middle of its burst.
            cores_.block(thread, now_);
            asked_[thread] = cores_.cpu_of(thread, now_);
        }
        events_.push({.at = now_ + Duration{stream_.uniform_below(30'000'000)},
                      .kind = kind_wake,
                      .a = thread});
    }
    void go_on(ThreadIndex thread) {
        if (thread != 0 && cores_.is_blocked(0))
            start(0, thread);  // wakes the main thread, which may preempt it
        if (stream_.uniform_below(2) == 0) {
            cores_.block(thread, now_);
        } else {
            start(thread, thread_none);
        }
    }
    void start(ThreadIndex thread, ThreadIndex waker) {
        const Duration cpu{
            stream_.uniform_below(stream_.uniform_below(3) == 0 ? 10'000'000 : 1000)};
        asked_[thread] += cpu;
        cores_.run(thread, cpu, waker, now_);
    }
    void watch_idling(Instant then) {
        const bool is_idling = cores_.waiting() > 0 && cores_.busy_cores() < cores_.cores();
        idle_ = is_idling ? idle_ + (then - now_) : Duration{};
        idle_longest_ = std::max(idle_longest_, idle_);
    }
    void check() {
        std::int32_t progressing = 0;
        std::int64_t cpu = 0;
        for (const Transition& transition : cores_.transitions()) {
            is_progressing_[transition.thread] = transition.is_progressing;
            REQUIRE(transition.at >= now_);
            now_ = transition.at;  // of a tick that was handled ahead of time
        }
        cores_.clear_transitions();
        for (ThreadIndex thread = 0; thread < cores_.threads(); ++thread) {
            cpu += cores_.cpu_of(thread, now_).ns;
            REQUIRE(cores_.cpu_of(thread, now_) <= asked_[thread]);
            if (cores_.is_blocked(thread)) continue;
            REQUIRE(cores_.is_progressing(thread) == is_progressing_[thread]);
            progressing += cores_.is_progressing(thread) ? 1 : 0;
        }
        if (cores_.config().scheduler == Scheduler::unlimited) return;
        std::int64_t busy = 0;
        for (std::int32_t core = 0; core < cores_.cores(); ++core) {
            REQUIRE(cores_.busy(core, now_).ns <= now_.ns);
            busy += cores_.busy(core, now_).ns;
        }
        if (cores_.config().scheduler == Scheduler::per_core) {
            REQUIRE(progressing == cores_.busy_cores());
            REQUIRE(busy == cpu);
        } else {
            REQUIRE(std::abs(busy - cpu) <=
                    7);  // each thread's share is shown in whole nanoseconds
        }
    }

    EventQueue events_;
    Cores cores_;
    Stream stream_;
    Instant now_;
    std::vector<Duration> asked_;
    std::vector<bool> is_progressing_;
    std::int64_t ended_ = 0;
    Duration idle_{};
    Duration idle_longest_{};
};

}  // namespace

TEST_CASE("work is conserved under random load", "[cores][random]") {
    const auto scheduler = GENERATE(Scheduler::unlimited, Scheduler::ps, Scheduler::per_core);
    const auto cores = GENERATE(1, 2, 3, 8);
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(static_cast<int>(scheduler), cores, seed);
    const CoresConfig config = machine(scheduler, cores);
    const Instant horizon =
        seed == 3 ? instant_never : Instant{};  // with ticks ahead of time, and without
    RandomLoad load{config, seed, horizon};
    load.run(3000);
    CHECK(load.ended() > 2000);
    // With two cores nobody waits beside an idle one for longer than until the next look of a busy core, which is that of
    // one that has just become idle, too, and the failures that are allowed.
    if (cores != 2 || horizon == instant_never) return;
    CHECK(load.idle_longest() <= config.balance / 2 + config.tick * config.pull_failures);
    if (scheduler == Scheduler::per_core) CHECK(load.idle_longest() > config.tick);
}
