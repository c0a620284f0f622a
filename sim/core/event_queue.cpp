// Three layers. What is scheduled for the present instant is a FIFO. The earliest events are a short sorted run, or a
// 4-ary heap while they are many. The rest, used only when there are more than that, is in buckets, from which the next
// ones come when the front is empty.
//
// Any number of one instant come from the buckets together. They stay a sorted run, however long, to which others of their
// instant are appended; what comes before them goes to the room that is left in front of them.
#include "sim/core/event_queue.hpp"

#include <algorithm>
#include <utility>

namespace sim {

void EventQueue::push_slowly(const Event& event) {
    if (event.at >= bound_ && !buckets_.empty()) {
        buckets_.push(event);
    } else if (!is_heap_ && (tail_ - head_ < sorted_max || event.at == front_[tail_ - 1].at)) {
        if (tail_ == front_.size()) make_room();
        insert(event);
    } else if (!is_heap_ && tail_ - head_ > heap_max && head_ > 0 &&
               event.at < front_[head_ + sorted_max - 1].at) {
        insert_early(event);
    } else {
        push_heap(event);
    }
}

/// Moves those before it instead of those behind it; there must be room in front.
void EventQueue::insert_early(const Event& event) {
    std::size_t hole = --head_;
    for (; front_[hole + 1].at <= event.at; ++hole) front_[hole] = front_[hole + 1];
    front_[hole] = event;
}

void EventQueue::make_room() {
    if (head_ > front_.size() / 2) {
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
    if (tail_ > heap_max && buckets_.empty()) spill();
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

/// The heap has become too large: all of it goes to the buckets, the earliest come back.
void EventQueue::spill() {
    std::sort(front_.begin(), front_.begin() + static_cast<std::ptrdiff_t>(tail_), before);
    for (std::size_t i = 0; i < tail_; ++i) buckets_.push(front_[i]);
    refill();
}

[[gnu::noinline]] void EventQueue::leave_room_in_front() {
    head_ = sorted_max;
    if (front_.size() < tail_ + head_) front_.resize(tail_ + head_);
    const auto begin = front_.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(tail_);
    tail_ += head_;
    std::move_backward(begin, end, begin + static_cast<std::ptrdiff_t>(tail_));
}

/// The front is empty and the buckets are not.
void EventQueue::refill() {
    head_ = 0;
    tail_ = buckets_.take_earliest(front_);
    is_heap_ = false;
    if (tail_ > heap_max) leave_room_in_front();
    const Instant last = front_[tail_ - 1].at;
    bound_ = buckets_.empty() || last == instant_never ? instant_never : last + Duration{1};
}

}  // namespace sim
