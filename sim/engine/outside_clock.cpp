// How late the main thread is when it reads the clock: a choice where something comes to be due meanwhile.
#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/loop.hpp"
#include "sim/engine/machine.hpp"
#include "sim/engine/outside.hpp"

namespace sim {

namespace {

/// For clocks that a program reads: how often, and how much at most where the latitude has no bound.
constexpr int late_turns_max = 2;
constexpr Duration late_turn_most = milliseconds(32);
/// Of timers. A program that has more makes them up as it goes.
constexpr std::size_t durations_max = 16;

void make_set(std::vector<std::int64_t>& values) {
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

/// First millisecond that does not begin before `instant`.
std::int64_t Outside::ceil_ms(Instant instant) const {
    const std::int64_t ns = instant.ns - machine_.instant_of(0).ns;
    return (ns + 999'999) / 1'000'000;
}

Duration Outside::allowance() const { return slack_ + late_; }

/// First the uncertainty of when the loop woke, then lateness.
void Outside::spend(Duration late) {
    const Duration free = std::min(late, slack_);
    if (slack_ < latitude_any) slack_ -= free;
    if (late_ < latitude_any) late_ -= late - free;
}

Duration Outside::least_of(Duration measured) {
    const Duration least = least_cost(measured);
    if (measured >= cost_long && late_ < latitude_any) late_ += most_cost(measured) - least;
    return least;
}

bool Outside::note_clock_seen() {
    is_clock_seen_ = true;
    // States were taken for the same before, and now the program may tell them apart.
    path_.needs.clocks |= !path_.taken.empty() && !path_.latitude.clocks_matter;
    return has_polled_ && !path_.latitude.clocks_are_read && !path_.needs.read_clocks;
}

/// Those of scenarios are known from the start, those of scripts when they are explored again.
void Outside::note_duration(std::int64_t ms) {
    const auto at = std::lower_bound(durations_.begin(), durations_.end(), ms);
    if (at != durations_.end() && *at == ms) return;
    durations_.insert(at, ms);
    if (has_met_timers_ && path_.latitude.durations.size() < durations_max)
        path_.needs.durations.push_back(ms);
}

std::vector<std::int64_t> Outside::thresholds(Loop& loop, std::int64_t duration) {
    std::vector<std::int64_t> due = loop.due_times();
    for (const Pending& pending : pending_) due.push_back(ceil_ms(pending.event.at));
    if (duration <= 0) return due;
    const std::int64_t now_ms = machine_.clock_ms();
    const std::int64_t most_ms = allowance().ns / 1'000'000 + 1;
    has_met_timers_ |= std::ranges::any_of(due, [&](std::int64_t ms) { return ms > now_ms; });
    // What is due may set further timers when it runs, as intervals do.
    std::vector<std::int64_t> met = due;
    for (const std::int64_t each : due) {
        for (const std::int64_t ms : durations_) met.push_back(each + ms);
    }
    make_set(met);
    std::vector<std::int64_t> found;
    const auto add = [&](std::int64_t ms) {
        // Most are the same, or out of reach: `now_ms + most_ms` is as late as it gets.
        for (auto each = std::ranges::lower_bound(met, now_ms + ms);
             each != met.end() && *each - ms <= now_ms + most_ms; ++each) {
            found.push_back(*each - ms);
            found.push_back(*each - ms + 1);
        }
    };
    // What is late for this timer is late for those that are set behind it, which meet others then.
    for (const std::int64_t ms : durations_) add(ms);
    return found;
}

/// How late the loop may be when it begins a turn, or the main script when it sets a timer, for a callback that looks at a
/// clock. Turns in which nothing happened are as good as the first of them.
std::vector<std::int64_t> Outside::late_turns(std::int64_t duration) {
    if (!path_.latitude.clocks_are_read || late_turns_ == late_turns_max) return {};
    const bool is_turn =
        duration == duration_due && std::exchange(late_offered_, happenings_) != happenings_;
    if (!is_turn && (duration <= 0 || has_polled_)) return {};
    const std::int64_t now_ms = machine_.clock_ms();
    const std::int64_t most_ms = std::min(allowance(), late_turn_most).ns / 1'000'000;
    return {now_ms + most_ms / 2, now_ms + most_ms};
}

/// Since the loop last looked which timers are due, a trip within a call was done as soon as could be and nothing ran: the
/// last trip may be late instead.
bool Outside::is_after_step_alone() {
    const bool had_step = std::exchange(has_new_step_, false);
    return std::exchange(at_due_, history_) == history_ && had_step;
}

/// The timer that is due in that millisecond, otherwise what is done outside by then; empty if nothing is.
std::string Outside::what_comes_at(Loop& loop, std::int64_t ms) const {
    const std::vector<std::int64_t> due = loop.due_times();
    if (std::ranges::find(due, ms) != due.end()) return next_timer(loop, ms) + " is due";
    const auto done = std::ranges::find_if(
        pending_, [&](const Pending& pending) { return ceil_ms(pending.event.at) == ms; });
    return done == pending_.end() ? std::string{} : name_of(done->event);
}

void Outside::read(Loop& loop, std::int64_t duration) {
    if (duration == duration_due && is_after_step_alone()) return;
    const std::int64_t now_ms = machine_.clock_ms();
    const Instant latest = machine_.now() + allowance();
    if (duration > 0) note_duration(duration);
    std::vector<std::int64_t> values = thresholds(loop, duration);
    const std::vector<std::int64_t> late = late_turns(duration);
    const auto is_for_clocks = [&](std::int64_t ms) { return std::ranges::count(late, ms) > 0; };
    values.insert(values.end(), late.begin(), late.end());
    std::erase_if(
        values, [&](std::int64_t ms) { return ms <= now_ms || machine_.instant_of(ms) > latest; });
    make_set(values);
    const Point point = duration == duration_due    ? Point::due
                        : duration == duration_pass ? Point::pass
                                                    : Point::set_timer;
    const std::uint32_t picked =
        pick(loop, ChoiceKind::clock, static_cast<std::uint32_t>(values.size() + 1),
             static_cast<std::uint64_t>(point) | static_cast<std::uint64_t>(duration) << 8);
    if (path_.wants_texts && !values.empty()) {
        std::vector<std::string> texts{"no time has passed"};
        for (const std::int64_t ms : values) {
            const std::string what =
                duration <= 0 && !is_for_clocks(ms) ? what_comes_at(loop, ms) : std::string{};
            texts.push_back(fmt::format("{} ms {} passed{}{}", ms - now_ms,
                                        ms - now_ms == 1 ? "has" : "have", what.empty() ? "" : ": ",
                                        what));
        }
        const bool has_timers = !loop.due_times().empty();
        describe(duration > 0
                     ? fmt::format("how far the clock is when the timer of {} ms is set", duration)
                 : has_timers ? "how far the clock is when the loop looks which timers are due"
                              : "how late the loop is when it goes on to its next turn",
                 std::move(texts));
    }
    if (picked > 0) {
        if (is_for_clocks(values[picked - 1])) ++late_turns_;
        pass_busy(loop, machine_.instant_of(values[picked - 1]));
    }
    if (duration > 0 || picked > 0) {
        slack_ = {};
    } else if (!values.empty()) {
        const Duration before = machine_.instant_of(values.front()) - machine_.now();
        slack_ = std::min(slack_, before - nanoseconds(1));
    }
    if (duration > 0) note_time(machine_.clock_ms());
}

}  // namespace sim
