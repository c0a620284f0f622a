#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "sim/core/time.hpp"
#include "sim/engine/plain_service.hpp"

namespace sim {

/// A request on its way through its handler.
struct PlainRequest {
    Instant arrival;
    Instant since;  // up to when `waits` is complete
    const PlainStep* step = nullptr;
    const PlainStep* end = nullptr;
    std::uint32_t load = 0;
    std::uint32_t record = index_none;  // in the trace
    bool is_answered = false;
    bool is_over = false;   // its handler has ended
    std::uint32_t run = 0;  // of the call under way: which kind of its trips
    std::int64_t left = 0;  // of that kind, this trip included
    Instant queued;
    Instant begun;
    Waits waits{};
    PlainRequest* next_free = nullptr;  // of one that is over

    /// The first, up to the pool's queue: it never waits for what comes after.
    static constexpr auto reasons = static_cast<std::size_t>(WaitReason::pool_queue) + 1;
    /// So few are cleared by plain stores, all of them by a string instruction, which is slow to begin.
    void forget_waits() { std::fill_n(waits.begin(), reasons, Duration{}); }
    void accrue(WaitReason reason, Instant until) {
        if (until == since) return;  // most waits of an idle service
        waits[static_cast<std::size_t>(reason)] += until - since;
        since = until;
    }
};

/// Requests keep their places; those that are over are used again.
class PlainRequests {
public:
    PlainRequest& take() {
        if (free_ == nullptr) return all_.emplace_back();
        PlainRequest& request = *free_;
        free_ = request.next_free;
        return request;
    }
    void give_back(PlainRequest& request) {
        request.next_free = free_;
        free_ = &request;
    }
    /// Also those that are over.
    [[nodiscard]] std::deque<PlainRequest>& all() { return all_; }

private:
    std::deque<PlainRequest> all_;
    PlainRequest* free_ = nullptr;  // the last that was given back
};

}  // namespace sim
