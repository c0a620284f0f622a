#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "traces/chrome_event.hpp"
#include "traces/recording.hpp"

namespace traces {

/// What the events of a Chrome trace say, as a recording that grows: threads by their numbers in the file, tasks, their ways and
/// spans. Times in nanoseconds.
class ChromeRecorder {
public:
    static constexpr std::uint32_t none = sim::TaskId::none_value;
    enum Rank : std::uint8_t { ends, begins, ends_at_once };
    /// How what began at `from` ends at `to`.
    static Rank end_of(std::int64_t from, std::int64_t to) {
        return to > from ? ends : ends_at_once;
    }

    /// The thread of an event; its number is the next one if it is new.
    [[nodiscard]] std::uint32_t thread_of(const ChromeEvent& event);
    [[nodiscard]] RecordedThread& thread(std::uint32_t index) { return out_.threads[index]; }
    /// Something in the file happens at that time.
    void seen(std::int64_t at);
    [[nodiscard]] std::int64_t last_seen() const { return out_.last; }
    [[nodiscard]] std::int64_t length() const { return out_.last - out_.first; }
    /// More events, tasks or threads than fit; then nothing more is to be added.
    [[nodiscard]] bool is_full() const;

    [[nodiscard]] sim::Names& names() { return out_.names; }
    [[nodiscard]] std::string_view text(sim::NameId name) const { return out_.names.text(name); }

    void metadata(const ChromeEvent& event);
    std::uint32_t add_task(sim::TaskKind kind, sim::NameId name, std::uint32_t thread,
                           std::uint32_t cause);
    [[nodiscard]] sim::Task& task(std::uint32_t index) { return out_.tasks[index]; }
    /// It ran or never will.
    [[nodiscard]] bool is_over(std::uint32_t task) const { return is_over_[task]; }
    void set_over(std::uint32_t task) { is_over_[task] = true; }
    void move(std::uint32_t task, std::uint32_t thread, sim::Where where, std::int64_t at,
              Rank rank = begins);
    void put(sim::EventKind kind, std::uint32_t thread, std::int64_t at,
             sim::Phase phase = sim::Phase::outside, Rank rank = begins);
    /// The task's callback, from its begin to its end.
    void run(std::uint32_t task, std::uint32_t thread, std::int64_t from, std::int64_t to,
             sim::SpanKind kind);
    void add_span(const RecordedSpan& span) { out_.spans.push_back(span); }
    void add_output(const RecordedOutput& output) { out_.outputs.push_back(output); }

    /// The recording, from the first to the last that it shows; nothing if there is nothing to show.
    std::optional<Recording> finish();

private:
    void add_event(sim::EventKind kind, std::uint8_t detail, std::uint32_t task,
                   std::uint32_t thread, std::int64_t at, Rank rank);

    Recording out_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> threads_;
    std::pair<std::int64_t, std::int64_t> last_key_;
    std::uint32_t last_thread_ = 0;
    std::vector<bool> is_over_;  // by task
};

}  // namespace traces
