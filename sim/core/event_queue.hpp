#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/event.hpp"
#include "sim/core/event_buckets.hpp"
#include "sim/core/fifo.hpp"
#include "sim/core/time.hpp"

namespace sim {

/// Pending events, earliest first, ties in the order of scheduling. Nothing may be scheduled before the instant of
/// the event that was taken last. No allocation once it has reached its largest size. Stale events are left to the
/// receiver, who compares a generation kept in an operand.
class EventQueue {
public:
    [[nodiscard]] bool empty() const { return next_at() == instant_never; }
    /// Without the alarm.
    [[nodiscard]] std::size_t size() const { return size_; }
    /// The instant of the earliest event, `instant_never` if there is none.
    [[nodiscard]] Instant next_at() const { return std::min(alarm_, scheduled_at_); }
    /// Likewise, without the alarm.
    [[nodiscard]] Instant next_scheduled_at() const { return scheduled_at_; }
    /// One event of a kind of its own stands beside the scheduled ones and moves at no cost; it comes after all others of its
    /// instant. Taking it clears it, as `instant_never` does.
    void set_alarm_kind(std::uint32_t kind) { alarm_kind_ = kind; }
    void set_alarm(Instant at) {
        SIM_CHECK(at >= current_);
        alarm_ = at;
    }
    [[nodiscard]] Instant alarm() const { return alarm_; }
    [[nodiscard]] bool is_alarm_next() const { return alarm_ < scheduled_at_; }
    /// It must be next.
    void take_alarm() {
        current_ = alarm_;
        alarm_ = instant_never;
    }
    /// The sequence of the earliest scheduled event; there must be one.
    [[nodiscard]] std::uint64_t earliest_sequence() const {
        return comes_from_now() ? now_[0].sequence : front_[head_].sequence;
    }
    /// A place in the order of scheduling for an event that the caller keeps elsewhere.
    std::uint64_t take_sequence() { return next_sequence_++; }
    void push(Event event) {
        SIM_CHECK(event.at >= current_);
        event.sequence = take_sequence();
        ++size_;
        if (event.at < scheduled_at_) scheduled_at_ = event.at;
        if (event.at == current_) {
            now_.push_back(event);
        } else if (!is_heap_ && event.at < bound_ && tail_ - head_ < sorted_max &&
                   tail_ < front_.size()) {
            insert(event);
        } else {
            push_slowly(event);
        }
    }
    /// Removes and returns the earliest event; the queue must not be empty.
    Event pop() {
        if (is_alarm_next()) {
            take_alarm();
            return {.at = current_, .kind = alarm_kind_};
        }
        SIM_CHECK(size_ != 0);
        --size_;
        const Event event = pop_scheduled();
        scheduled_at_ = !now_.empty() ? current_ : head_ < tail_ ? front_[head_].at : instant_never;
        return event;
    }
    void clear() { *this = EventQueue{}; }

private:
    static constexpr std::size_t sorted_max = 24;
    static constexpr std::size_t heap_max = 64;

    static bool before(const Event& x, const Event& y) {
        return x.at != y.at ? x.at < y.at : x.sequence < y.sequence;
    }
    /// What was scheduled for the present instant before it came stands in front and comes first.
    [[nodiscard]] bool comes_from_now() const {
        return !now_.empty() && (head_ == tail_ || front_[head_].at > current_);
    }
    void insert(const Event& event) {
        std::size_t hole = tail_++;
        for (; hole > head_ && front_[hole - 1].at > event.at; --hole)
            front_[hole] = front_[hole - 1];
        front_[hole] = event;
    }
    Event pop_scheduled() {
        if (comes_from_now()) return now_.pop_front();
        const Event event = is_heap_ ? pop_heap() : front_[head_++];
        if (head_ == tail_) {
            head_ = tail_ = 0;
            if (!buckets_.empty()) refill();
        }
        current_ = event.at;
        return event;
    }
    void push_slowly(const Event& event);
    void insert_early(const Event& event);
    void make_room();
    void leave_room_in_front();
    void push_heap(const Event& event);
    Event pop_heap();
    void spill();
    void refill();

    std::size_t size_ = 0;
    std::uint64_t next_sequence_ = 0;
    Instant scheduled_at_ = instant_never;  // the earliest, without the alarm
    Instant alarm_ = instant_never;
    std::uint32_t alarm_kind_ = 0;
    Instant current_{INT64_MIN};  // of the last event taken
    Fifo<Event> now_;             // scheduled for `current_` since then
    // The earliest of the others: front_[head_ .. tail_), ascending, or a heap when they are many (then head_ is 0).
    std::vector<Event> front_;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
    bool is_heap_ = false;
    EventBuckets buckets_;           // the rest
    Instant bound_ = instant_never;  // events from here on go there; never: it is not in use
};

}  // namespace sim
