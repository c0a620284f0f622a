#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "sim/core/check.hpp"

namespace sim {

/// A FIFO queue in one flat block that grows by doubling; no allocation once it has reached its largest size.
template <class T>
class Ring {
public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// The `i`-th entry from the front, i < size().
    [[nodiscard]] T& operator[](std::size_t i) { return slots_[(head_ + i) & mask()]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return slots_[(head_ + i) & mask()]; }
    [[nodiscard]] T& front() { return slots_[head_]; }

    void push_back(const T& value) {
        if (size_ == capacity_) return push_back_growing(value);
        slots_[(head_ + size_++) & mask()] = value;
    }
    /// A new last entry, which holds anything until it is filled where it stands.
    T& append() {
        if (size_ == capacity_) grow();
        return slots_[(head_ + size_++) & mask()];
    }
    T pop_front() {
        SIM_CHECK(size_ > 0);
        T value = std::move(slots_[head_]);
        head_ = (head_ + 1) & mask();
        --size_;
        return value;
    }
    void drop_front() {
        SIM_CHECK(size_ > 0);
        head_ = (head_ + 1) & mask();
        --size_;
    }
    void clear() { head_ = size_ = 0; }
    void swap(Ring& other) noexcept {
        slots_.swap(other.slots_);
        std::swap(capacity_, other.capacity_);
        std::swap(head_, other.head_);
        std::swap(size_, other.size_);
    }

private:
    [[nodiscard]] std::size_t mask() const { return capacity_ - 1; }
    /// `value` may stand in the block that grows.
    [[gnu::noinline]] void push_back_growing(T value) {
        grow();
        slots_[(head_ + size_++) & mask()] = std::move(value);
    }
    [[gnu::noinline]] void grow() {
        std::vector<T> larger(capacity_ == 0 ? 16 : capacity_ * 2);
        for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move((*this)[i]);
        slots_.swap(larger);
        capacity_ = slots_.size();
        head_ = 0;
    }

    std::vector<T> slots_;
    std::size_t capacity_ = 0;  // a power of two
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace sim
