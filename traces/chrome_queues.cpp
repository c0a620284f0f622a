#include "traces/chrome_queues.hpp"

#include <unordered_map>

namespace traces {

ChromeQueues::ChromeQueues(const sim::Trace& trace) {
    last_.resize(trace.lanes.size());
    forget_records();
    depths_.resize(trace.lanes.size());
    pool_lanes_.resize(trace.lanes.size());
    std::unordered_map<std::uint16_t, std::uint16_t> by_process;
    for (std::size_t i = 0; i < trace.lanes.size(); ++i) {
        const auto lane = static_cast<std::uint16_t>(i);
        pool_lanes_[i] = by_process.try_emplace(trace.lanes[i].process, lane).first->second;
    }
}

void ChromeQueues::change(std::vector<ChromeRecord>& records, std::int64_t at,
                          ChromeCounter counter, std::uint16_t lane, int by) {
    const auto which = static_cast<std::size_t>(counter);
    std::uint32_t& depth = depths_[lane][which];
    depth = by > 0 ? depth + 1 : depth - (depth > 0 ? 1 : 0);
    std::size_t& last = last_[lane][which];
    if (last == none || records[last].at != at) {
        last = records.size();
        records.push_back({.at = at,
                           .index = static_cast<std::uint32_t>(which),
                           .lane = lane,
                           .kind = ChromeKind::counter,
                           .rank = ChromeRank::counts});
    }
    records[last].value = depth;
}

void ChromeQueues::forget_records() {
    for (auto& row : last_) row.fill(none);
}

}  // namespace traces
