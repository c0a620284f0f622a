// The specialised loops: no event list, no calls through tables, only the state that the one workload needs.
#include "tests/bench/limits.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "sim/core/exponential.hpp"

namespace bench {

namespace {

/// Exponential gaps in ns from one stream.
class Gaps {
public:
    Gaps(std::uint64_t seed, std::uint32_t source, double mean_ns)
        : stream_(sim::Draws{seed, 0}.stream(source, 0)), mean_ns_(mean_ns) {}
    std::int64_t next() {
        return static_cast<std::int64_t>(sim::draw_exponential(stream_) * mean_ns_);
    }

private:
    sim::Stream stream_;
    double mean_ns_;
};

double in_ms(std::int64_t sum_ns, std::int64_t count) {
    return static_cast<double>(sum_ns) / static_cast<double>(count) / 1e6;
}

}  // namespace

LimitResult run_mm4(std::int64_t jobs, std::uint64_t seed) {
    Gaps arrivals{seed, 1, 1e9 / 3.6};
    Gaps services{seed, 2, 1e9};
    // When the servers are free, ascending: the first takes the job, whose end is put in its place without branches.
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t c = 0;
    std::int64_t d = 0;
    std::int64_t now = 0;
    std::int64_t waited = 0;
    for (std::int64_t i = 0; i < jobs; ++i) {
        now += arrivals.next();
        const std::int64_t start = std::max(now, a);
        waited += start - now;
        const std::int64_t end = start + services.next();
        a = std::min(b, end);
        const std::int64_t second = std::max(b, end);
        b = std::min(c, second);
        const std::int64_t third = std::max(c, second);
        c = std::min(d, third);
        d = std::max(d, third);
    }
    return {2 * jobs, in_ms(waited, jobs)};
}

LimitResult run_login(std::int64_t requests, std::uint64_t seed) {
    constexpr std::int64_t before = 100'000;
    constexpr std::int64_t hash = 80'000'000;
    constexpr std::int64_t after = 50'000;
    Gaps gaps{seed, 1, 1e9 / 42.5};
    // Equal service times: jobs leave the pool in the order in which they entered it, so a ring of the last four
    // starts is the whole pool, and the main thread merges two ordered streams.
    struct Waiting {
        std::int64_t arrival;
        std::int64_t done;
    };
    std::vector<Waiting> in_pool(std::size_t{1} << 16);
    const std::size_t mask = in_pool.size() - 1;
    std::array<std::int64_t, 4> last_done{};
    std::size_t head = 0;
    std::size_t tail = 0;
    std::int64_t main_free = 0;
    std::int64_t arrival = gaps.next();
    std::int64_t latency = 0;
    std::int64_t generated = 0;
    for (std::int64_t finished = 0; finished < requests;) {
        const bool has_arrival = generated < requests;
        if (head == tail || (has_arrival && arrival <= in_pool[head & mask].done)) {
            main_free = std::max(main_free, arrival) + before;
            std::int64_t& worker = last_done[static_cast<std::size_t>(generated) & 3U];
            worker = std::max(worker, main_free) + hash;
            in_pool[tail++ & mask] = {arrival, worker};
            ++generated;
            arrival += gaps.next();
        } else {
            const Waiting done = in_pool[head++ & mask];
            main_free = std::max(main_free, done.done) + after;
            latency += main_free - done.arrival;
            ++finished;
        }
    }
    return {4 * requests, in_ms(latency, requests)};
}

}  // namespace bench
