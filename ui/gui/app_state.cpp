#include "ui/gui/app_state.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<int>(c));
        else out += c;
    }
    return out + '"';
}

template <class Rows, class Text>
std::string list(const Rows& rows, const Text& text) {
    std::string out = "[";
    for (const auto& row : rows) out += (out.size() > 1 ? ", " : "") + text(row);
    return out + "]";
}

std::string span_text(const std::optional<Span>& span) {
    return span ? fmt::format("[{}, {}]", span->from, span->to) : std::string{"null"};
}

std::string place_text(const AppState& state) {
    if (!state.selected || !state.document) return "null";
    const Span span = state.document->span_of(*state.selected);
    return fmt::format(
        R"({{"row": {}, "level": {}, "index": {}, "name": {}, "from": {}, "to": {}}})",
        state.selected->row, state.selected->level, state.selected->index,
        quoted(state.document->name_of_place(*state.selected)), span.from, span.to);
}

constexpr std::array<std::string_view, 6> overlay_names{"none", "help",   "palette",
                                                        "open", "orders", "quiz"};

constexpr std::size_t lesson_steps_max = 2000;

/// What was picked out of, measured in or asked about a run goes with it.
void forget_run(AppState& state) {
    state.selected.reset();
    state.related.clear();
    state.range.reset();
    state.measure.reset();
    state.measure_from.reset();
    state.found = {};
    state.bin = 0;
    state.prediction.question.reset();
    state.prediction.verdict.clear();
    state.is_playing = false;
    state.parting.reset();
    state.document.reset();
}

void show_document(AppState& state, std::unique_ptr<Document> document, bool is_same_program) {
    const bool had_view =
        is_same_program && state.document && state.document->whole() == document->whole();
    const std::size_t step = state.step;
    forget_run(state);
    state.document = std::move(document);
    if (!had_view) state.view = state.document->first_view();
    state.other_shift = 0;
    state.scroll = 0;
    state.pinned.clear();
    state.cursor = state.view.from;
    const std::size_t steps = state.document->subject().steps.size();
    state.step = is_same_program && steps > 0 ? std::min(step, steps - 1) : 0;
    // Nobody steps through what is that long.
    if (steps == 0 || (!is_same_program && steps > lesson_steps_max)) state.mode = Mode::analyse;
    state.summary = summarise(*state.document, state.document->whole());
}

void compare(AppState& state) {
    state.parting.reset();
    if (!state.document || !state.other) return;
    state.other_summary = summarise(*state.other, state.range.value_or(state.other->whole()));
    if (state.document->history() != nullptr && state.other->history() != nullptr)
        state.parting = sim::parting(*state.document->history(), *state.other->history());
}

/// A program with an error can be mended in the editor.
void take_refused(AppState& state, LoadedRun run) {
    state.refused.reset();
    if (state.problems.empty()) return;
    state.refused = std::move(run);
    if (!state.editor.is_changed) state.editor.text = state.refused->text;
}

}  // namespace

void take_loaded(AppState& state, LoadedRun run, std::unique_ptr<Document> document,
                 bool is_other) {
    if (run.sweep) {
        state.sweep = std::move(run.sweep);
        state.sweep_cell.reset();
        forget_run(state);
        state.drawer = Drawer::sweep;
        state.has_drawer = true;
        state.mode = Mode::analyse;
    }
    const bool is_folder = !run.lessons.empty();
    if (is_folder) state.lessons = std::move(run.lessons);
    state.problems = std::move(run.problems);
    if (!document) {
        if (is_other) drop_other(state);
        else take_refused(state, std::move(run));
        if (!state.problems.empty()) return;
        if (!is_other && is_folder) state.overlay = Overlay::open;
        // What is shown is what runs again.
        if (!is_other && is_folder && state.document) state.path = state.document->run().path;
        return;
    }
    if (is_other) {
        const bool sees_all = state.document && state.view == whole_of(state);
        state.other = std::move(document);
        if (sees_all) state.view = whole_of(state);
    } else {
        const std::string& path = document->run().path;
        const bool is_same = state.document && state.document->run().path == path;
        const bool is_mended = state.refused && state.refused->path == path;
        state.refused.reset();
        show_document(state, std::move(document), is_same);
        if (!is_same && !is_mended) state.editor.is_changed = false;
        if (!state.editor.is_changed) state.editor.text = state.document->run().text;
    }
    compare(state);
    keep_view(state);
}

void drop_other(AppState& state) {
    state.other.reset();
    state.other_shift = 0;
    state.parting.reset();
    keep_view(state);
}

void keep_view(AppState& state) {
    if (!state.document) return;
    const Span whole = whole_of(state);
    state.view = {std::max(state.view.from, whole.from), std::min(state.view.to, whole.to)};
    if (state.view.length() < 1) state.view = whole;
}

void take_inquiry(AppState& state, Inquiry inquiry) {
    if (!inquiry.problem.empty()) {
        state.message = inquiry.problem;
        state.is_error = true;
        state.message_ms = 6000;
        if (state.overlay == Overlay::orders || state.overlay == Overlay::quiz)
            state.overlay = Overlay::none;
        return;
    }
    if (inquiry.orders) state.orders = {.found = std::move(inquiry.orders), .current = {}};
    if (inquiry.quiz) {
        state.quiz.card = std::move(inquiry.quiz);
        state.quiz.answer.reset();
    }
}

Span whole_of(const AppState& state) {
    Span whole = state.document->whole();
    if (!state.other) return whole;
    const Span other = state.other->whole();
    whole.from = std::min(whole.from, other.from + state.other_shift);
    whole.to = std::max(whole.to, other.to + state.other_shift);
    return whole;
}

std::string_view to_text(Drawer drawer) {
    constexpr std::array<std::string_view, drawer_count> names{"statistics", "latency",  "waits",
                                                               "compare",    "findings", "sweep"};
    return names[static_cast<std::size_t>(drawer)];
}

const LoadedRun* program_of(const AppState& state) {
    const LoadedRun* const run = state.refused    ? &*state.refused
                                 : state.document ? &state.document->run()
                                                  : nullptr;
    return run != nullptr && run->is_program ? run : nullptr;
}

std::vector<sim::Diagnostic> problems_of(const AppState& state) {
    if (!state.problems.empty() || !state.document || !state.document->run().ending)
        return state.problems;
    const bool is_ahead = state.mode == Mode::teach && !state.editor.is_open &&
                          state.step + 1 < state.document->subject().steps.size();
    if (is_ahead) return {};
    return {*state.document->run().ending};
}

const Theme& theme_of(const AppState& state) { return themes()[state.theme]; }

std::string band_text(const AppState& state) {
    if (!state.document) return {};
    const Prediction& prediction = state.prediction;
    if (prediction.question && !prediction.question->answer) return "What is printed next?";
    if (!state.document->has_steps()) return state.document->subject().about;
    return prediction.verdict + state.document->because(state.step);
}

std::vector<std::string> printed(const AppState& state) {
    std::vector<std::string> lines;
    if (!state.document) return lines;
    const sim::Trace& trace = state.document->trace();
    const std::vector<Step>& steps = state.document->subject().steps;
    for (std::size_t i = 0; i <= state.step && i < steps.size(); ++i) {
        for (const std::uint32_t output : steps[i].outputs)
            lines.emplace_back(trace.names.text(trace.outputs[output].text));
    }
    return lines;
}

std::string to_json(const AppState& state) {
    const Document* const document = state.document.get();
    std::string out = "{\n";
    const auto put = [&out](std::string_view key, const std::string& value) {
        if (out.size() > 2) out += ",\n";
        out += fmt::format("  \"{}\": {}", key, value);
    };
    const auto text = [](std::string_view value) { return quoted(value); };
    const auto flag = [](bool value) { return std::string{value ? "true" : "false"}; };
    put("mode", state.mode == Mode::teach ? "\"teach\"" : "\"analyse\"");
    put("theme", quoted(theme_of(state).name));
    put("path", quoted(state.path));
    put("title", quoted(document == nullptr ? "" : document->subject().title));
    put("node", quoted(document == nullptr ? "" : document->trace().facts.profile));
    put("threadpool",
        fmt::format("{}", document == nullptr ? 0 : document->trace().facts.threadpool));
    put("steps", fmt::format("{}", document == nullptr ? 0 : document->subject().steps.size()));
    put("step",
        fmt::format("{}", document != nullptr && document->has_steps() ? state.step + 1 : 0));
    put("because", quoted(band_text(state)));
    put("printed", list(printed(state), text));
    put("isPlaying", flag(state.is_playing));
    put("speed", fmt::format("{:.6g}", state.speed));
    put("isPredicting", flag(state.prediction.is_on));
    const std::optional<Question>& question = state.prediction.question;
    put("question",
        question && !question->answer ? list(question->choices, text) : std::string{"null"});
    put("predicted", fmt::format("[{}, {}]", state.prediction.right, state.prediction.asked));
    put("view", span_text(state.view));
    put("range", span_text(state.range));
    put("measure", span_text(state.measure));
    put("cursor", fmt::format("{}", state.cursor));
    put("bookmarks", fmt::format("[{}]", fmt::join(state.bookmarks, ", ")));
    put("selected", place_text(state));
    put("pinned", fmt::format("[{}]", fmt::join(state.pinned, ", ")));
    put("related", fmt::format("{}", state.related.size()));
    put("find", state.found.is_open ? quoted(state.found.text) : std::string{"null"});
    put("found", fmt::format("{}", state.found.places.size()));
    put("foundCurrent",
        fmt::format("{}", state.found.places.empty() ? 0 : state.found.current + 1));
    put("drawer", state.has_drawer ? quoted(to_text(state.drawer)) : std::string{"null"});
    put("overlay", quoted(overlay_names[static_cast<std::size_t>(state.overlay)]));
    put("requests", fmt::format("{}", state.summary.measured == Measured::requests
                                          ? state.summary.latencies.size()
                                          : 0));
    put("percentiles", list(state.summary.percentiles, [](const Percentile& row) {
            return fmt::format("[{}, {}]", row.parts, row.value.ns);
        }));
    put("lessons", fmt::format("{}", state.lessons.size()));
    put("compared", state.other ? quoted(state.other->trace().facts.profile) : std::string{"null"});
    put("shift", fmt::format("{}", state.other_shift));
    put("partsAt",
        state.parting ? fmt::format("{}", state.parting->output + 1) : std::string{"null"});
    put("problems", list(state.problems, [&](const sim::Diagnostic& row) {
            return fmt::format(R"({{"file": {}, "line": {}, "column": {}, "message": {}}})",
                               quoted(row.place.file), row.place.line, row.place.column,
                               quoted(row.message));
        }));
    put("orders", fmt::format("{}", state.orders.found ? state.orders.found->orders.size() : 0));
    put("order",
        state.orders.current ? fmt::format("{}", *state.orders.current + 1) : std::string{"null"});
    put("quiz", state.quiz.card ? quoted(state.quiz.card->question) : std::string{"null"});
    put("quizzed", fmt::format("[{}, {}]", state.quiz.right, state.quiz.asked));
    put("sweepCells",
        fmt::format("{}", state.sweep ? state.sweep->figures.cells.size() : std::size_t{0}));
    put("sweepCell",
        state.sweep_cell ? fmt::format("{}", *state.sweep_cell + 1) : std::string{"null"});
    put("isEditing", flag(state.editor.is_open));
    put("isChanged", flag(state.editor.is_changed));
    put("message", quoted(state.message));
    return out + "\n}\n";
}

}  // namespace ui::gui
