// A question about the whole output: which of a few orders comes? Chosen before anything is shown.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

constexpr double letter_size = 15;

std::string one_line(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text.append(text.empty() ? "" : " · ").append(to_plain_line(line));
    return text.empty() ? "(nothing)" : text;
}

/// "Right.", or what is wrong with the answer and why.
std::string verdict(const Quiz& quiz) {
    const QuizCard::Choice& chosen = quiz.card->choices[*quiz.answer];
    const std::string score = fmt::format("\n{} of {} right so far", quiz.right, quiz.asked);
    if (chosen.is_right) return "Right." + score;
    return fmt::format("That does not happen. {}{}", with_micro(chosen.remark), score);
}

void draw_choices(Gui& gui, const AppState& state, float width) {
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    const Quiz& quiz = state.quiz;
    ImGui::PushStyleVar(ImGuiStyleVar_ButtonTextAlign, {0, 0.5F});
    for (std::size_t i = 0; i < quiz.card->choices.size(); ++i) {
        const QuizCard::Choice& choice = quiz.card->choices[i];
        const double room = static_cast<double>(width) / zoom_of(gui, state) - 60;
        const std::string whole = one_line(choice.lines);
        const std::vector<std::string> rows = wrap(Face::mono, letter_size, whole, room, 3);
        std::string shown = std::to_string(i + 1);
        for (const std::string& row : rows) {
            shown += &row == rows.data() ? "  " : "\n   ";
            shown += fit_text(Face::mono, letter_size, row, room);
        }
        shown += fmt::format("##choice{}", i);
        // Once answered, the right ones are lit.
        const bool is_lit = quiz.answer && choice.is_right;
        if (is_lit) {
            ImGui::PushStyleColor(ImGuiCol_Button, to_imgui(row_of(Hue::immediate).fill));
            ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(row_of(Hue::immediate).ink));
        }
        const bool is_chosen = quiz.answer == i;
        if (is_chosen) {
            ImGui::PushStyleColor(ImGuiCol_Border, to_imgui(theme_of(state).ink));
            ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, std::ceil(2 * zoom));
        }
        push_font(gui, state, Face::mono, letter_size);
        const float height = (14 + 21 * static_cast<float>(rows.size())) * zoom;
        if (ImGui::Button(shown.c_str(), {width, height}))
            gui.add("quiz.answer", std::to_string(i + 1));
        ImGui::PopFont();
        if (is_chosen) {
            ImGui::PopStyleVar();
            ImGui::PopStyleColor();
        }
        if (is_lit) ImGui::PopStyleColor(2);
        mark_item(gui, fmt::format("choice {}", i + 1));
        tip_text(gui, state, whole);
        ImGui::Dummy({1, 4 * zoom});
    }
    ImGui::PopStyleVar();
}

/// Over the queues and the lanes, which would give the answer away, and beside the code, which is asked about; as much
/// higher as it needs.
Rect place_of_quiz(const Gui& gui, float zoom) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float width = std::min(900 * zoom, size.x * 0.94F);
    const float height = std::min(540 * zoom, size.y * 0.92F);
    Rect box{(size.x - width) / 2, (size.y - height) / 2, width, height};
    const auto machine = gui.widgets.find("machine");
    if (machine != gui.widgets.end()) box = machine->second;
    box.height = std::min(std::max(box.height, gui.quiz_height), size.y);
    box.y = std::min(box.y, size.y - box.height);
    return box;
}

}  // namespace

void draw_quiz(Gui& gui, const AppState& state) {
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    const Rect box = place_of_quiz(gui, zoom);
    const float width = box.width;
    const float pad = 22 * zoom;
    ImGui::SetNextWindowPos({box.x, box.y});
    ImGui::SetNextWindowSize({width, box.height});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {pad, pad});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, pad / 2);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, to_imgui(theme_of(state).background));
    if (gui.had_overlay != state.overlay) ImGui::SetNextWindowFocus();
    if (ImGui::Begin("quiz", nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNavInputs)) {
        push_font(gui, state, Face::sans_bold, 21);
        const std::string heading = state.quiz.card ? state.quiz.card->question
                                    : gui.explored > 0
                                        ? fmt::format("thinking, {} runs so far ...", gui.explored)
                                        : std::string{"thinking ..."};
        ImGui::PushTextWrapPos(width - pad);
        ImGui::TextUnformatted(heading.c_str());
        ImGui::PopTextWrapPos();
        ImGui::PopFont();
        ImGui::Dummy({1, 8 * zoom});
        if (state.quiz.card) draw_choices(gui, state, width - 2 * pad);
        if (state.quiz.card && state.quiz.answer) {
            push_font(gui, state, Face::sans, 17);
            ImGui::PushTextWrapPos(width - pad);
            ImGui::TextUnformatted(verdict(state.quiz).c_str());
            ImGui::PopTextWrapPos();
            ImGui::PopFont();
            ImGui::Dummy({1, 6 * zoom});
        }
        command_button(gui, state, state.quiz.answer ? "see it run" : "close", "quiz");
        if (!state.quiz.card) {
            ImGui::SameLine();
            command_button(gui, state, "stop", "run.cancel");
        }
        gui.quiz_height = ImGui::GetCursorPosY() + pad;
    }
    gui.mark("quiz box", box);
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

}  // namespace ui::gui
