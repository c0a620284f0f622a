// Three layers. What is scheduled for the present instant is a FIFO. The earliest events are a short sorted run, or a
// 4-ary heap while they are many. The rest, used only when there are more than a heap holds in the nearest cache, is a
// radix heap: a bucket per digit of six bits, at the level of the highest digit in which the key differs from `base_`.
// When the front is empty, the earliest bucket becomes the front if it is small or all of one instant; otherwise its
// events move down to buckets of lower levels. So an event moves a few times in long runs of memory, where a heap would
// touch a line of cache per level.
#include "sim/core/event_queue.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace sim {

void EventQueue::push_slowly(const Event& event) {
    if (in_buckets_ != 0 && key_of(event) >= bound_) {
        push_bucket(event);
    } else if (!is_heap_ && tail_ - head_ < sorted_max) {
        if (tail_ == front_.size()) make_room();
        insert(event);
    } else {
        push_heap(event);
    }
}

void EventQueue::make_room() {
    if (head_ > 0) {
        std::move(front_.begin() + static_cast<std::ptrdiff_t>(head_), front_.end(),
                  front_.begin());
        tail_ -= head_;
        head_ = 0;
    } else {
        front_.resize(front_.empty() ? 2 * sorted_max : 2 * front_.size());
    }
}

void EventQueue::push_heap(const Event& event) {
    if (!is_heap_) {
        // An ascending run is a heap.
        std::move(front_.begin() + static_cast<std::ptrdiff_t>(head_),
                  front_.begin() + static_cast<std::ptrdiff_t>(tail_), front_.begin());
        tail_ -= head_;
        head_ = 0;
        is_heap_ = true;
    }
    if (tail_ == front_.size()) make_room();
    std::size_t hole = tail_++;
    while (hole > 0) {
        const std::size_t parent = (hole - 1) / 4;
        if (!before(event, front_[parent])) break;
        front_[hole] = front_[parent];
        hole = parent;
    }
    front_[hole] = event;
    if (tail_ > heap_max && in_buckets_ == 0) spill();
}

/// Both directions move a hole instead of swapping.
Event EventQueue::pop_heap() {
    const Event top = front_[0];
    const Event last = front_[--tail_];
    std::size_t hole = 0;
    for (;;) {
        const std::size_t first = hole * 4 + 1;
        if (first >= tail_) break;
        std::size_t least = first;
        const std::size_t end = std::min(first + 4, tail_);
        for (std::size_t child = first + 1; child < end; ++child) {
            if (before(front_[child], front_[least])) least = child;
        }
        if (!before(front_[least], last)) break;
        front_[hole] = front_[least];
        hole = least;
    }
    front_[hole] = last;
    if (tail_ <= sorted_max / 2) {
        std::sort(front_.begin(), front_.begin() + static_cast<std::ptrdiff_t>(tail_), before);
        is_heap_ = false;
    }
    return top;
}

void EventQueue::push_bucket(const Event& event) {
    const std::uint64_t key = key_of(event);
    const std::uint64_t difference = key ^ base_;
    const std::size_t level =
        difference == 0 ? 0
                        : (static_cast<std::size_t>(std::bit_width(difference)) - 1) / digit_bits;
    const std::size_t digit = (key >> (level * digit_bits)) & (digits - 1);
    Level& row = levels_[level];
    row.used |= std::uint64_t{1} << digit;
    row.buckets[digit].push_back(event);
    ++in_buckets_;
}

/// The heap has become too large: all of it goes to the buckets, the earliest come back.
void EventQueue::spill() {
    if (levels_.empty()) levels_.resize(levels);
    base_ = key_of(front_[0]);
    for (std::size_t i = 0; i < tail_; ++i) push_bucket(front_[i]);
    tail_ = 0;
    refill();
}

/// The front is empty and the buckets are not.
void EventQueue::refill() {
    for (;;) {
        std::size_t level = 0;
        while (levels_[level].used == 0) ++level;
        Level& row = levels_[level];
        const auto digit = static_cast<std::size_t>(std::countr_zero(row.used));
        std::vector<Event>& bucket = row.buckets[digit];
        row.used &= ~(std::uint64_t{1} << digit);
        in_buckets_ -= bucket.size();
        if (level == 0 || bucket.size() <= sorted_max) {
            std::sort(bucket.begin(), bucket.end(), before);
            const std::size_t shift = level * digit_bits;
            bound_ = ((key_of(bucket.front()) >> shift) + 1) << shift;
            if (bound_ == 0) bound_ = ~std::uint64_t{0};
            if (front_.size() < bucket.size()) front_.resize(bucket.size());
            std::copy(bucket.begin(), bucket.end(), front_.begin());
            head_ = 0;
            tail_ = bucket.size();
            is_heap_ = tail_ > sorted_max;  // an ascending run is a heap
            bucket.clear();
            return;
        }
        std::vector<Event> taken;
        taken.swap(bucket);
        base_ = key_of(*std::min_element(taken.begin(), taken.end(), before));
        for (const Event& event : taken) push_bucket(event);
        taken.clear();
        // Small blocks are kept for the next time, large ones given back.
        constexpr std::size_t kept_max = 4096;
        if (taken.capacity() <= kept_max) bucket.swap(taken);
    }
}

}  // namespace sim
