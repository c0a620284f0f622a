// Per-duration lists under a binary heap of lists ordered by (expiry, id), as in lib/internal/timers.js and
// lib/internal/priority_queue.js. The heap keeps each list's position, so that an emptied list leaves in
// O(log n).
#include "sim/engine/timer_lists.hpp"

#include <algorithm>
#include <utility>

namespace sim {

TimerLists::List* TimerLists::look_up_list(std::int64_t duration) {
    const auto found = by_duration_.find(duration);
    if (found == by_duration_.end()) return nullptr;
    recent_ = &lists_[found->second];
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
TimerLists::List& TimerLists::add_list(std::int64_t duration, std::int64_t expiry) {
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
    return list;
}

void TimerLists::unenroll(std::uint32_t id) {
    Timer& timer = timers[id];
    remove(timer);
    if (!timer.is_ref) return;
    List* const list = find_list(timer.duration);
    if (list != nullptr && list->head == nullptr) drop_list(*list);
}

/// Behind the last one of the list.
void TimerLists::add_block(List& list) {
    const std::uint32_t index = blocks_.take();
    Block& block = blocks_[index];
    block.index = index;
    block.first = block.end = block.armed = 0;
    block.next = nullptr;
    block.previous = list.tail;
    (list.tail == nullptr ? list.head : list.tail->next) = &block;
    list.tail = &block;
}

/// Takes an empty one out of the list.
void TimerLists::drop_block(List& list, Block& block) {
    (block.previous == nullptr ? list.head : block.previous->next) = block.next;
    (block.next == nullptr ? list.tail : block.next->previous) = block.previous;
    blocks_.give_back(block.index);
}

void TimerLists::reschedule(List& list, std::int64_t expiry) {
    list.expiry = expiry;
    list.id = next_id_++;
    sift_down(list.position);
}

void TimerLists::drop_list(List& list) {
    const std::size_t position = list.position;
    const std::uint32_t index = queue_[position];
    spare_.push_back(by_duration_.extract(list.duration));
    const std::uint32_t last = queue_.back();
    queue_.pop_back();
    if (last != index) {
        place(position, last);
        sift_up(position);
        sift_down(lists_[last].position);
    }
    list.duration = -1;
    list.id = id_dropped;
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

/// Whether `visit` says so of one of the list's timers.
template <class Visit>
bool TimerLists::any_armed(const List& list, const Visit& visit) {
    for (const Block* block = list.head; block != nullptr; block = block->next) {
        for (std::size_t i = block->first; i < block->end; ++i) {
            if (block->timers[i].id != id_removed && visit(block->timers[i])) return true;
        }
    }
    return false;
}

bool TimerLists::has_ending() const {
    const auto is_ending = [&](const ArmedTimer& armed) {
        if (armed.id == index_none) return true;
        const Timer& timer = timers[armed.id];
        return timer.is_ref && !timer.is_repeating;
    };
    return std::ranges::any_of(
        queue_, [&](std::uint32_t list) { return any_armed(lists_[list], is_ending); });
}

void TimerLists::add_due_times(std::vector<std::int64_t>& due) const {
    for (const std::uint32_t index : queue_) {
        const List& list = lists_[index];
        any_armed(list, [&](const ArmedTimer& armed) {
            due.push_back(armed.start + list.duration);
            return false;
        });
    }
}

}  // namespace sim
