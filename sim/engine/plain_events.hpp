#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/core/event_queue.hpp"

namespace sim {

/// The events of a plain service on unlimited cores. The next arrival of the first load and the ends of the bursts of the
/// first threads stand here, each at a place of its own, in little room; all others are in the machine's queue, which also
/// numbers them, so that equal instants fire in the order of scheduling wherever they stand.
class PlainEvents {
public:
    enum class Kind : std::uint8_t { arrival, burst, other };

    explicit PlainEvents(EventQueue& others) : others_(others) { bursts_.fill(none); }

    /// The earliest event; `at` is instant_never if there is none.
    struct Next {
        Instant at;
        Kind kind = Kind::other;
    };
    [[nodiscard]] Next next() const {
        if (!others_.empty() && !is_before_others()) return {others_.next_at(), Kind::other};
        return {earliest_at(), place_of(earliest_) == 0 ? Kind::arrival : Kind::burst};
    }
    /// instant_never: there is none.
    [[nodiscard]] Instant next_at() const {
        return others_.empty() ? earliest_at() : std::min(earliest_at(), others_.next_at());
    }
    /// For the workers; the loop's thread is rarely overtaken.
    [[nodiscard]] static bool has_room(std::uint32_t owner) {
        return owner != 0 && owner <= workers_max;
    }
    void put_arrival(Instant at) {
        arrival_ = entry(at, 0);
        earliest_ = earlier(earliest_, arrival_);
    }
    void take_arrival() {
        arrival_ = none;
        earliest_ = burst_;
    }
    /// There must be room.
    void put_burst(Instant at, std::uint32_t worker) {
        workers_ = std::max(workers_, worker);
        bursts_[worker - 1] = entry(at, worker);
        burst_ = earlier(burst_, bursts_[worker - 1]);
        earliest_ = earlier(earliest_, burst_);
    }
    /// Its owner.
    std::uint32_t take_burst() {
        const std::uint32_t worker = place_of(burst_);
        bursts_[worker - 1] = none;
        Entry burst = none;
        for (std::uint32_t i = 0; i < workers_; ++i) burst = earlier(burst, bursts_[i]);
        burst_ = burst;
        earliest_ = earlier(arrival_, burst);
        return worker;
    }

private:
    /// The instant, then the order of scheduling, then the place (0: the arrival, otherwise the worker): all that orders them is one number, and the earliest is found
    /// without a branch that nobody can foretell.
    using Entry = uint128;
    static constexpr int place_bits = 8;
    static constexpr Entry none =
        Entry{static_cast<std::uint64_t>(instant_never.ns)} << 64U | ~std::uint64_t{0};
    static constexpr std::uint32_t workers_max = 16;

    static std::uint32_t place_of(Entry entry) {
        return static_cast<std::uint32_t>(entry) & ((1U << place_bits) - 1);
    }
    [[nodiscard]] Instant earliest_at() const {
        return {static_cast<std::int64_t>(earliest_ >> 64U)};
    }
    [[nodiscard]] bool is_before_others() const {
        const Instant at = others_.next_at();
        return earliest_at() != at ? earliest_at() < at
                                   : static_cast<std::uint64_t>(earliest_) >> place_bits <
                                         others_.earliest_sequence();
    }
    Entry entry(Instant at, std::uint32_t place) {
        return Entry{static_cast<std::uint64_t>(at.ns)} << 64U |
               (others_.take_sequence() << place_bits | place);
    }
    /// By value, so that it is no branch.
    static Entry earlier(Entry x, Entry y) { return y < x ? y : x; }

    EventQueue& others_;
    Entry arrival_ = none;
    Entry burst_ = none;     // the earliest
    Entry earliest_ = none;  // of both
    std::uint32_t workers_ = 0;
    std::array<Entry, workers_max> bursts_{};
};

}  // namespace sim
