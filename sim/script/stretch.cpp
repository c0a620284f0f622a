#include "sim/script/stretch.hpp"

#include <algorithm>

namespace sim::script {

namespace {

constexpr std::int64_t with_trace = 5;  // times as much, since the trace hears of every task
constexpr Duration telling = milliseconds(15);
// Times what the model charges: code that is cold, on a slow or busy machine.
constexpr std::int64_t cold_most = 4;

}  // namespace

Stretch& Stretch::operator+=(const Stretch& more) {
    charged += more.charged;
    unmodelled += more.unmodelled;
    ours += more.ours;
    return *this;
}

Duration Stretch::excess(Duration taken, bool is_traced) const {
    return taken - unmodelled - charged * cold_most - ours * (is_traced ? with_trace : 1);
}

Duration ComputingBalance::add(Duration excess, bool is_traced) {
    const Duration most = telling * (is_traced ? with_trace : 1);
    const Duration sum = std::max(Duration{}, sum_ + excess);
    sum_ = std::min(sum, most);
    if (sum.ns == 0) is_told_ = false;
    if (is_told_) return std::max(Duration{}, excess);
    is_told_ = sum >= most;
    return is_told_ ? sum : Duration{};
}

}  // namespace sim::script
