#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/core/event_queue.hpp"

namespace sim {

/// The events of a plain service on unlimited cores. The next arrival of the first load and the ends of a few bursts stand
/// here, in little room; all others are in the machine's queue, which also numbers them, so that equal instants fire in
/// the order of scheduling wherever they stand.
class PlainEvents {
public:
    enum class Kind : std::uint8_t { arrival, burst, other };

    explicit PlainEvents(EventQueue& others) : others_(others) {}

    /// The earliest event; `at` is instant_never if there is none.
    struct Next {
        Instant at;
        Kind kind = Kind::other;
    };
    [[nodiscard]] Next next() const {
        const Entry& burst = bursts_[count_];
        const bool is_arrival = before(arrival_, burst);
        const Entry& here = is_arrival ? arrival_ : burst;
        if (!others_.empty() && !is_before_others(here)) return {others_.next_at(), Kind::other};
        return {here.at, is_arrival ? Kind::arrival : Kind::burst};
    }
    /// instant_never: there is none.
    [[nodiscard]] Instant next_at() const {
        const Instant here = std::min(arrival_.at, bursts_[count_].at);
        return others_.empty() ? here : std::min(here, others_.next_at());
    }
    [[nodiscard]] bool has_room() const { return count_ < bursts_max; }
    void put_arrival(Instant at) { arrival_ = {at, others_.take_sequence() << owner_bits}; }
    /// There must be room.
    void put_burst(Instant at, std::uint32_t owner) {
        const Entry entry{at, (others_.take_sequence() << owner_bits) | owner};
        std::size_t hole = ++count_;
        for (; bursts_[hole - 1].at <= at; --hole) bursts_[hole] = bursts_[hole - 1];
        bursts_[hole] = entry;
    }
    void take_arrival() { arrival_ = none; }
    /// Its owner.
    std::uint32_t take_burst() {
        return static_cast<std::uint32_t>(bursts_[count_--].key &
                                          ((std::uint64_t{1} << owner_bits) - 1));
    }

    static constexpr int owner_bits = 16;

private:
    struct Entry {
        Instant at;
        std::uint64_t key;  // order of scheduling, then the owner
    };
    static constexpr Entry none{instant_never, ~std::uint64_t{0}};
    static constexpr std::size_t bursts_max = 16;

    static bool before(const Entry& x, const Entry& y) {
        return x.at != y.at ? x.at < y.at : x.key < y.key;
    }
    [[nodiscard]] bool is_before_others(const Entry& entry) const {
        const Instant at = others_.next_at();
        return entry.at != at ? entry.at < at
                              : (entry.key >> owner_bits) < others_.earliest_sequence();
    }

    EventQueue& others_;
    Entry arrival_ = none;
    std::array<Entry, bursts_max + 1> bursts_{{none}};  // falling: the earliest is the last
    std::size_t count_ = 0;
};

}  // namespace sim
