// Commands of the window itself.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ui/gui/command.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Window";

std::string mode(AppState& state, std::string_view argument) {
    if (!argument.empty() && argument != "teach" && argument != "analyse")
        return fmt::format("mode expects teach or analyse, found \"{}\"", argument);
    const bool is_teach = argument.empty() ? state.mode == Mode::analyse : argument == "teach";
    // Keys are those of what is shown.
    const bool has_steps = state.document ? state.document->has_steps() : !state.sweep;
    if (is_teach && !has_steps) return std::string{no_steps};
    state.mode = is_teach ? Mode::teach : Mode::analyse;
    state.is_playing = false;
    return {};
}
std::string teach(AppState& state, std::string_view /*argument*/) { return mode(state, "teach"); }
std::string analyse(AppState& state, std::string_view /*argument*/) {
    return mode(state, "analyse");
}

std::string theme(AppState& state, std::string_view argument) {
    if (argument.empty()) {
        state.theme = (state.theme + 1) % themes().size();
        return {};
    }
    for (std::size_t i = 0; i < themes().size(); ++i) {
        if (themes()[i].name != argument) continue;
        state.theme = i;
        return {};
    }
    return fmt::format("theme expects light, dark or projector, found \"{}\"", argument);
}

void toggle(AppState& state, Overlay overlay) {
    state.overlay = state.overlay == overlay ? Overlay::none : overlay;
    state.palette = Palette{};
}

std::string help(AppState& state, std::string_view /*argument*/) {
    toggle(state, Overlay::help);
    return {};
}
std::string palette(AppState& state, std::string_view /*argument*/) {
    toggle(state, Overlay::palette);
    return {};
}
std::string open_dialog(AppState& state, std::string_view /*argument*/) {
    toggle(state, Overlay::open);
    return {};
}

/// What the palette or the list of files is asked for; its best row is chosen.
std::string palette_text(AppState& state, std::string_view argument) {
    state.palette = {.text = std::string{argument}, .current = 0};
    return {};
}

std::string palette_move(AppState& state, std::string_view argument) {
    const std::optional<double> by = to_number(argument);
    if (!by || (*by != 1 && *by != -1))
        return fmt::format("palette.move expects 1 or -1, found \"{}\"", argument);
    if (*by > 0) state.palette.current = std::min<std::size_t>(state.palette.current + 1, 500);
    else if (state.palette.current > 0) --state.palette.current;
    return {};
}

/// The nearest thing first: what is above, a question, the editor, found things, marks, the selection.
std::string escape(AppState& state, std::string_view /*argument*/) {
    if (state.overlay != Overlay::none) state.overlay = Overlay::none;
    else if (state.is_playing) state.is_playing = false;
    else if (state.prediction.question && !state.prediction.question->answer)
        state.prediction.question.reset();
    else if (state.editor.is_open) state.editor.is_open = false;
    else if (state.found.is_open) state.found = Found{};
    else if (state.measure || state.measure_from) {
        state.measure.reset();
        state.measure_from.reset();
    } else if (state.range) return apply(state, {"range.clear", {}});
    else if (state.selected) return apply(state, {"select.none", {}});
    return {};
}

std::string export_scene(AppState& state, std::string_view argument) {
    if (!state.document) return "nothing is open";
    state.effects.push_back({Effect::Kind::export_scene, std::string{argument}});
    return {};
}

std::string screenshot(AppState& state, std::string_view argument) {
    state.effects.push_back({Effect::Kind::screenshot, std::string{argument}});
    return {};
}

/// Of the window, for the next one; what shows it does the rest.
std::string window_size(AppState& state, std::string_view argument) {
    const std::size_t cross = std::min(argument.find('x'), argument.size());
    const std::optional<double> width = to_number(argument.substr(0, cross));
    const std::optional<double> height =
        to_number(argument.substr(std::min(cross + 1, argument.size())));
    const auto is_good = [](const std::optional<double>& pixels) {
        return pixels && *pixels >= 320 && *pixels <= 16384;
    };
    if (!is_good(width) || !is_good(height))
        return fmt::format("window.size expects pixels such as 1280x800, found \"{}\"", argument);
    state.window_size = {static_cast<std::int32_t>(*width), static_cast<std::int32_t>(*height)};
    return {};
}

std::string quit(AppState& state, std::string_view /*argument*/) {
    state.effects.push_back({Effect::Kind::quit, {}});
    return {};
}

constexpr std::array rows{
    CommandRow{"mode", "teach or analyse", group, "Tab", "[teach or analyse]", '*', mode},
    CommandRow{"mode.teach", "teach: step by step", group, "1", "", 'a', teach},
    CommandRow{"mode.analyse", "analyse: time and statistics", group, "2", "", 't', analyse},
    CommandRow{"theme", "light, dark or projector", group, "T", "[light, dark or projector]", '*',
               theme},
    CommandRow{"help", "all keys", group, "?, F1", "", '*', help},
    CommandRow{"palette", "choose a command", group, "Ctrl+Shift+P", "", '*', palette},
    CommandRow{"palette.text", "narrow the palette", group, "", "[a text]", '*', palette_text},
    CommandRow{"palette.move", "choose below or above", group, "", "1 or -1", '*', palette_move},
    CommandRow{"open.dialog", "lessons and files opened before", group, "Ctrl+O", "", '*',
               open_dialog},
    CommandRow{"escape", "close, or take back", group, "Esc", "", '*', escape},
    CommandRow{"export", "write what is seen as a picture or slide", group, "",
               "a path: .svg .png .pdf .pptx", '*', export_scene},
    CommandRow{"window.size", "size of the window", group, "", "such as 1280x800", '*',
               window_size},
    CommandRow{"screenshot", "write the window as PNG", group, "", "a path", '*', screenshot},
    CommandRow{"quit", "close the window", group, "Ctrl+Q", "", '*', quit},
};

}  // namespace

std::span<const CommandRow> window_rows() { return rows; }

}  // namespace ui::gui
