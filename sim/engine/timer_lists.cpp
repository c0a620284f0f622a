// Per-duration lists under a binary heap of lists ordered by (expiry, id), as in lib/internal/timers.js and
// lib/internal/priority_queue.js. The heap keeps each list's position, so that an emptied list leaves in
// O(log n).
#include "sim/engine/timer_lists.hpp"

#include <algorithm>
#include <utility>

namespace sim {

std::uint32_t TimerLists::look_up_list(std::int64_t duration) {
    const auto found = by_duration_.find(duration);
    if (found == by_duration_.end()) return index_none;
    recent_ = found->second;
    return recent_;
}

/// Lists come and go with the last timer of a duration, without an allocation each time.
void TimerLists::note_list(std::int64_t duration, std::uint32_t list) {
    if (spare_.empty()) {
        by_duration_.emplace(duration, list);
        return;
    }
    Durations::node_type node = std::move(spare_.back());
    spare_.pop_back();
    node.key() = duration;
    node.mapped() = list;
    by_duration_.insert(std::move(node));
}

/// An empty one.
std::uint32_t TimerLists::add_list(std::int64_t duration, std::int64_t expiry) {
    const std::uint32_t index = lists_.take();
    List& list = lists_[index];
    list = List{};
    list.duration = duration;
    list.expiry = expiry;
    list.id = next_id_++;
    note_list(duration, index);
    queue_.push_back(index);
    list.position = queue_.size() - 1;
    sift_up(list.position);
    next_expiry = std::min(next_expiry, expiry);
    return index;
}

void TimerLists::unenroll(std::uint32_t index) {
    Timer& timer = timers[index];
    remove(timer);
    if (!timer.is_ref) return;
    const std::uint32_t list = find_list(timer.duration);
    if (list != index_none && lists_[list].head == index_none) drop_list(list);
}

void TimerLists::reschedule(std::uint32_t index, std::int64_t expiry) {
    List& list = lists_[index];
    list.expiry = expiry;
    list.id = next_id_++;
    sift_down(list.position);
}

void TimerLists::drop_list(std::uint32_t index) {
    const List& list = lists_[index];
    const std::size_t position = list.position;
    spare_.push_back(by_duration_.extract(list.duration));
    const std::uint32_t last = queue_.back();
    queue_.pop_back();
    if (last != index) {
        place(position, last);
        sift_up(position);
        sift_down(lists_[last].position);
    }
    lists_[index].duration = -1;
    lists_.give_back(index);
}

bool TimerLists::before(std::uint32_t x, std::uint32_t y) const {
    const List& a = lists_[x];
    const List& b = lists_[y];
    return a.expiry != b.expiry ? a.expiry < b.expiry : a.id < b.id;
}

void TimerLists::place(std::size_t position, std::uint32_t list) {
    queue_[position] = list;
    lists_[list].position = position;
}

void TimerLists::sift_up(std::size_t position) {
    const std::uint32_t moving = queue_[position];
    while (position > 0) {
        const std::size_t parent = (position - 1) / 2;
        if (!before(moving, queue_[parent])) break;
        place(position, queue_[parent]);
        position = parent;
    }
    place(position, moving);
}

void TimerLists::sift_down(std::size_t position) {
    const std::uint32_t moving = queue_[position];
    for (;;) {
        std::size_t child = position * 2 + 1;
        if (child >= queue_.size()) break;
        if (child + 1 < queue_.size() && before(queue_[child + 1], queue_[child])) ++child;
        if (!before(queue_[child], moving)) break;
        place(position, queue_[child]);
        position = child;
    }
    place(position, moving);
}

bool TimerLists::has_ending() const {
    for (const std::uint32_t list : queue_) {
        for (std::uint32_t at = lists_[list].head; at != index_none; at = timers[at].next) {
            if (timers[at].is_ref && !timers[at].is_repeating) return true;
        }
    }
    return false;
}

}  // namespace sim
