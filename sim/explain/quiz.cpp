// A misconception is an order of its own: each line gets a key as somebody would rank it who believes it, and a
// stable sort by the key gives what he expects. What comes out as the truth does, or as another's, is left out.
#include "sim/explain/quiz.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace sim {

namespace {

constexpr std::array rows{
    MisconceptionRow{Misconception::promises_first, "promises first",
                     "promises run before nextTick"},
    MisconceptionRow{Misconception::ticks_first, "ticks first",
                     "nextTick always runs before promises"},
    MisconceptionRow{Misconception::timers_first, "timers first",
                     "a timer of 0 ms runs as soon as the script ends"},
    MisconceptionRow{Misconception::immediates_first, "immediates first",
                     "setImmediate runs before everything else that waits"},
    MisconceptionRow{Misconception::jobs_at_phase_end, "jobs at the end of a phase",
                     "ticks and promises run when all callbacks of a phase are done"},
    MisconceptionRow{Misconception::completions_last, "completions last",
                     "I/O comes after all timers and immediates"},
    MisconceptionRow{Misconception::close_in_order, "close in order",
                     "handles close in the order in which close was called"},
    MisconceptionRow{Misconception::as_written, "as written",
                     "callbacks run in the order in which they are written"},
};

using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

class Believer {
public:
    explicit Believer(const History& history) : history_(history) {}

    [[nodiscard]] Key key(Misconception belief, std::uint32_t output) const {
        const std::uint32_t number = history_.run_of_output(output);
        const auto index = static_cast<std::int64_t>(output);
        if (number == history_none) return {0, 0, index};
        const TaskRun& run = history_.runs()[number];
        const TaskKind kind = history_.task(run).kind;
        const auto base = static_cast<std::int64_t>(run.base);
        const bool is_tick = history_.is_tick(run);
        const bool is_job = is_tick || history_.is_microtask(run);
        switch (belief) {
            case Misconception::as_written: return {line(run), 0, index};
            case Misconception::promises_first:
                return {base, !is_job ? 0 : (is_tick ? 2 : 1), index};
            case Misconception::ticks_first: return {base, !is_job ? 0 : (is_tick ? 1 : 2), index};
            case Misconception::timers_first:
                if (kind == TaskKind::script) return {0, 0, index};
                return {kind == TaskKind::timer ? 1 : 2, 0, index};
            case Misconception::immediates_first:
                if (kind == TaskKind::script) return {0, 0, index};
                return {kind == TaskKind::immediate ? 1 : 2, 0, index};
            case Misconception::jobs_at_phase_end:
                return {static_cast<std::int64_t>(history_.runs()[run.base].phase_event + 1),
                        is_job ? 1 : 0, index};
            case Misconception::completions_last:
                return {kind == TaskKind::pool_job || kind == TaskKind::io ? 1 : 0, 0, index};
            case Misconception::close_in_order:
                if (run.phase != Phase::close) return {index, 0, index};
                return {first_of_phase(output), -base, index};
        }
        return {0, 0, index};
    }

private:
    [[nodiscard]] std::int64_t first_of_phase(std::uint32_t output) const {
        const std::uint32_t phase = history_.runs()[history_.run_of_output(output)].phase_event;
        std::uint32_t first = output;
        while (first > 0) {
            const std::uint32_t before = history_.run_of_output(first - 1);
            if (before == history_none || history_.runs()[before].phase_event != phase) break;
            --first;
        }
        return first;
    }

    [[nodiscard]] std::int64_t line(const TaskRun& run) const {
        const Task& task = history_.task(run);
        if (task.kind == TaskKind::script || !task.place) return 0;
        const SourcePlace place = history_.trace().places[task.place];
        return std::int64_t{place.line} * 1'000 + place.column;
    }

    const History& history_;
};

}  // namespace

std::span<const MisconceptionRow> misconception_rows() { return rows; }

std::vector<std::string> texts_of(const Trace& trace, std::span<const std::uint32_t> order) {
    std::vector<std::string> texts;
    texts.reserve(order.size());
    for (const std::uint32_t output : order)
        texts.emplace_back(trace.names.text(trace.outputs[output].text));
    return texts;
}

std::vector<WrongOrder> wrong_orders(const History& history, std::size_t most) {
    const Trace& trace = history.trace();
    std::vector<std::uint32_t> truth(trace.outputs.size());
    std::iota(truth.begin(), truth.end(), 0U);
    std::vector<std::vector<std::string>> known{texts_of(trace, truth)};
    std::vector<WrongOrder> found;
    const auto offer = [&](std::vector<std::uint32_t> order, std::string_view belief) {
        std::vector<std::string> texts = texts_of(trace, order);
        if (found.size() >= most || std::ranges::find(known, texts) != known.end()) return;
        const auto mistake = std::ranges::mismatch(texts, known.front());
        const auto at = static_cast<std::uint32_t>(mistake.in1 - texts.begin());
        known.push_back(std::move(texts));
        found.push_back(WrongOrder{std::move(order), belief, at});
    };
    const Believer believer{history};
    for (const MisconceptionRow& row : rows) {
        std::vector<std::uint32_t> order = truth;
        std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
            return believer.key(row.kind, a) < believer.key(row.kind, b);
        });
        offer(std::move(order), row.words);
    }
    for (std::size_t i = truth.size(); i-- > 1;) {
        std::vector<std::uint32_t> order = truth;
        std::swap(order[i - 1], order[i]);
        offer(std::move(order), {});
    }
    return found;
}

}  // namespace sim
