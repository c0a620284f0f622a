#include "ui/cli/explain_report.hpp"

#include <algorithm>

#include <fmt/format.h>

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
    const std::size_t digits = fmt::formatted_size("{}", trace.outputs.size());
    std::string text = fmt::format(
        "{:>{}}  {}\n", output + 1, digits,
        paint(trace.names.text(trace.outputs[output].text), Ink::bold, view.has_colour));
    if (history.run_of_output(output) == sim::history_none) return text;
    const sim::Reason reason = because_output(history, output);
    return text.append(wrap(reason.words(), page_width(view), digits + 4));
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

}  // namespace

std::string explain_text(const sim::History& history, const ExplainView& view) {
    std::string text;
    for (std::size_t i = 0; i < history.trace().outputs.size(); ++i) {
        if (is_shown(view, i)) text.append(line_text(history, i, view));
    }
    if (history.trace().outputs.empty()) text.append("the program prints nothing\n");
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
    json.close('}');
    return json.finish();
}

}  // namespace ui
