// Two threads share one core: one works all the time, the other sleeps for a drawn time and looks how late it wakes. The
// worker's deadline is renewed at ticks, so the one that wakes has to wait if the last tick was less than a slice ago:
// the slice is that share of a tick of the wake-ups which are late.

#include "ui/host/scheduler_probe.hpp"

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

struct Wake {
    std::int64_t slept = 0;
    std::int64_t late = 0;
};

constexpr std::int64_t at_once = 300'000;       // later than this is no wake-up of a free core
constexpr std::int64_t sleep_max = 12'000'000;  // three ticks of 4 ms

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

std::vector<Wake> collect_wakes(std::chrono::milliseconds time,
                                const std::atomic<bool>* interrupt) {
    std::vector<Wake> wakes;
    const sim::Source source{1};
    const std::int64_t end = now_ns() + std::chrono::nanoseconds{time}.count();
    for (std::uint64_t i = 0; now_ns() < end; ++i) {
        if (interrupt != nullptr && interrupt->load()) break;
        sim::Stream stream = source.at(i);
        const auto sleep = static_cast<std::int64_t>(stream.uniform_below(sleep_max)) + 50'000;
        const std::int64_t begin = now_ns();
        const timespec due{(begin + sleep) / 1'000'000'000, (begin + sleep) % 1'000'000'000};
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
        wakes.push_back({sleep, now_ns() - begin - sleep});
    }
    return wakes;
}

/// From one part of the samples; 0 if all were late or none was.
std::int64_t find_slice(const std::vector<Wake>& wakes, std::int64_t tick) {
    std::int64_t counted = 0;
    std::int64_t late = 0;
    for (const Wake& wake : wakes) {
        if (wake.slept < tick)
            continue;  // the worker's deadline may still be that of when it was picked
        ++counted;
        late += wake.late > at_once ? 1 : 0;
    }
    return late == counted ? 0 : tick * late / counted;
}

}  // namespace

SchedulerFacts probe_scheduler(std::chrono::milliseconds time, const std::atomic<bool>* interrupt) {
    SchedulerFacts facts{.tick = find_tick(), .slices = {}, .problem = {}};
    const int core = ::sched_getcpu();
    std::atomic<bool> is_over{false};
    std::vector<Wake> wakes;
    int error = 0;
    std::thread sleeper{[&] {
        error = stay_on(core);
        if (error == 0) wakes = collect_wakes(time, interrupt);
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
        std::vector<Wake> some;
        for (std::size_t i = part; i < wakes.size(); i += parts) some.push_back(wakes[i]);
        if (const std::int64_t slice = find_slice(some, facts.tick); slice > 0)
            facts.slices.push_back(slice);
    }
    if (facts.slices.empty()) facts.problem = "a thread that wakes is never, or always, late";
    return facts;
}

}  // namespace ui
