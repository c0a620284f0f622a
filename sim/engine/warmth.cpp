#include "sim/engine/warmth.hpp"

#include <algorithm>

#include "sim/core/exact_math.hpp"
#include "sim/engine/machine.hpp"

namespace sim {

namespace {

constexpr std::int64_t calls_early = 5;

/// As likely in each ratio between them; `share` from 0 to 1.
double between(double low, double high, double share) {
    low = std::max(low, 1.0);
    return low * exact_exp(share * exact_ln(std::max(high, low) / low));
}

Duration times(Duration cpu, std::int64_t thousandths) {
    if (thousandths <= 1000) return cpu;  // 0: fast from the start
    constexpr std::int64_t most = duration_max.ns;
    if (cpu.ns > most / thousandths) return duration_max;
    return nanoseconds(cpu.ns * thousandths / 1000);
}

}  // namespace

Warmth::Function Warmth::draw(std::uint32_t place) const {
    const CostModel& costs = machine_.costs;
    Stream numbers = machine_.stream(DrawSource::warmth, (std::uint64_t{loop_} << 32) | place);
    constexpr std::int64_t steps = 1'000'000;
    const auto share = [&] { return static_cast<double>(numbers.uniform_below(steps)) / steps; };
    Function function;
    function.hot_at =
        static_cast<std::int64_t>(between(static_cast<double>(costs.jit_calls_low),
                                          static_cast<double>(costs.jit_calls_high), share()));
    function.stall = nanoseconds(static_cast<std::int64_t>(
        costs.jit_stall_high.ns == 0
            ? 0.0
            : between(static_cast<double>(costs.jit_stall_low.ns),
                      static_cast<double>(costs.jit_stall_high.ns), share())));
    return function;
}

Duration Warmth::of_library_call(std::uint32_t place, Duration cpu) {
    const auto [found, is_new] = functions_.try_emplace(place);
    if (is_new) found->second.hot_at = draw(place).hot_at;
    return of_next_call(found->second, cpu);
}

Duration Warmth::of_call(std::uint32_t place, Duration cpu) {
    const auto [found, is_new] = functions_.try_emplace(place);
    if (is_new) found->second = draw(place);
    return of_next_call(found->second, cpu);
}

Duration Warmth::of_next_call(Function& function, Duration cpu) const {
    const CostModel& costs = machine_.costs;
    if (costs.jit_first == 0 && costs.jit_early == 0 && costs.jit_middle == 0) return cpu;
    const std::int64_t call = ++function.calls;
    if (call == 1) return times(cpu, costs.jit_first);
    if (call < function.hot_at)
        return times(cpu, call <= calls_early ? costs.jit_early : costs.jit_middle);
    return call == function.hot_at ? cpu + function.stall : cpu;
}

}  // namespace sim
