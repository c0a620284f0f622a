#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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
        if (size_ % chunk == 0) grow();
        return size_++;
    }
    void give_back(std::uint32_t index) { free_.push_back(index); }
    [[nodiscard]] T& operator[](std::uint32_t index) {
        return chunks_[index / chunk][index % chunk];
    }
    [[nodiscard]] const T& operator[](std::uint32_t index) const {
        return chunks_[index / chunk][index % chunk];
    }
    [[nodiscard]] std::size_t in_use() const { return size_ - free_.size(); }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    [[gnu::noinline]] void grow() {
        if (size_ == chunks_.size() * chunk) chunks_.push_back(std::make_unique<T[]>(chunk));
    }

    static constexpr std::uint32_t chunk = 64;
    std::vector<std::unique_ptr<T[]>> chunks_;
    std::uint32_t size_ = 0;
    std::vector<std::uint32_t> free_;
};

}  // namespace sim
