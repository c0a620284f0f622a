#include "ui/layout/step_reasons.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/explain/reason.hpp"
#include "sim/trace/origin.hpp"
#include "ui/layout/frame.hpp"

namespace ui {

std::string step_reason(const sim::History& history, const Step& step) {
    const std::vector<sim::TaskRun>& runs = history.runs();
    const auto run = std::lower_bound(
        runs.begin(), runs.end(), step.first,
        [](const sim::TaskRun& row, std::uint64_t event) { return row.started < event; });
    // Of a real program nobody recorded why.
    if (!sim::has_reasons(history.trace().facts) || step.kind != Step::Kind::runs ||
        run == runs.end() || run->started != step.first)
        return step.what + '.';
    const sim::Reason reason =
        sim::because_run(history, static_cast<std::uint32_t>(run - runs.begin()), false);
    std::string text = fmt::format("{}: {}", step.what, reason.why);
    if (!reason.rule.empty()) text += fmt::format(" ({})", reason.rule);
    return with_micro(std::move(text));
}

std::string step_reason(const Subject& subject, std::size_t step) {
    if (step < subject.reasons.size()) return subject.reasons[step];
    if (!sim::has_reasons(subject.trace->facts)) return subject.steps[step].what;
    return step_reason(sim::History{*subject.trace}, subject.steps[step]);
}

void add_reasons(Subject& subject) {
    if (subject.steps.empty() || !sim::has_reasons(subject.trace->facts)) return;
    const sim::History history{*subject.trace};
    for (const Step& step : subject.steps) subject.reasons.push_back(step_reason(history, step));
}

}  // namespace ui
