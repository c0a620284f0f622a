// Two threads share one core: one works all the time, the other sleeps for a drawn time and looks how late it wakes. The
// worker's deadline is renewed at ticks, so the one that wakes has to wait if the last tick was less than a slice ago:
// the slice is that share of a tick of the wake-ups which are late. That holds of one that is owed nothing: what a thread
// was owed when it went to sleep puts it first when it wakes, and one that only sleeps and looks would use it up in a
// hundred wake-ups (Linux 6.18 kernel/sched/fair.c, place_entity).

#include "ui/host/scheduler_probe.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <thread>

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "sim/core/draws.hpp"
#include "ui/host/error_text.hpp"

namespace ui {

namespace {

constexpr std::int64_t at_once = 300'000;  // later than this is no wake-up of a free core

std::int64_t now_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// The coarse clock moves with the tick.
std::int64_t find_tick() {
    timespec resolution{};
    if (::clock_getres(CLOCK_MONOTONIC_COARSE, &resolution) != 0) return 0;
    return resolution.tv_nsec;
}

/// The core on which the caller runs, for the caller alone; an errno if that is not allowed.
int stay_on(int core) {
    cpu_set_t set{};
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(core), &set);
    return ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set);
}

/// Works until it has had as much of the core as the other one had while it was away last, but for `owed`: at the tick it
/// would be away again.
constexpr std::int64_t owed = 100'000;
void use_up_lag() {
    constexpr std::int64_t time_max = 40'000'000;  // nobody else wants the core
    const std::int64_t begin = now_ns();
    std::int64_t last = begin;
    std::int64_t since = begin;
    std::int64_t away = 0;
    while (last - begin < time_max && (away == 0 || last - since < away - owed)) {
        const std::int64_t now = now_ns();
        if (now - last > at_once) {
            away = now - last;
            since = now;
        }
        last = now;
    }
}

/// How late each of them was.
std::vector<std::int64_t> collect_wakes(std::chrono::milliseconds time, std::int64_t tick,
                                        const std::atomic<bool>* interrupt) {
    std::vector<std::int64_t> wakes;
    const sim::Source source{1};
    const std::int64_t end = now_ns() + std::chrono::nanoseconds{time}.count();
    for (std::uint64_t i = 0; now_ns() < end; ++i) {
        if (interrupt != nullptr && interrupt->load()) break;
        sim::Stream stream = source.at(i);
        // Without a tick the worker's deadline may still be that of when it was picked.
        const std::int64_t sleep = tick + stream.uniform_below(3 * tick);
        use_up_lag();
        const std::int64_t begin = now_ns();
        const timespec due{(begin + sleep) / 1'000'000'000, (begin + sleep) % 1'000'000'000};
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
        wakes.push_back(now_ns() - begin - sleep);
    }
    return wakes;
}

/// From one part of the samples; 0 if all were late or none was.
std::int64_t find_slice(const std::vector<std::int64_t>& wakes, std::int64_t tick) {
    const std::int64_t late =
        std::ranges::count_if(wakes, [](std::int64_t by) { return by > at_once; });
    const auto all = static_cast<std::int64_t>(wakes.size());
    return late == 0 || late == all ? 0 : tick * late / all + owed;
}

}  // namespace

SchedulerFacts probe_scheduler(std::chrono::milliseconds time, const std::atomic<bool>* interrupt) {
    SchedulerFacts facts{.tick = find_tick(), .slices = {}, .problem = {}};
    if (facts.tick == 0) {
        facts.problem = "how long a tick is cannot be asked";
        return facts;
    }
    const int core = ::sched_getcpu();
    std::atomic<bool> is_over{false};
    std::vector<std::int64_t> wakes;
    int error = 0;
    std::thread sleeper{[&] {
        error = stay_on(core);
        if (error == 0) wakes = collect_wakes(time, facts.tick, interrupt);
        is_over.store(true);
    }};
    std::thread spinner{[&] {
        if (stay_on(core) != 0) return;
        while (!is_over.load(std::memory_order_relaxed)) {
        }
    }};
    sleeper.join();
    spinner.join();
    if (error != 0) {
        facts.problem = error_text(error);
        return facts;
    }
    constexpr std::size_t parts = 5;
    for (std::size_t part = 0; part < parts; ++part) {
        std::vector<std::int64_t> some;
        for (std::size_t i = part; i < wakes.size(); i += parts) some.push_back(wakes[i]);
        if (const std::int64_t slice = find_slice(some, facts.tick); slice > 0)
            facts.slices.push_back(slice);
    }
    if (facts.slices.empty()) facts.problem = "a thread that wakes is never, or always, late";
    return facts;
}

}  // namespace ui
