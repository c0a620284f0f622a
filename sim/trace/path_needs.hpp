#pragma once

#include <cstdint>
#include <vector>

namespace sim {

/// What runs met that the bounds of exploring left out: it has to begin anew with a Latitude that is wider.
struct PathNeeds {
    bool waiting_steps = false;           ///< Latitude::steps_may_wait
    bool seen_steps = false;              ///< Latitude::steps_are_seen
    bool clocks = false;                  ///< Latitude::clocks_matter
    bool read_clocks = false;             ///< Latitude::clocks_are_read
    std::vector<std::int64_t> durations;  ///< those that Latitude::durations lacks, in ms

    [[nodiscard]] bool any() const {
        return waiting_steps || seen_steps || clocks || read_clocks || !durations.empty();
    }
};

}  // namespace sim
