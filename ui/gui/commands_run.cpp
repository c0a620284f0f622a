// Commands that run programs: opening, knobs, editing, comparing.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ui/gui/command.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Run";
constexpr std::size_t recent_max = 12;
constexpr std::size_t text_max = std::size_t{4} << 20;

std::string load(AppState& state) {
    if (state.path.empty()) return "nothing is open";
    state.effects.push_back({Effect::Kind::load, {}});
    if (state.other_knobs) state.effects.push_back({Effect::Kind::load_other, {}});
    return {};
}

void remember(AppState& state, const std::string& path) {
    std::erase(state.recent, path);
    state.recent.insert(state.recent.begin(), path);
    if (state.recent.size() > recent_max) state.recent.resize(recent_max);
}

std::string open(AppState& state, std::string_view argument) {
    state.path = argument;
    state.knobs = Knobs{};
    state.other_knobs.reset();
    state.other_path.clear();
    drop_other(state);
    state.changes.clear();
    state.orders = {};
    state.quiz.card.reset();
    state.sweep.reset();
    state.sweep_cell.reset();
    state.editor = Editor{};
    state.bookmarks.clear();
    state.overlay = Overlay::none;
    remember(state, state.path);
    return load(state);
}

std::string reload(AppState& state, std::string_view /*argument*/) {
    if (!state.editor.is_changed) state.editor.text.clear();
    return load(state);
}

std::string cancel(AppState& state, std::string_view /*argument*/) {
    if (!state.is_loading) return "nothing is under way";
    state.effects.push_back({Effect::Kind::cancel, {}});
    return {};
}

std::string lesson_go(AppState& state, std::ptrdiff_t by) {
    if (state.lessons.empty()) return "no folder of lessons is open";
    std::ptrdiff_t at = by > 0 ? -1 : static_cast<std::ptrdiff_t>(state.lessons.size());
    for (std::size_t i = 0; i < state.lessons.size(); ++i) {
        if (state.lessons[i].path == state.path) at = static_cast<std::ptrdiff_t>(i);
    }
    at = std::clamp<std::ptrdiff_t>(at + by, 0,
                                    static_cast<std::ptrdiff_t>(state.lessons.size()) - 1);
    const std::string path = state.lessons[static_cast<std::size_t>(at)].path;
    return open(state, path);
}
std::string lesson_next(AppState& state, std::string_view /*argument*/) {
    return lesson_go(state, 1);
}
std::string lesson_previous(AppState& state, std::string_view /*argument*/) {
    return lesson_go(state, -1);
}

std::string needs_program(const AppState& state) {
    if (state.document && !state.document->run().is_program)
        return "a trace is what was measured; only a program can run again";
    return state.path.empty() ? "nothing is open" : "";
}

/// One knob from its word; what is wrong with the value, empty if nothing.
std::string set_knob(Knobs& knobs, std::string_view name, std::string_view value) {
    const bool is_default = value == "default";
    const auto whole = [&](double most) -> std::optional<std::int32_t> {
        const std::optional<double> number = to_number(value);
        if (!number || *number < 1 || *number > most || std::floor(*number) != *number)
            return std::nullopt;
        return static_cast<std::int32_t>(*number);
    };
    const auto expects = [&](std::string_view what) {
        return fmt::format("{} expects {} or \"default\", found \"{}\"", name, what, value);
    };
    const auto word = [&](std::string& field, std::initializer_list<std::string_view> known) {
        if (!is_default && std::count(known.begin(), known.end(), value) == 0)
            return expects(fmt::format("{}", fmt::join(known, ", ")));
        field = is_default ? std::string{} : std::string{value};
        return std::string{};
    };
    if (name == "node") return word(knobs.node, {"14", "16", "18", "20", "22", "24", "26"});
    if (name == "module") return word(knobs.module, {"cjs", "esm"});
    if (name == "scheduler") return word(knobs.scheduler, {"linux", "ps"});
    if (name == "costs") return word(knobs.costs, {"none", "node"});
    if (name == "seed") {
        const std::optional<double> number = to_number(value);
        if (!is_default &&
            (!number || *number < 0 || *number > 1e15 || std::floor(*number) != *number))
            return expects("a whole number");
        knobs.seed.reset();
        if (!is_default) knobs.seed = static_cast<std::uint64_t>(*number);
        return {};
    }
    std::optional<std::int32_t>& field = name == "cores" ? knobs.cores : knobs.threadpool;
    if (name == "cores" && value == "unlimited") {
        field = 0;
        return {};
    }
    if (!is_default && !whole(1024)) return expects("a whole number from 1 to 1024");
    field = is_default ? std::nullopt : whole(1024);
    return {};
}

std::string set_and_run(AppState& state, std::string_view name, std::string_view value) {
    if (std::string problem = needs_program(state); !problem.empty()) return problem;
    Knobs knobs = state.knobs;
    std::string problem = set_knob(knobs, name, value);
    if (!problem.empty() || knobs == state.knobs) return problem;
    // Another model has other orders and other answers.
    knobs.replay.clear();
    state.orders = {};
    state.quiz.card.reset();
    state.knobs = knobs;
    return load(state);
}
std::string node(AppState& state, std::string_view value) {
    return set_and_run(state, "node", value);
}
std::string module(AppState& state, std::string_view value) {
    return set_and_run(state, "module", value);
}
std::string threadpool(AppState& state, std::string_view value) {
    return set_and_run(state, "threadpool", value);
}
std::string cores(AppState& state, std::string_view value) {
    return set_and_run(state, "cores", value);
}
std::string scheduler(AppState& state, std::string_view value) {
    return set_and_run(state, "scheduler", value);
}
std::string costs(AppState& state, std::string_view value) {
    return set_and_run(state, "costs", value);
}
std::string seed(AppState& state, std::string_view value) {
    return set_and_run(state, "seed", value);
}

std::string compare_off(AppState& state, std::string_view /*argument*/) {
    state.other_knobs.reset();
    state.other_path.clear();
    drop_other(state);
    return {};
}

constexpr Position shift_max = Position{1} << 58;

/// Moves the second run on the axis: a recording begins with what Node does before the program.
std::string compare_shift(AppState& state, std::string_view argument) {
    if (!state.other) return "there is no second run";
    const bool is_back = argument.starts_with('-');
    const std::optional<Position> by = to_position(argument.substr(is_back ? 1 : 0));
    if (!by || *by < 0 || *by > shift_max)
        return fmt::format("compare.shift expects a time such as -275ms, found \"{}\"", argument);
    state.other_shift = is_back ? -*by : *by;
    keep_view(state);
    return {};
}

/// When the first callback that takes time begins; where none does, when the run begins.
Position begin_of(const Document& document) {
    for (const Track& track : document.tracks().rows) {
        if (track.kind == TrackKind::stack && !track.levels.empty() &&
            track.levels.front().size() > 0)
            return track.levels.front().from.front();
    }
    return document.whole().from;
}

/// Both begin together: the first callbacks, or what is selected and the first callback.
std::string compare_align(AppState& state, std::string_view /*argument*/) {
    if (!state.other) return "there is no second run";
    const Position at =
        state.selected ? state.document->span_of(*state.selected).from : begin_of(*state.document);
    return compare_shift(state, fmt::format("{}", at - begin_of(*state.other)));
}

/// A second run of another file, such as a recording of real Node, on the same axis of time.
std::string compare_file(AppState& state, std::string_view argument) {
    if (!state.document) return "nothing is open";
    state.other_knobs = Knobs{};
    state.other_path = argument;
    state.drawer = Drawer::compare;
    state.has_drawer = true;
    state.effects.push_back({Effect::Kind::load_other, {}});
    return {};
}

std::string compare(AppState& state, std::string_view argument) {
    if (std::string problem = needs_program(state); !problem.empty()) return problem;
    Knobs knobs = state.knobs;
    for (const std::string_view word : words_of(argument)) {
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        constexpr std::array<std::string_view, 7> known{
            "node", "module", "threadpool", "cores", "scheduler", "costs", "seed"};
        if (equals == std::string_view::npos || std::count(known.begin(), known.end(), name) == 0)
            return fmt::format(
                "compare expects such as node=18 or threadpool=8, known: {}, found \"{}\"",
                fmt::join(known, ", "), word);
        if (std::string problem = set_knob(knobs, name, word.substr(equals + 1)); !problem.empty())
            return problem;
    }
    knobs.replay.clear();
    state.other_knobs = knobs;
    state.other_path.clear();
    state.drawer = Drawer::compare;
    state.has_drawer = true;
    state.effects.push_back({Effect::Kind::load_other, {}});
    return {};
}

std::string edit(AppState& state, std::string_view /*argument*/) {
    if (!state.editor.is_open) {
        const LoadedRun* const program = program_of(state);
        if (program == nullptr)
            return state.path.empty() ? "nothing is open"
                                      : "only a scenario or a JavaScript program can be edited";
        if (!state.editor.is_changed) state.editor.text = program->text;
    }
    state.editor.is_open = !state.editor.is_open;
    return {};
}

/// On one line: "\n" stands for a line break, "\\" for a backslash.
std::string edit_text(AppState& state, std::string_view argument) {
    if (!state.editor.is_open) return "the editor is closed; edit opens it";
    if (argument.size() > text_max) return "the text is too long";
    state.editor.text.clear();
    for (std::size_t i = 0; i < argument.size(); ++i) {
        const bool is_escape = argument[i] == '\\' && i + 1 < argument.size();
        if (is_escape) ++i;
        state.editor.text += is_escape && argument[i] == 'n' ? '\n' : argument[i];
    }
    state.editor.is_changed = true;
    state.knobs.replay.clear();
    state.orders = {};
    state.quiz.card.reset();
    const LoadedRun* const program = program_of(state);
    if (program != nullptr && !program->runs_from_file) state.editor.run_in_ms = 350;
    return {};
}

std::string save(AppState& state, std::string_view /*argument*/) {
    if (!state.editor.is_open && !state.editor.is_changed) return "nothing was edited";
    if (program_of(state) == nullptr) return "only a scenario or a JavaScript program can be saved";
    state.effects.push_back({Effect::Kind::save, {}});
    return {};
}

std::string revert(AppState& state, std::string_view /*argument*/) {
    state.editor = Editor{};
    return load(state);
}

std::string recent(AppState& state, std::string_view argument) {
    const bool is_known = std::count(state.recent.begin(), state.recent.end(), argument) > 0;
    if (!is_known && state.recent.size() < recent_max) state.recent.emplace_back(argument);
    return {};
}

std::string recent_clear(AppState& state, std::string_view /*argument*/) {
    state.recent.clear();
    return {};
}

constexpr std::array rows{
    CommandRow{"open", "open a scenario, script, trace or folder", group, "", "a path", '*', open},
    CommandRow{"run", "run again", group, "F5, Ctrl+R", "", '*', reload},
    CommandRow{"run.cancel", "stop what is under way", group, "Ctrl+.", "", '*', cancel},
    CommandRow{"lesson.next", "next lesson of the folder", group, "Ctrl+PageDown", "", '*',
               lesson_next},
    CommandRow{"lesson.previous", "lesson before", group, "Ctrl+PageUp", "", '*', lesson_previous},
    CommandRow{"node", "Node version", group, "", "14 to 26, or default", '*', node},
    CommandRow{"module", "kind of module", group, "", "cjs, esm or default", '*', module},
    CommandRow{"threadpool", "threads of the pool", group, "", "a number, or default", '*',
               threadpool},
    CommandRow{"cores", "CPU cores", group, "", "a number, unlimited or default", '*', cores},
    CommandRow{"scheduler", "how threads share cores", group, "", "linux, ps or default", '*',
               scheduler},
    CommandRow{"costs", "what Node's own doings cost", group, "", "node, none or default", '*',
               costs},
    CommandRow{"seed", "other draws, other choices", group, "", "a number", '*', seed},
    CommandRow{"compare", "a second run beside this one", group, "", "such as node=18", '*',
               compare},
    CommandRow{"compare.file", "a run of another file on the same axis of time", group, "",
               "a path", '*', compare_file},
    CommandRow{"compare.shift", "move the second run on the axis", group, "", "a time", '*',
               compare_shift},
    CommandRow{"compare.align", "begin both runs together, at the selection if there is one", group,
               "", "", '*', compare_align},
    CommandRow{"compare.off", "one run only", group, "", "", '*', compare_off},
    CommandRow{"edit", "edit the program, or close the editor", group, "Ctrl+E", "", '*', edit},
    CommandRow{"edit.text", "replace the text", group, "", "[the text]", '*', edit_text},
    CommandRow{"edit.save", "save the program", group, "Ctrl+S", "", '*', save},
    CommandRow{"edit.revert", "back to the file", group, "", "", '*', revert},
    CommandRow{"recent", "remember a file", group, "", "a path", '*', recent},
    CommandRow{"recent.clear", "forget the files opened before", group, "", "", '*', recent_clear},
};

}  // namespace

std::span<const CommandRow> run_rows() { return rows; }

}  // namespace ui::gui
