#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "traces/chrome_records.hpp"

namespace traces {

/// How long queues are over time, as counters: one record for each instant at which a length changes.
class ChromeQueues {
public:
    explicit ChromeQueues(const sim::Trace& trace);

    /// What a lane counts as for the queue of its process' pool: the first lane of the process.
    [[nodiscard]] std::uint16_t pool_lane(std::uint16_t lane) const { return pool_lanes_[lane]; }
    /// Instants do not run back. Records of the last instant are changed, so `records` grows at its end only.
    void change(std::vector<ChromeRecord>& records, std::int64_t at, ChromeCounter counter,
                std::uint16_t lane, int by);
    /// `records` has other ones now.
    void forget_records();

private:
    static constexpr std::size_t none = ~std::size_t{0};

    std::vector<std::array<std::size_t, chrome_counters>> last_;      // by lane: the latest record
    std::vector<std::array<std::uint32_t, chrome_counters>> depths_;  // by lane
    std::vector<std::uint16_t> pool_lanes_;                           // by lane
};

}  // namespace traces
