#include "sim/explain/findings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace sim {

namespace {

std::string filled(std::string_view row_words, const FindingWords& words) {
    std::string text = fmt::format(
        fmt::runtime(row_words), fmt::arg("task", words.task), fmt::arg("other", words.other),
        fmt::arg("place", words.place), fmt::arg("reason", words.reason),
        fmt::arg("waiting", words.waiting), fmt::arg("n", words.n),
        fmt::arg("threads", words.threads), fmt::arg("time", format_duration(words.time)),
        fmt::arg("wait", format_duration(words.wait)));
    if (text.starts_with("the ")) text.front() = 'T';
    return text;
}

}  // namespace

void Findings::add(FindingKind kind, PlaceId place, TaskId task, Instant at, Duration size,
                   const FindingWords& words) {
    const FindingRow& row = finding_rows()[static_cast<std::size_t>(kind)];
    const auto key = std::pair{kind, place.value};
    const auto found = found_.find(key);
    const std::int64_t count = found == found_.end() ? 1 : found->second.count + 1;
    if (found != found_.end() && found->second.size >= size) {
        found->second.count = count;
        return;
    }
    found_[key] = Finding{kind, row.rule, filled(row.words, words), place, task, at, size, count};
}

const Finding* Findings::find(FindingKind kind, PlaceId place) const {
    const auto found = found_.find({kind, place.value});
    return found == found_.end() ? nullptr : &found->second;
}

void Findings::set_count(FindingKind kind, PlaceId place, std::int64_t count) {
    found_.at({kind, place.value}).count = count;
}

std::vector<Finding> Findings::take() {
    std::vector<Finding> all;
    for (auto& [key, finding] : found_) all.push_back(std::move(finding));
    std::ranges::stable_sort(all, [](const Finding& a, const Finding& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.at < b.at;
    });
    return all;
}

Instant started(const History& history, const TaskRun& run) { return history.at(run.started); }

Instant ended(const History& history, const TaskRun& run) {
    return run.ended == history_none ? history.trace().statistics.end : history.at(run.ended);
}

std::string name_of(const History& history, TaskId task) {
    return task ? subject(history, task) : std::string{"Node"};
}

std::string place_of(const Trace& trace, PlaceId place) {
    const std::string line = line_of(trace, place);
    return line.empty() ? "an unknown line" : line;
}

Where last_place(const Trace& trace, const TaskFacts& facts) {
    if (facts.last_move == history_none) return Where::done;
    return static_cast<Where>(trace.events[facts.last_move].detail);
}

}  // namespace sim
