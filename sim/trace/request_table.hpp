#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "sim/core/column.hpp"
#include "sim/core/time.hpp"
#include "sim/trace/statistics.hpp"
#include "sim/trace/waits.hpp"

namespace sim {

/// One request from its intended arrival to its response. `waits` adds up to the latency to the nanosecond.
struct RequestRecord {
    Instant arrival;
    Instant done;
    std::uint32_t load = 0;
    RequestOutcome outcome = RequestOutcome::in_flight;
    Waits waits{};
};

/// The requests of a trace, by number. Most wait for two or three of the twelve reasons and no others are kept: half of the
/// memory, which is what a request costs that is kept. So records come and go as values.
class RequestTable {
public:
    class Iterator {
    public:
        Iterator(const RequestTable& table, std::size_t number) : table_(&table), number_(number) {}
        [[nodiscard]] RequestRecord operator*() const { return (*table_)[number_]; }
        Iterator& operator++() {
            ++number_;
            return *this;
        }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        const RequestTable* table_;
        std::size_t number_;
    };

    [[nodiscard]] bool empty() const { return rows_.empty(); }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] RequestRecord operator[](std::size_t number) const;
    [[nodiscard]] std::uint32_t load(std::size_t number) const { return rows_[number].load; }
    [[nodiscard]] Instant arrival(std::size_t number) const { return rows_[number].arrival; }
    [[nodiscard]] Instant done(std::size_t number) const { return rows_[number].done; }
    [[nodiscard]] RequestOutcome outcome(std::size_t number) const { return rows_[number].outcome; }
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, size()}; }

    /// A request that is in flight.
    void open(Instant arrival, std::uint32_t load) {
        rows_.push_back({.arrival = arrival, .done = {}, .load = load});
    }
    /// What became of one that was opened. `waits` may end with the last reason that it waited for.
    void close(std::size_t number, Instant done, RequestOutcome outcome,
               std::span<const Duration> waits) {
        Row& row = rows_[number];
        row.done = done;
        row.outcome = outcome;
        keep(row, waits);
    }
    void push_back(const RequestRecord& record);
    void replace(std::size_t number, const RequestRecord& record);
    void reserve(std::size_t rows) { rows_.reserve(rows); }
    void swap(std::size_t x, std::size_t y) { std::swap(rows_[x], rows_[y]); }
    void clear() {
        rows_.clear();
        waits_.clear();
    }

private:
    struct Row {
        Instant arrival;
        Instant done;
        std::uint64_t first = 0;  // in `waits_`
        std::uint32_t load = 0;
        std::uint16_t reasons =
            0;  // bit by bit: those that it waited for; their waits follow each other
        RequestOutcome outcome = RequestOutcome::in_flight;
    };
    static_assert(sizeof(Row) == 32 && wait_reasons <= 16);

    void keep(Row& row, std::span<const Duration> waits) {
        row.first = waits_.size();
        Duration* const room = waits_.make_room(waits.size());
        std::size_t kept = 0;
        std::uint32_t reasons = 0;
        for (std::size_t i = 0; i < waits.size(); ++i) {
            if (waits[i].ns == 0) continue;
            room[kept++] = waits[i];
            reasons |= 1U << i;
        }
        waits_.extend(kept);
        row.reasons = static_cast<std::uint16_t>(reasons);
    }

    Column<Row> rows_;
    Column<Duration> waits_;
};

}  // namespace sim
