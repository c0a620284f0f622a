#include "sim/explain/reason_words.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace sim {

namespace {

/// More of those that it overtook are only counted.
constexpr std::size_t named_max = 3;

std::string_view verb(TaskKind kind) {
    switch (kind) {
        case TaskKind::tick:
        case TaskKind::microtask: return "queued by";
        case TaskKind::timer:
        case TaskKind::interval:
        case TaskKind::immediate: return "set by";
        case TaskKind::pool_job:
        case TaskKind::station: return "started by";
        case TaskKind::script:
        case TaskKind::io:
        case TaskKind::pending:
        case TaskKind::close:
        case TaskKind::signal:
        case TaskKind::message:
        case TaskKind::process_event:
        case TaskKind::request: break;
    }
    return "caused by";
}

/// The task as a sentence about `told` names it.
std::string name_beside(const History& history, TaskId told, TaskId task) {
    if (!task) return "it";
    std::string name = subject(history, task);
    if (history.facts(task).is_internal) {
        // Node's own tasks have the name of the call that they serve, which is long over.
        const TaskKind kind = history.task(task).kind;
        const bool is_named = history.task(task).place && !history.task(task).name.is_none();
        if (kind == TaskKind::tick) return is_named ? "a tick of " + name : "one of Node's own";
        if (kind != TaskKind::microtask)
            return "a callback of " + (is_named ? name : std::string{"Node's own"});
    }
    if (task == told || name != subject(history, told)) return name;
    // Of one place in the program: Node's own steps have the name of the call that they serve.
    const bool is_alike = history.task(task).kind == history.task(told).kind;
    if (!is_alike) return "a callback of " + name;
    return "another " + name.substr(name.starts_with("a ") ? 2 : 0);
}

std::string value(const History& history, const Reason& reason, const FoundReason& found,
                  std::string_view hole) {
    const auto named = [&](TaskId task) { return name_beside(history, reason.task, task); };
    if (hole == "base") return named(reason.within);
    if (hole == "previous") return named(found.previous);
    if (hole == "other") return named(found.other);
    if (hole == "by") return named(found.by);
    if (hole == "n") return fmt::format("{}", found.n);
    if (hole == "span") return format_duration(found.span);
    return format_duration(found.since - Instant{});
}

struct Overtaken {
    std::string name;
    std::size_t count = 0;
};

/// Equal names stand once.
std::vector<Overtaken> by_name(const History& history, std::span<const TaskId> overtook) {
    std::vector<Overtaken> names;
    for (const TaskId task : overtook) {
        std::string name = subject(history, task);
        const auto known = std::ranges::find(names, name, &Overtaken::name);
        if (known == names.end()) names.push_back({std::move(name), 1});
        else ++known->count;
    }
    return names;
}

}  // namespace

std::string origin_words(const History& history, const TaskRun& run, const Reason& reason) {
    if (reason.kind == ReasonKind::script || reason.kind == ReasonKind::module_script ||
        reason.kind == ReasonKind::goes_on || reason.kind == ReasonKind::script_goes_on)
        return {};
    const Task& task = history.task(run);
    std::string text = subject(history, run.task);
    if (task.kind == TaskKind::script || task.kind == TaskKind::process_event ||
        task.kind == TaskKind::io)
        return text;
    // A promise that was settled already when something came to wait for it released nothing.
    if (reason.released_by && run.queuer != history.facts(run.task).maker)
        return fmt::format("{}, released by {}", text, subject(history, reason.released_by));
    // Whom Node's own tasks serve is of interest, not they.
    TaskId cause = task.cause;
    while (cause && history.facts(cause).is_internal) cause = history.task(cause).cause;
    if (!cause) return text;
    return fmt::format("{}, {} {}", text, verb(task.kind), subject(history, cause));
}

std::string why_words(const History& history, const Reason& reason, const FoundReason& found) {
    std::string_view words = reason_rows()[static_cast<std::size_t>(found.kind)].words;
    std::string text;
    while (!words.empty()) {
        const std::size_t open = words.find('{');
        text.append(words.substr(0, open));
        if (open == std::string_view::npos) break;
        const std::size_t close = words.find('}', open);
        text.append(value(history, reason, found, words.substr(open + 1, close - open - 1)));
        words.remove_prefix(close + 1);
    }
    return text;
}

std::string ahead_words(const History& history, std::span<const TaskId> overtook) {
    if (overtook.empty()) return {};
    const std::vector<Overtaken> names = by_name(history, overtook);
    std::string text = "It comes before ";
    const std::size_t named = std::min(names.size(), named_max);
    for (std::size_t i = 0; i < named; ++i) {
        if (i > 0) text.append(i + 1 == named && named == names.size() ? " and " : ", ");
        text.append(names[i].name);
        if (names[i].count > 1) text.append(fmt::format(" \u00d7 {}", names[i].count));
    }
    if (names.size() > named) text.append(fmt::format(" and {} more", names.size() - named));
    text.append(overtook.size() == 1 ? ", which was ready first" : ", which were ready first");
    return text;
}

std::string Reason::words() const {
    std::string text = origin;
    if (!text.empty()) text.append(": ");
    text.append(fmt::format("{} ({}).", why, rule));
    if (!ahead.empty()) text.append(fmt::format(" {}.", ahead));
    if (!begun.empty()) text.append(fmt::format(" {}.", begun));
    return text;
}

}  // namespace sim
