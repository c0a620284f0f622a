#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/core/check.hpp"

namespace sim {

/// A FIFO queue in one flat block, through which its entries slide: no index needs to wrap around. Those that are there when
/// its end is reached move to its beginning, or to a block of twice the size if they fill more than half of it, so that in
/// a block none moves twice. So do the few of a small block, which many never fill. No allocation once it has reached its
/// largest size.
template <class T>
class Fifo {
public:
    Fifo() = default;
    Fifo(const Fifo&) = delete;
    Fifo(Fifo&& other) noexcept { swap(other); }
    Fifo& operator=(Fifo&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Fifo() = default;

    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }
    /// The `i`-th entry from the front, i < size().
    [[nodiscard]] T& operator[](std::size_t i) { return begin_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return begin_[i]; }
    [[nodiscard]] T& front() { return *begin_; }

    void push_back(const T& value) {
        if (end_ == limit_) return push_back_making_room(value);
        *end_++ = value;
    }
    /// A new last entry, which holds anything until it is filled where it stands.
    T& append() {
        if (end_ == limit_) make_room();
        return *end_++;
    }
    T pop_front() {
        SIM_CHECK(begin_ != end_);
        return std::move(*begin_++);
    }
    void drop_front() {
        SIM_CHECK(begin_ != end_);
        ++begin_;
    }
    void clear() { begin_ = end_ = slots_.data(); }
    void swap(Fifo& other) noexcept {
        slots_.swap(other.slots_);
        std::swap(begin_, other.begin_);
        std::swap(end_, other.end_);
        std::swap(limit_, other.limit_);
    }

private:
    /// `value` may stand in the block that changes.
    [[gnu::noinline]] void push_back_making_room(T value) {
        make_room();
        *end_++ = std::move(value);
    }
    [[gnu::noinline]] void make_room() {
        const std::size_t left = size();
        if (left * 2 > slots_.size() || slots_.size() < slots_small) {
            std::vector<T> larger(std::max(2 * slots_.size(), slots_first));
            std::move(begin_, end_, larger.data());
            slots_.swap(larger);
        } else {
            std::move(begin_, end_, slots_.data());
        }
        begin_ = slots_.data();
        end_ = begin_ + left;
        limit_ = begin_ + slots_.size();
    }

    static constexpr std::size_t slots_first = 16;
    static constexpr std::size_t slots_small = 64;

    std::vector<T> slots_;
    T* begin_ = nullptr;
    T* end_ = nullptr;
    T* limit_ = nullptr;  // behind the last slot
};

}  // namespace sim
