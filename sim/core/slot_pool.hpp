#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/core/table_memory.hpp"

namespace sim {

/// Records by index with reuse: addresses stay stable, freed slots are taken again last in, first out.
/// A freed record keeps what it has allocated; the next owner resets it. They are made by the `chunk`, a power of two.
template <class T, std::uint32_t chunk = 64>
class SlotPool {
public:
    SlotPool() = default;
    SlotPool(const SlotPool&) = delete;
    SlotPool& operator=(const SlotPool&) = delete;
    ~SlotPool() {
        for (T* const first : chunks_) std::destroy_n(first, chunk);
        for (const Block& block : blocks_) free_table_memory(block.memory, block.bytes);
    }

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
        if (next_ == end_) add_block();
        std::uninitialized_value_construct_n(next_, chunk);
        chunks_.push_back(next_);
        next_ += chunk;
    }
    /// As much as there is, up to what fills a huge page: a page fault a chunk would cost more than its records.
    void add_block() {
        constexpr std::size_t chunk_bytes = chunk * sizeof(T);
        constexpr std::size_t block_most =
            std::max<std::size_t>(1, (std::size_t{2} << 20U) / chunk_bytes);
        std::size_t bytes = std::clamp<std::size_t>(chunks_.size(), 1, block_most) * chunk_bytes;
        void* const memory = grow_table_memory(nullptr, 0, bytes);
        blocks_.push_back({memory, bytes});
        next_ = static_cast<T*>(memory);
        end_ = next_ + bytes / chunk_bytes * chunk;
    }

    struct Block {
        void* memory = nullptr;
        std::size_t bytes = 0;
    };

    static_assert(std::has_single_bit(chunk));
    static_assert(alignof(T) <= alignof(std::max_align_t));
    std::vector<T*> chunks_;
    std::vector<Block> blocks_;
    T* next_ = nullptr;  // where the next chunk begins, within the last block
    T* end_ = nullptr;
    std::uint32_t size_ = 0;
    std::vector<std::uint32_t> free_;
};

}  // namespace sim
