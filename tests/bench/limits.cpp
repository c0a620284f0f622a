// The specialised loops: no event list, no calls through tables, only the state that the one workload needs.
#include "tests/bench/limits.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
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

/// Times in ns: their sum, and counts in buckets as wide as those of sim::Histogram. A double keeps its value as bit length
/// and the bits after the leading one, so that its upper bits number the bucket without a branch.
class Times {
public:
    Times() : counts_(octaves << mantissa_bits) {}
    void add(std::int64_t ns) {
        sum_ += ns;
        ++counts_[bucket_of(ns)];
    }
    [[nodiscard]] LimitResult result(std::int64_t events) const {
        std::int64_t count = 0;
        for (const std::uint32_t one : counts_) count += one;
        std::size_t bucket = 0;
        for (std::int64_t seen = counts_[0]; 100 * seen < 99 * count; seen += counts_[bucket])
            ++bucket;
        const double first = std::bit_cast<double>((bucket + ones) << (52 - mantissa_bits)) - 1;
        return {events, static_cast<double>(sum_) / static_cast<double>(count) / 1e6, first / 1e6};
    }

private:
    static constexpr int mantissa_bits = 10;
    static constexpr std::size_t octaves = 63;
    static constexpr std::size_t ones = std::size_t{1023} << mantissa_bits;  // of the double 1
    static std::size_t bucket_of(std::int64_t ns) {
        const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(ns + 1));
        return (bits >> (52 - mantissa_bits)) - ones;
    }

    std::vector<std::uint32_t> counts_;
    std::int64_t sum_ = 0;
};

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
    Times waits;
    for (std::int64_t i = 0; i < jobs; ++i) {
        now += arrivals.next();
        const std::int64_t start = std::max(now, a);
        waits.add(start - now);
        const std::int64_t end = start + services.next();
        a = std::min(b, end);
        const std::int64_t second = std::max(b, end);
        b = std::min(c, second);
        const std::int64_t third = std::max(c, second);
        c = std::min(d, third);
        d = std::max(d, third);
    }
    return waits.result(2 * jobs);
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
    Times latencies;
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
            latencies.add(main_free - done.arrival);
            ++finished;
        }
    }
    return latencies.result(4 * requests);
}

}  // namespace bench
