#pragma once

#include <array>
#include <cstdint>

#include "sim/core/draws.hpp"
#include "sim/core/time.hpp"

namespace sim {

// Exponential variates by the ziggurat of distribution.cpp. What about 99 % of draws need is inline here, because arrivals
// and service times of load runs are mostly of this kind.

/// A layer of the ziggurat: positions below `inside` need no further test.
struct ExponentialLayer {
    double width = 0;  // by 2^-53
    std::uint64_t inside = 0;
};
extern const std::array<ExponentialLayer, 256> exponential_layers;

/// The variate when the first draw, `bits`, may lie outside of the density.
[[nodiscard]] double draw_exponential_outside(std::uint64_t bits, Stream& stream);

/// Of mean 1.
[[nodiscard]] inline double draw_exponential(Stream& stream) {
    const std::uint64_t bits = stream.bits();
    const ExponentialLayer& layer = exponential_layers[bits & 255];
    const std::uint64_t position = bits >> 11;
    if (position < layer.inside) [[likely]]
        return static_cast<double>(static_cast<std::int64_t>(position)) * layer.width;
    return draw_exponential_outside(bits, stream);
}

/// A real number of ns, rounded; within 0 .. duration_max.
[[nodiscard]] inline Duration to_duration(double ns) {
    if (!(ns > 0)) return {};
    if (ns >= static_cast<double>(duration_max.ns)) return duration_max;
    // lround is libm, which need not be the same everywhere.
    return {static_cast<std::int64_t>(ns + 0.5)};  // NOLINT(bugprone-incorrect-roundings)
}

/// Of this mean, within 0 .. duration_max.
[[nodiscard]] inline Duration draw_exponential(Duration mean, Stream& stream) {
    return to_duration(static_cast<double>(mean.ns) * draw_exponential(stream));
}

/// Exponential variates of one mean, each the first draw of a stream of `source`. They are made some at a time, so that nobody
/// has to wait until the next one is made.
class ExponentialDraws {
public:
    ExponentialDraws(Source source, Duration mean) : source_(source), mean_(mean) {}
    /// That of stream `index`. Quick if one asks in ascending order.
    Duration at(std::uint64_t index) {
        if (index - first_ >= drawn_.size()) draw(index);
        return drawn_[index - first_];
    }

private:
    [[gnu::noinline]] void draw(std::uint64_t first) {
        first_ = first;
        for (Duration& each : drawn_) {
            Stream stream = source_.at(first++);
            each = draw_exponential(mean_, stream);
        }
    }

    Source source_;
    Duration mean_;
    std::array<Duration, 32> drawn_{};
    std::uint64_t first_ = 0 - drawn_.size();  // nothing is drawn yet
};

}  // namespace sim
