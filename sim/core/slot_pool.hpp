#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace sim {

/// Records by index with reuse: addresses stay stable, freed slots are taken again last in, first out.
/// A freed record keeps what it has allocated; the next owner resets it.
template <class T>
class SlotPool {
public:
    std::uint32_t take() {
        if (!free_.empty()) {
            const std::uint32_t index = free_.back();
            free_.pop_back();
            return index;
        }
        slots_.emplace_back();
        return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    void give_back(std::uint32_t index) { free_.push_back(index); }
    [[nodiscard]] T& operator[](std::uint32_t index) { return slots_[index]; }
    [[nodiscard]] const T& operator[](std::uint32_t index) const { return slots_[index]; }
    [[nodiscard]] std::size_t in_use() const { return slots_.size() - free_.size(); }
    [[nodiscard]] std::size_t size() const { return slots_.size(); }

private:
    std::deque<T> slots_;
    std::vector<std::uint32_t> free_;
};

}  // namespace sim
