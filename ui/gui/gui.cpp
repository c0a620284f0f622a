#include "ui/gui/gui.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/imgui_compat.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

bool is_for(char mode, const AppState& state) {
    return mode == '*' || mode == (state.mode == Mode::teach ? 't' : 'a');
}

/// Whether one of "Left, Shift+N" was pressed.
bool is_pressed_any(std::string_view keys, bool types) {
    const ImGuiIO& io = ImGui::GetIO();
    while (!keys.empty()) {
        const std::size_t end = std::min(keys.find(", "), keys.size());
        const Chord chord = to_chord(keys.substr(0, end));
        keys.remove_prefix(std::min(end + 2, keys.size()));
        if (chord.key == key_none || (types && is_typing(chord))) continue;
        if (chord.has_control == io.KeyCtrl && chord.has_shift == io.KeyShift &&
            is_pressed(chord.key))
            return true;
    }
    return false;
}

/// Digits choose an answer while a question is open.
bool take_answer(Gui& gui, const AppState& state) {
    const std::optional<Question>& question = state.prediction.question;
    if (!question || question->answer) return false;
    for (std::size_t i = 0; i < question->choices.size(); ++i) {
        if (!is_pressed(static_cast<Key>('1' + static_cast<int>(i)))) continue;
        gui.add("predict.answer", std::to_string(i + 1));
        return true;
    }
    return false;
}

bool take_quiz_answer(Gui& gui, const AppState& state) {
    if (!state.quiz.card) return false;
    for (std::size_t i = 0; i < state.quiz.card->choices.size(); ++i) {
        if (!is_pressed(static_cast<Key>('1' + static_cast<int>(i)))) continue;
        gui.add("quiz.answer", std::to_string(i + 1));
        return true;
    }
    return false;
}

/// "file:line:column: message, hint"; what is not known of the place is left out.
std::string text_of(const sim::Diagnostic& row) {
    std::string text = row.place.file;
    if (row.place.line > 0) text += fmt::format(":{}", row.place.line);
    if (row.place.line > 0 && row.place.column > 0) text += fmt::format(":{}", row.place.column);
    text.append(text.empty() ? "" : ": ").append(row.message);
    return row.hint.empty() ? text : text + "  ·  " + row.hint;
}

void draw_problems(Gui& gui, const AppState& state, Rect& area) {
    const std::vector<sim::Diagnostic> problems = problems_of(state);
    if (problems.empty()) return;
    constexpr std::size_t problems_max = 4;
    constexpr std::size_t rows_max = 3;  // of one of them
    constexpr double pitch = 22;
    const Theme& theme = theme_of(state);
    const double zoom = zoom_of(gui, state);
    const auto pad = static_cast<float>(12 * zoom);
    const double room = static_cast<double>(area.width - 2 * pad) / zoom;
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < problems.size() && i < problems_max; ++i) {
        for (const std::string& row : wrap(Face::sans_bold, text_normal,
                                           to_plain_line(text_of(problems[i])), room, rows_max))
            rows.push_back(fit_text(Face::sans_bold, text_normal, row, room));
    }
    const auto height = static_cast<float>((pitch * static_cast<double>(rows.size()) + 16) * zoom);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({area.x, area.y}, {area.x + area.width, area.y + height},
                       ImGui::GetColorU32(to_vector(theme.mark)));
    list.AddRectFilled({area.x, area.y}, {area.x + pad / 3, area.y + height},
                       ImGui::GetColorU32(to_vector(row_of(Hue::tick).fill)));
    push_font(gui, state, Face::sans_bold, text_normal);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ImGui::SetCursorScreenPos(
            {area.x + pad,
             area.y + static_cast<float>((8 + pitch * static_cast<double>(i)) * zoom)});
        ImGui::TextUnformatted(rows[i].c_str());
        mark_item(gui, fmt::format("problem row {}", i + 1));
    }
    ImGui::PopFont();
    gui.mark("problems", {area.x, area.y, area.width, height});
    area.y += height;
    area.height -= height;
}

void draw_empty(Gui& gui, const AppState& state, Rect area) {
    const double zoom = zoom_of(gui, state);
    const auto put = [&](double y, Face face, double size, const std::string& text) {
        push_font(gui, state, face, size);
        const ImVec2 wide = ImGui::CalcTextSize(text.c_str());
        ImGui::SetCursorScreenPos({area.x + (area.width - wide.x) / 2,
                                   area.y + area.height / 2 + static_cast<float>(y * zoom)});
        ImGui::TextUnformatted(text.c_str());
        ImGui::PopFont();
    };
    if (gui.is_loading) {
        put(-20, Face::sans, 17,
            gui.loaded >= 0 ? fmt::format("reading, {:.0f} %", gui.loaded * 100) : "running ...");
        return put(8, Face::sans, 16, "Ctrl+. stops it");
    }
    put(-60, Face::sans_bold, 24, "loopglass");
    put(-20, Face::sans, 16,
        "Drop a scenario, a script, a trace, a sweep or a folder of lessons here,");
    put(4, Face::sans, 16, "or press Ctrl+O.   ? shows all keys.");
}

}  // namespace

void take_keys(Gui& gui, const AppState& state) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool types = gui.is_typing;
    if (!types && take_answer(gui, state)) return;
    if (state.overlay == Overlay::quiz && take_quiz_answer(gui, state)) return;
    // A layout where "?" is not Shift+/ types it all the same.
    for (const ImWchar typed : io.InputQueueCharacters) {
        if (typed == '?' && !types && !io.KeyShift) gui.add("help");
    }
    if (types && state.overlay != Overlay::none) {
        if (is_pressed(key_down)) gui.add("palette.move", "1");
        if (is_pressed(key_up)) gui.add("palette.move", "-1");
    }
    for (const CommandRow& row : command_rows()) {
        if (is_for(row.mode, state) && is_pressed_any(row.keys, types)) gui.add(row.id);
    }
}

void draw_frame(Gui& gui, const AppState& state) {
    gui.widgets.clear();
    gui.scenes.clear();
    gui.scene_zoom = zoom_of(gui, state);
    gui.wants_frame =
        state.is_playing || state.message_ms > 0 || state.editor.run_in_ms >= 0 || gui.is_loading;
    gui.is_typing = ImGui::GetIO().WantTextInput;
    apply_style(gui, state);
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("loopglass", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNavInputs);
    push_font(gui, state, Face::sans, text_normal);
    draw_toolbar(gui, state);
    const float top = ImGui::GetCursorScreenPos().y;
    Rect area{0, top, size.x, size.y - top};
    draw_problems(gui, state, area);
    if (state.editor.is_open) {
        const float width = std::floor(area.width * 0.42F);
        draw_editor(gui, state, {area.x, area.y, width, area.height});
        area.x += width;
        area.width -= width;
    }
    if (!state.document) {
        // Another may stand at the same address.
        gui.lesson_of = nullptr;
        gui.columns_of = nullptr;
    }
    if (!state.document && state.sweep) draw_sweep(gui, state, area);
    else if (!state.document) draw_empty(gui, state, area);
    else if (state.mode == Mode::teach && state.document->has_steps()) draw_teach(gui, state, area);
    else draw_analyse(gui, state, area);
    ImGui::PopFont();
    ImGui::End();
    push_font(gui, state, Face::sans, text_normal);
    draw_overlays(gui, state);
    ImGui::PopFont();
    take_keys(gui, state);
}

}  // namespace ui::gui
