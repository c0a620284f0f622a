#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/core/slot_pool.hpp"
#include "sim/engine/context.hpp"

namespace sim {

/// What makes a JavaScript timer that something names or follows, or that repeats.
struct Timer {
    std::int64_t start = 0;  // loop ms
    Callback callback;
    std::uint32_t generation = 0;
    std::uint32_t list = index_none;     // the list it stands in
    std::uint32_t block = 0;             // and where there
    std::uint32_t place = 0;             // within the block
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

/// A timer in the list of its duration. Most have no record: they are ref'd, can only fire once, and run `body`.
struct ArmedTimer {
    std::int64_t start = 0;         // loop ms
    std::uint32_t id = index_none;  // of its record
    BodyId body;
    Context context;
};

/// Node's JavaScript timers as data: one list per duration, a priority queue of lists, the count of ref'd timers
/// and the next expiry. It runs nothing and reads no clock; the loop does (R2.2, R2.5, R2.6, R2.9, R2.10).
/// Source: lib/internal/timers.js and lib/timers.js (insert, unenroll, listOnTimeout, processTimers).
class TimerLists {
public:
    static constexpr std::int64_t expiry_never = INT64_MAX;

    /// Of a list's timers, from the one armed first on. There are no empty ones.
    struct Block {
        std::array<ArmedTimer, 31> timers;
        Block* next = nullptr;
        Block* previous = nullptr;
        std::uint32_t index = 0;  // in its pool
        std::uint8_t first = 0;   // those before it have fired
        std::uint8_t end = 0;
        std::uint8_t armed = 0;
    };
    struct List {
        std::int64_t duration = 0;
        std::int64_t expiry = 0;
        std::uint64_t id = 0;
        Block* head = nullptr;
        Block* tail = nullptr;
        std::size_t position = 0;  // in the priority queue
    };

    SlotPool<Timer> timers;
    std::int64_t ref_count = 0;
    std::int64_t next_expiry = expiry_never;

    /// Appends the timer to the list of its duration. True when the uv timer must be armed in `duration` ms
    /// because the new list expires before everything else.
    bool insert(std::uint32_t id, Timer& timer, std::int64_t start);
    /// The same for one without a record. The caller sets its body and context.
    std::pair<ArmedTimer&, bool> insert_nameless(std::int64_t duration, std::int64_t start);
    /// Takes the timer out of its list, which stays even if it is empty.
    void remove(Timer& timer);
    /// Takes it out and drops its list if that is empty and the timer was ref'd (R2.10).
    void unenroll(std::uint32_t timer);
    [[nodiscard]] std::size_t nameless() const { return nameless_; }

    /// The list that expires first, null if there is none. It stays where it is.
    [[nodiscard]] List* first_list() { return queue_.empty() ? nullptr : &lists_[queue_.front()]; }
    /// Of a list that is not empty.
    [[nodiscard]] static ArmedTimer& front(List& list);
    /// What stands there has no record.
    void drop_nameless_front(List& list);
    /// Gives the list a later expiry and a fresh id (R2.6, R2.7c).
    void reschedule(List& list, std::int64_t expiry);
    /// Whether a timer that keeps the loop alive is no interval.
    [[nodiscard]] bool has_ending() const;
    /// Deletes an empty list. Its id is that of no other then.
    void drop_list(List& list);
    /// When each of the timers is due, loop ms.
    void add_due_times(std::vector<std::int64_t>& due) const;

private:
    static constexpr std::uint32_t id_removed = index_none - 1;
    static constexpr std::uint64_t id_dropped = UINT64_MAX;  // of lists

    /// Null if there is none.
    [[nodiscard]] List* find_list(std::int64_t duration) {
        if (recent_ != nullptr && recent_->duration == duration) return recent_;
        return look_up_list(duration);
    }
    [[nodiscard]] List* look_up_list(std::int64_t duration);
    [[nodiscard]] List& find_or_add_list(std::int64_t duration, std::int64_t start);
    List& add_list(std::int64_t duration, std::int64_t expiry);
    void note_list(std::int64_t duration, std::uint32_t list);
    ArmedTimer& append(List& list, std::int64_t start, std::uint32_t id);
    void add_block(List& list);
    void remove_one(List& list, Block& block);
    void drop_block(List& list, Block& block);
    template <class Visit>
    static bool any_armed(const List& list, const Visit& visit);
    [[nodiscard]] bool before(std::uint32_t x, std::uint32_t y) const;
    void sift_up(std::size_t position);
    void sift_down(std::size_t position);
    void place(std::size_t position, std::uint32_t list);

    SlotPool<List> lists_;
    SlotPool<Block, 8> blocks_;
    std::size_t nameless_ = 0;
    std::vector<std::uint32_t> queue_;  // binary heap by (expiry, id)
    using Durations = std::unordered_map<std::int64_t, std::uint32_t>;
    Durations by_duration_;                    // looked up, never iterated
    std::vector<Durations::node_type> spare_;  // of dropped lists, for the next ones
    List* recent_ = nullptr;                   // found last: few programs use many durations
    std::uint64_t next_id_ = 0;
};

inline TimerLists::List& TimerLists::find_or_add_list(std::int64_t duration, std::int64_t start) {
    List* const list = find_list(duration);
    return list != nullptr ? *list : add_list(duration, start + duration);
}

inline ArmedTimer& TimerLists::append(List& list, std::int64_t start, std::uint32_t id) {
    if (list.tail == nullptr || list.tail->end == list.tail->timers.size()) add_block(list);
    Block& block = *list.tail;
    ArmedTimer& timer = block.timers[block.end++];
    ++block.armed;
    timer.start = start;
    timer.id = id;
    return timer;
}

inline bool TimerLists::insert(std::uint32_t id, Timer& timer, std::int64_t start) {
    remove(timer);
    timer.start = start;
    const std::int64_t earliest = next_expiry;
    List& list = find_or_add_list(timer.duration, start);
    append(list, start, id);
    timer.list = queue_[list.position];
    timer.block = list.tail->index;
    timer.place = list.tail->end - 1U;
    return next_expiry < earliest;
}

inline std::pair<ArmedTimer&, bool> TimerLists::insert_nameless(std::int64_t duration,
                                                                std::int64_t start) {
    const std::int64_t earliest = next_expiry;
    ArmedTimer& timer = append(find_or_add_list(duration, start), start, index_none);
    ++nameless_;
    return {timer, next_expiry < earliest};
}

inline void TimerLists::remove_one(List& list, Block& block) {
    if (--block.armed == 0) drop_block(list, block);
}

inline void TimerLists::remove(Timer& timer) {
    if (timer.list == index_none) return;
    Block& block = blocks_[timer.block];
    block.timers[timer.place].id = id_removed;
    remove_one(lists_[timer.list], block);
    timer.list = index_none;
}

inline ArmedTimer& TimerLists::front(List& list) {
    Block& block = *list.head;
    while (block.timers[block.first].id == id_removed) ++block.first;
    return block.timers[block.first];
}

inline void TimerLists::drop_nameless_front(List& list) {
    --nameless_;
    ++list.head->first;
    remove_one(list, *list.head);
}

/// setTimeout's delay as Node takes it: whole ms, 1 for everything outside of 1 ... 2^31-1 (R2.1).
[[nodiscard]] constexpr std::int32_t coerce_delay(std::int64_t ms) {
    return ms >= 1 && ms <= 2'147'483'647 ? static_cast<std::int32_t>(ms) : 1;
}

}  // namespace sim
