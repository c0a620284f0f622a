#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/core/due.hpp"
#include "sim/core/event_queue.hpp"

namespace sim {

/// The events of a plain service on unlimited cores. The next arrival of the first load and the ends of the bursts of the
/// first threads stand here, each at a place of its own, in little room; all others are in the machine's queue, which also
/// numbers them, so that equal instants fire in the order of scheduling wherever they stand.
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
        if (!others_.empty() && !is_before_others()) return {others_.next_at(), Kind::other};
        return {earliest_.at(), earliest_.place() == 0 ? Kind::arrival : Kind::burst};
    }
    /// instant_never: there is none.
    [[nodiscard]] Instant next_at() const {
        return others_.empty() ? earliest_.at() : std::min(earliest_.at(), others_.next_at());
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
        arrival_ = Entry{};
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
        const std::uint32_t worker = burst_.place();
        bursts_[worker - 1] = Entry{};
        Entry burst;
        for (std::uint32_t i = 0; i < workers_; ++i) burst = earlier(burst, bursts_[i]);
        burst_ = burst;
        earliest_ = earlier(arrival_, burst);
        return worker;
    }

private:
    /// The place is 0 for the arrival, otherwise the worker.
    using Entry = Due<8>;
    static constexpr std::uint32_t workers_max = 16;

    [[nodiscard]] bool is_before_others() const {
        const Instant at = others_.next_at();
        return earliest_.at() != at ? earliest_.at() < at
                                    : earliest_.order() < others_.earliest_sequence();
    }
    Entry entry(Instant at, std::uint32_t place) { return {at, others_.take_sequence(), place}; }

    EventQueue& others_;
    Entry arrival_ = Entry{};
    Entry burst_;     // the earliest
    Entry earliest_;  // of both
    std::uint32_t workers_ = 0;
    std::array<Entry, workers_max> bursts_{};
};

}  // namespace sim
