#pragma once

#include <string>
#include <vector>

#include "sim/trace/waits.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/target.hpp"

namespace ui {

/// What no size brings a latency below: that of a request which has everything to itself.
struct Floor {
    const Target* target = nullptr;
    std::string load{};     // whose request it is
    double value = 0;       // ns
    sim::WaitReason top{};  // what takes most of it
};

/// The floors of those targets that lie below theirs, so that nothing meets them.
[[nodiscard]] std::vector<Floor> floors_above(const std::vector<Target>& targets, const Job& job,
                                              const Options& options, const Console& console);

}  // namespace ui
