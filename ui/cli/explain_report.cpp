#include "ui/cli/explain_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "sim/explain/comparison.hpp"
#include "sim/explain/diagnosis.hpp"
#include "sim/explain/reason.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

bool is_shown(const ExplainView& view, std::size_t output) {
    return !view.line || static_cast<std::size_t>(*view.line) == output + 1;
}

std::size_t page_width(const ExplainView& view) {
    return static_cast<std::size_t>(std::clamp(view.width, 40, 100));
}

std::string line_text(const sim::History& history, std::size_t output, const ExplainView& view) {
    const sim::Trace& trace = history.trace();
    const std::size_t digits = std::to_string(trace.outputs.size()).size();
    std::string text = fmt::format(
        "{:>{}}  {}\n", output + 1, digits,
        paint(printable(trace.names.text(trace.outputs[output].text)), Ink::bold, view.has_colour));
    if (history.run_of_output(output) == sim::history_none) return text;
    const sim::Reason reason = because_output(history, output);
    return text.append(wrap(reason.words(), page_width(view), digits + 4));
}

/// The rule stands before the last full stop.
std::string with_rule(const sim::Finding& finding) {
    if (finding.rule.empty()) return finding.text;
    std::string text = finding.text;
    text.pop_back();
    return text.append(fmt::format(" ({}).", finding.rule));
}

std::string findings_text(const std::vector<sim::Finding>& findings, const ExplainView& view) {
    if (findings.empty()) return {};
    std::string text = "\nWorth a look\n";
    for (const sim::Finding& finding : findings) {
        std::string title{to_text(finding.kind)};
        if (finding.count > 1)
            title.append(fmt::format(", {} times", sim::format_count(finding.count)));
        text.append(fmt::format("- {}\n", paint(title, Ink::bold, view.has_colour)));
        text.append(wrap(with_rule(finding), page_width(view), 2));
    }
    return text;
}

void put_task(Json& json, std::string_view key, sim::TaskId task) {
    if (task) json.integer(key, task.value);
    else json.null(key);
}

void put_reason(Json& json, const sim::History& history, const sim::Reason& reason) {
    const sim::Trace& trace = history.trace();
    const sim::Task& task = history.task(reason.task);
    put_task(json, "task", reason.task);
    json.text("name", trace.names.text(task.name));
    json.text("kind", to_text(task.kind));
    const sim::SourcePlace place = trace.places[task.place];
    if (place.line > 0) {
        json.text("file", trace.names.text(place.file));
        json.integer("sourceLine", place.line);
        json.integer("sourceColumn", place.column);
    }
    json.text("reason", to_text(reason.kind));
    json.text("rule", reason.rule);
    json.text("because", reason.words());
    json.text("origin", reason.origin);
    json.text("why", reason.why);
    json.text("ahead", reason.ahead);
    json.text("begun", reason.begun);
    put_task(json, "cause", reason.cause);
    put_task(json, "releasedBy", reason.released_by);
    put_task(json, "within", reason.within);
    json.open("overtook", '[');
    for (const sim::TaskId other : reason.overtook) put_task(json, {}, other);
    json.close(']');
    json.text("phase", to_text(reason.phase));
    json.integer("iteration", reason.iteration);
    json.instant("made", reason.made);
    json.instant("runnable", reason.runnable);
    json.instant("ran", reason.ran);
}

void put_finding(Json& json, const sim::Trace& trace, const sim::Finding& finding) {
    json.open({}, '{');
    json.text("finding", to_text(finding.kind));
    json.text("rule", finding.rule);
    json.text("text", finding.text);
    const sim::SourcePlace place = trace.places[finding.place];
    if (place.line > 0) {
        json.text("file", trace.names.text(place.file));
        json.integer("sourceLine", place.line);
        json.integer("sourceColumn", place.column);
    }
    put_task(json, "task", finding.task);
    json.instant("at", finding.at);
    json.integer("size", finding.size.ns);
    json.integer("count", finding.count);
    json.close('}');
}

}  // namespace

std::string explain_text(const sim::History& history, const ExplainView& view) {
    std::string text;
    for (std::size_t i = 0; i < history.trace().outputs.size(); ++i) {
        if (is_shown(view, i)) text.append(line_text(history, i, view));
    }
    if (history.trace().outputs.empty()) text.append("the program prints nothing\n");
    if (!view.line) text.append(findings_text(diagnose(history), view));
    return text;
}

bool write_explain_json(const sim::History& history, const ExplainView& view,
                        const traces::Sink& sink) {
    const sim::Trace& trace = history.trace();
    Json json{sink};
    json.open({}, '{');
    json.text("program", trace.facts.program);
    json.text("node", trace.facts.profile);
    json.integer("seed", static_cast<std::int64_t>(trace.facts.seed));
    json.open("lines", '[');
    for (std::size_t i = 0; i < trace.outputs.size(); ++i) {
        if (!is_shown(view, i)) continue;
        const sim::OutputLine& line = trace.outputs[i];
        json.open({}, '{');
        json.integer("line", static_cast<std::int64_t>(i) + 1);
        json.text("text", trace.names.text(line.text));
        json.boolean("isError", line.is_error);
        json.instant("at", line.at);
        if (history.run_of_output(i) != sim::history_none)
            put_reason(json, history, because_output(history, i));
        json.close('}');
    }
    json.close(']');
    json.open("findings", '[');
    for (const sim::Finding& finding : diagnose(history)) put_finding(json, trace, finding);
    json.close(']');
    json.close('}');
    return json.finish();
}

std::string comparison_text(const ComparedRun& first, const ComparedRun& second,
                            const ExplainView& view) {
    const std::optional<sim::Parting> parting = sim::parting(*first.history, *second.history);
    const std::size_t lines = first.history->trace().outputs.size();
    if (!parting)
        return fmt::format("{} and {} print the same {} line{}\n", first.name, second.name, lines,
                           lines == 1 ? "" : "s");
    std::string text =
        fmt::format("{} and {} part at line {}\n", first.name, second.name, parting->output + 1);
    const auto side = [&](const ComparedRun& run, const std::optional<sim::Reason>& reason) {
        const sim::Trace& trace = run.history->trace();
        const bool has_ended = parting->output >= trace.outputs.size();
        text.append(fmt::format("\n{}  {}\n", run.name,
                                has_ended
                                    ? std::string{"(has ended)"}
                                    : paint(trace.names.text(trace.outputs[parting->output].text),
                                            Ink::bold, view.has_colour)));
        if (reason) text.append(wrap(reason->words(), page_width(view), 5));
    };
    side(first, parting->first);
    side(second, parting->second);
    if (parting->overtaken) {
        const sim::Trace& trace = first.history->trace();
        text.append(fmt::format("\n{} shows {} later\n", second.name,
                                paint(trace.names.text(trace.outputs[parting->output].text),
                                      Ink::bold, view.has_colour)));
        text.append(wrap(parting->overtaken->words(), page_width(view), 5));
    }
    return text;
}

bool write_comparison_json(const ComparedRun& first, const ComparedRun& second,
                           const traces::Sink& sink) {
    const std::optional<sim::Parting> parting = sim::parting(*first.history, *second.history);
    Json json{sink};
    json.open({}, '{');
    json.text("program", first.history->trace().facts.program);
    json.boolean("isSame", !parting);
    if (parting) json.integer("line", static_cast<std::int64_t>(parting->output) + 1);
    json.open("runs", '[');
    for (const ComparedRun* run : {&first, &second}) {
        const sim::Trace& trace = run->history->trace();
        json.open({}, '{');
        json.text("name", run->name);
        json.open("output", '[');
        for (const sim::OutputLine& line : trace.outputs)
            json.text({}, trace.names.text(line.text));
        json.close(']');
        if (parting) {
            const std::optional<sim::Reason>& reason =
                run == &first ? parting->first : parting->second;
            if (reason) put_reason(json, *run->history, *reason);
        }
        json.close('}');
    }
    json.close(']');
    json.close('}');
    return json.finish();
}

}  // namespace ui
