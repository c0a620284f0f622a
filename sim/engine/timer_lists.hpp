#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/core/slot_pool.hpp"
#include "sim/engine/context.hpp"

namespace sim {

/// What makes a JavaScript timer, in one line of the cache: programs may have very many.
struct Timer {
    std::int64_t start = 0;  // loop ms
    Callback callback;
    std::uint32_t generation = 0;
    std::uint32_t next = index_none;  // within its list
    std::uint32_t previous = index_none;
    std::uint32_t list = index_none;     // the list it stands in
    std::int32_t duration = 1;           // ms, coerced
    std::uint32_t promise = index_none;  // timers/promises: settled instead of running a body
    std::uint32_t holds = 0;             // variables that name it
    bool is_repeating : 1 = false;
    bool is_ref : 1 = true;
    bool is_destroyed : 1 = false;  // fired or cleared
    bool is_cleared : 1 = false;    // cleared: never to be armed again
    bool holds_context : 1 = true;  // of its callback; a timer that is not armed does not
    bool in_callback : 1 = false;   // its callback runs now: the record must outlive it
};
static_assert(sizeof(Timer) == 64);

/// Node's JavaScript timers as data: one list per duration, a priority queue of lists, the count of ref'd timers
/// and the next expiry. It runs nothing and reads no clock; the loop does (R2.2, R2.5, R2.6, R2.9, R2.10).
/// Source: lib/internal/timers.js and lib/timers.js (insert, unenroll, listOnTimeout, processTimers).
class TimerLists {
public:
    static constexpr std::int64_t expiry_never = INT64_MAX;

    struct List {
        std::int64_t duration = 0;
        std::int64_t expiry = 0;
        std::uint64_t id = 0;
        std::uint32_t head = index_none;
        std::uint32_t tail = index_none;
        std::size_t position = 0;  // in the priority queue
    };

    SlotPool<Timer> timers;
    std::int64_t ref_count = 0;
    std::int64_t next_expiry = expiry_never;

    /// Appends the timer to the list of its duration. True when the uv timer must be armed in `duration` ms
    /// because the new list expires before everything else.
    bool insert(std::uint32_t index, Timer& timer, std::int64_t start);
    /// Takes the timer out of its list, which stays even if it is empty.
    void remove(Timer& timer);
    /// Takes it out and drops its list if that is empty and the timer was ref'd (R2.10).
    void unenroll(std::uint32_t timer);

    /// The list that expires first, none if there is none.
    [[nodiscard]] std::uint32_t first_list() const {
        return queue_.empty() ? index_none : queue_.front();
    }
    [[nodiscard]] List& list(std::uint32_t index) { return lists_[index]; }
    /// Gives the list a later expiry and a fresh id (R2.6, R2.7c).
    void reschedule(std::uint32_t list, std::int64_t expiry);
    /// Whether a timer that keeps the loop alive is no interval.
    [[nodiscard]] bool has_ending() const;
    /// Deletes an empty list.
    void drop_list(std::uint32_t list);
    /// Lists that were dropped have no duration.
    [[nodiscard]] bool is_listed(std::uint32_t list, std::int64_t duration) const {
        return lists_[list].duration == duration;
    }

private:
    [[nodiscard]] std::uint32_t find_list(std::int64_t duration) {
        if (recent_ != index_none && lists_[recent_].duration == duration) return recent_;
        return look_up_list(duration);
    }
    [[nodiscard]] std::uint32_t look_up_list(std::int64_t duration);
    std::uint32_t add_list(std::int64_t duration, std::int64_t expiry);
    void note_list(std::int64_t duration, std::uint32_t list);
    [[nodiscard]] bool before(std::uint32_t x, std::uint32_t y) const;
    void sift_up(std::size_t position);
    void sift_down(std::size_t position);
    void place(std::size_t position, std::uint32_t list);

    SlotPool<List> lists_;
    std::vector<std::uint32_t> queue_;  // binary heap by (expiry, id)
    using Durations = std::unordered_map<std::int64_t, std::uint32_t>;
    Durations by_duration_;                    // looked up, never iterated
    std::vector<Durations::node_type> spare_;  // of dropped lists, for the next ones
    std::uint32_t recent_ = index_none;        // found last: few programs use many durations
    std::uint64_t next_id_ = 0;
};

inline bool TimerLists::insert(std::uint32_t index, Timer& timer, std::int64_t start) {
    if (timer.list != index_none) remove(timer);
    timer.start = start;
    const std::int64_t earliest = next_expiry;
    std::uint32_t place = find_list(timer.duration);
    if (place == index_none) place = add_list(timer.duration, start + timer.duration);
    List& list = lists_[place];
    timer.list = place;
    timer.previous = list.tail;
    timer.next = index_none;
    if (list.tail != index_none) timers[list.tail].next = index;
    else list.head = index;
    list.tail = index;
    return next_expiry < earliest;
}

inline void TimerLists::remove(Timer& timer) {
    if (timer.list == index_none) return;
    List& list = lists_[timer.list];
    if (timer.previous != index_none) timers[timer.previous].next = timer.next;
    else list.head = timer.next;
    if (timer.next != index_none) timers[timer.next].previous = timer.previous;
    else list.tail = timer.previous;
    timer.next = timer.previous = timer.list = index_none;
}

/// setTimeout's delay as Node takes it: whole ms, 1 for everything outside of 1 ... 2^31-1 (R2.1).
[[nodiscard]] constexpr std::int32_t coerce_delay(std::int64_t ms) {
    return ms >= 1 && ms <= 2'147'483'647 ? static_cast<std::int32_t>(ms) : 1;
}

}  // namespace sim
