// A 4-ary heap: parent of i is (i-1)/4, so that the four children share a cache line or two. Both
// directions move a hole instead of swapping.
#include "sim/core/event_queue.hpp"

#include <cstddef>

namespace sim {

void EventQueue::push(Event event) {
    event.sequence = next_sequence_++;
    heap_.push_back(event);
    std::size_t hole = heap_.size() - 1;
    while (hole > 0) {
        const std::size_t parent = (hole - 1) / 4;
        if (!before(event, heap_[parent])) break;
        heap_[hole] = heap_[parent];
        hole = parent;
    }
    heap_[hole] = event;
}

Event EventQueue::pop() {
    SIM_CHECK(!heap_.empty());
    const Event top = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    const std::size_t size = heap_.size();
    if (size == 0) return top;
    std::size_t hole = 0;
    for (;;) {
        const std::size_t first = hole * 4 + 1;
        if (first >= size) break;
        std::size_t least = first;
        const std::size_t end = first + 4 < size ? first + 4 : size;
        for (std::size_t child = first + 1; child < end; ++child) {
            if (before(heap_[child], heap_[least])) least = child;
        }
        if (!before(heap_[least], last)) break;
        heap_[hole] = heap_[least];
        hole = least;
    }
    heap_[hole] = last;
    return top;
}

}  // namespace sim
