#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sim/explain/reason.hpp"

namespace sim {

/// Where the outputs of two runs of one program part.
struct Parting {
    std::size_t output = 0;       ///< index of the first line that differs
    std::optional<Reason> first;  ///< of the line there; empty if that run had ended
    std::optional<Reason> second;
    std::optional<Reason>
        overtaken;  ///< in the second run: of the line that the first shows there, if it shows it later
};

/// Empty if both print the same.
[[nodiscard]] std::optional<Parting> parting(const History& first, const History& second);

}  // namespace sim
