#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/column.hpp"
#include "sim/core/event.hpp"

namespace sim {

/// Many events, of which the earliest come out a few at a time. No allocation once it has reached its largest size.
class EventBuckets {
public:
    /// So many at most come out at a time, unless more are of one instant.
    static constexpr std::size_t few_max = 32;

    [[nodiscard]] bool empty() const { return size_ == 0; }
    /// Events of one instant must come in the order of scheduling, and none that is not after all that were taken.
    void push(const Event& event);
    /// Removes the earliest events, with all others of their instants, to the beginning of `to`, which is made large enough,
    /// in the order in which they fire, and tells how many there are. There must be some.
    std::size_t take_earliest(std::vector<Event>& to);

private:
    static constexpr int steps_bits_max = 10;
    static constexpr std::size_t steps_max = std::size_t{1} << steps_bits_max;
    static constexpr std::size_t word_bits = 64;
    static constexpr std::size_t block_events = 16;

    /// Events in the order in which they came, in a list of blocks.
    struct Bucket {
        std::size_t size = 0;
        std::uint64_t first = 0;   // key of the event that came first
        std::uint64_t spread = 0;  // bits in which keys differ from it
        std::uint32_t head = 0;    // block
        std::uint32_t end =
            0;  // row behind the last event; at the end of its block there is no room
    };
    /// A range of keys in steps of one width; the first one takes all keys below it, too.
    struct Rung {
        std::uint64_t start = 0;
        std::uint64_t last = 0;
        int width_bits = 0;
        std::array<Bucket, steps_max> steps{};
        std::array<std::uint64_t, steps_max / word_bits>
            used{};            // bit by bit: steps that are not empty
        std::size_t word = 0;  // those before it are empty
    };

    /// Orders as instants do, without a sign.
    static std::uint64_t key_of(Instant at) {
        return static_cast<std::uint64_t>(at.ns) ^ (std::uint64_t{1} << 63);
    }
    Bucket detach_earliest();
    void add_rung(const Bucket& bucket);
    void append(Bucket& bucket, std::uint64_t key, const Event& event);
    void append_block(Bucket& bucket, std::uint64_t key, const Event& event);
    void put(Rung& rung, std::size_t step, std::uint64_t key, const Event& event);
    void sort_few(const Bucket& bucket, std::vector<Event>& to);
    template <class Visitor>
    void visit(const Bucket& bucket, const Visitor& what);
    void give_back(const Bucket& bucket);
    void prefetch(std::uint32_t block) const;
    std::uint32_t take_block();

    std::size_t size_ = 0;
    Bucket far_;               // beyond the first rung
    std::vector<Rung> rungs_;  // each but the first covers what was a step of the one before
    std::size_t depth_ = 0;    // how many of them are in use
    Column<Event> rows_;       // of block i: from i * block_events on
    std::vector<std::uint32_t> next_;  // of each block
    std::vector<std::uint32_t> free_;  // blocks
};

}  // namespace sim
