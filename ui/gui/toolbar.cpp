#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

/// One knob: a list of words that makes a command.
template <std::size_t count>
void knob(Gui& gui, const AppState& state, const char* label, std::string_view id,
          const std::string& now, const std::array<const char*, count>& words) {
    const double zoom = zoom_of(gui, state);
    ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(theme_of(state).muted));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(label);
    ImGui::PopStyleColor();
    ImGui::SameLine(0, static_cast<float>(5 * zoom));
    const float width = ImGui::CalcTextSize(now.c_str()).x + static_cast<float>(24 * zoom);
    ImGui::SetNextItemWidth(std::max(width, static_cast<float>(48 * zoom)));
    const std::string name = fmt::format("##{}", id);
    if (ImGui::BeginCombo(name.c_str(), now.c_str(),
                          ImGuiComboFlags_HeightLargest | ImGuiComboFlags_NoArrowButton)) {
        for (const char* const word : words) {
            if (ImGui::Selectable(word, now == word)) gui.add(id, word);
            mark_item(gui, fmt::format("{} {}", id, word));
        }
        ImGui::EndCombo();
    }
    mark_item(gui, fmt::format("knob {}", id));
    tip(gui, state, id);
    ImGui::SameLine(0, static_cast<float>(11 * zoom));
}

void draw_knobs(Gui& gui, const AppState& state) {
    const sim::RunFacts& facts = state.document->trace().facts;
    const bool is_program = state.document->run().is_program;
    ImGui::BeginDisabled(!is_program);
    knob(gui, state, "Node", "node", facts.profile,
         std::array{"default", "14", "16", "18", "20", "22", "24", "26"});
    knob(gui, state, "module", "module",
         state.knobs.module.empty() ? std::string{"as is"} : state.knobs.module,
         std::array{"default", "cjs", "esm"});
    knob(gui, state, "pool", "threadpool", std::to_string(facts.threadpool),
         std::array{"default", "1", "2", "4", "8", "16", "32", "64"});
    knob(gui, state, "cores", "cores",
         facts.scheduler == "unlimited" ? std::string{"unlimited"} : std::to_string(facts.cores),
         std::array{"default", "1", "2", "4", "8", "16", "unlimited"});
    knob(gui, state, "scheduler", "scheduler", facts.scheduler,
         std::array{"default", "linux", "ps"});
    ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(theme_of(state).muted));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("seed");
    ImGui::PopStyleColor();
    ImGui::SameLine(0, 4);
    if (ImGui::SmallButton("-##seed") && facts.seed > 0)
        gui.add("seed", std::to_string(facts.seed - 1));
    mark_item(gui, "seed -");
    ImGui::SameLine(0, 4);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(std::to_string(facts.seed).c_str());
    ImGui::SameLine(0, 4);
    if (ImGui::SmallButton("+##seed")) gui.add("seed", std::to_string(facts.seed + 1));
    mark_item(gui, "seed +");
    ImGui::EndDisabled();
}

void draw_steps(Gui& gui, const AppState& state) {
    const std::size_t count = state.document->subject().steps.size();
    command_button(gui, state, "|<", "step.first");
    ImGui::SameLine();
    command_button(gui, state, "back", "step.previous");
    ImGui::SameLine();
    command_button(gui, state, state.is_playing ? "pause" : "play", "play", {}, state.is_playing);
    ImGui::SameLine();
    command_button(gui, state, "step", "step.next");
    ImGui::SameLine();
    command_button(gui, state, "callback", "step.over");
    ImGui::SameLine();
    command_button(gui, state, "output", "output.next");
    ImGui::SameLine();
    command_button(gui, state, "-", "speed", "slower");
    ImGui::SameLine(0, 4);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(fmt::format("{:.3g}/s", state.speed).c_str());
    ImGui::SameLine(0, 4);
    command_button(gui, state, "+", "speed", "faster");
    ImGui::SameLine();
    command_button(gui, state, "predict", "predict", {}, state.prediction.is_on);
    ImGui::SameLine();
    int step = static_cast<int>(state.step) + 1;
    const std::string shown = fmt::format("step %d of {}", count);
    ImGui::SetNextItemWidth(std::max(
        ImGui::GetContentRegionAvail().x - static_cast<float>(12 * zoom_of(gui, state)), 60.0F));
    if (ImGui::SliderInt("##step", &step, 1, static_cast<int>(std::max<std::size_t>(count, 1)),
                         shown.c_str(), ImGuiSliderFlags_AlwaysClamp))
        gui.add("step.to", std::to_string(step));
    mark_item(gui, "steps");
}

void draw_tools(Gui& gui, const AppState& state) {
    command_button(gui, state, "fit", "fit");
    ImGui::SameLine();
    command_button(gui, state, "all", "fit.all");
    ImGui::SameLine();
    command_button(gui, state, "-", "zoom.out");
    ImGui::SameLine();
    command_button(gui, state, "+", "zoom.in");
    ImGui::SameLine();
    command_button(gui, state, "< idle", "idle.skip-back");
    ImGui::SameLine();
    command_button(gui, state, "idle >", "idle.skip");
    ImGui::SameLine();
    command_button(gui, state, "longest", "select.worst");
    ImGui::SameLine();
    command_button(gui, state, "measure", "measure", {}, state.measure_from.has_value());
    ImGui::SameLine();
    command_button(gui, state, "bookmark", "bookmark");
    ImGui::SameLine();
    command_button(gui, state, "range", "range", {}, state.range.has_value());
    ImGui::SameLine();
    command_button(gui, state, "find", "find.open", {}, state.found.is_open);
    ImGui::SameLine();
    command_button(gui, state, "drawer", "drawer", {}, state.has_drawer);
    ImGui::SameLine(0, 16);
    ImGui::AlignTextToFramePadding();
    const std::string span = fmt::format("{} of {}", to_short(sim::Duration{state.view.length()}),
                                         to_short(sim::Duration{state.document->whole().length()}));
    ImGui::TextUnformatted(span.c_str());
    if (!state.found.is_open && state.found.places.empty()) return;
    ImGui::SameLine(0, 16);
    const std::string found =
        fmt::format("{} of {}{} found", state.found.places.empty() ? 0 : state.found.current + 1,
                    state.found.places.size(), state.found.is_cut ? "+" : "");
    ImGui::TextUnformatted(found.c_str());
}

void draw_right(Gui& gui, const AppState& state, float y) {
    const double zoom = zoom_of(gui, state);
    const auto wide = [&](const char* text) {
        return ImGui::CalcTextSize(text).x + static_cast<float>(18 * zoom);
    };
    const float width = wide("Teach") + wide("Analyse") + wide(theme_of(state).name.data()) +
                        wide("open") + wide("edit") + wide("?") +
                        static_cast<float>(5 * 6 * zoom + 12 * zoom);
    ImGui::SetCursorScreenPos({ImGui::GetIO().DisplaySize.x - width, y});
    const bool has_steps = state.document && state.document->has_steps();
    ImGui::BeginDisabled(!has_steps);
    command_button(gui, state, "Teach", "mode", "teach", has_steps && state.mode == Mode::teach);
    ImGui::EndDisabled();
    ImGui::SameLine();
    command_button(gui, state, "Analyse", "mode", "analyse",
                   !has_steps || state.mode == Mode::analyse);
    ImGui::SameLine();
    command_button(gui, state, theme_of(state).name, "theme");
    ImGui::SameLine();
    command_button(gui, state, "open", "open.dialog");
    ImGui::SameLine();
    command_button(gui, state, "edit", "edit", {}, state.editor.is_open);
    ImGui::SameLine();
    command_button(gui, state, "?", "help");
}

}  // namespace

void draw_toolbar(Gui& gui, const AppState& state) {
    const double zoom = zoom_of(gui, state);
    const Theme& theme = theme_of(state);
    const auto pad = static_cast<float>(8 * zoom);
    const float line = ImGui::GetFrameHeight();
    const float knobs = state.document ? static_cast<float>(670 * zoom) : 0;
    // What does not fit beside the knobs gets a line of its own.
    const bool is_wide = ImGui::GetIO().DisplaySize.x > knobs + static_cast<float>(900 * zoom);
    const float rows = !state.document ? 1 : is_wide ? 2 : 3;
    const float height = rows * (line + pad) + pad;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float width = ImGui::GetIO().DisplaySize.x;
    list.AddRectFilled({0, 0}, {width, height}, to_imgui(theme.panel));
    list.AddLine({0, height}, {width, height}, to_imgui(theme.border), 1);
    const auto left = static_cast<float>(14 * zoom);
    ImGui::SetCursorScreenPos({left, pad});
    const std::string title =
        state.document ? state.document->subject().title : std::string{"loopglass"};
    push_font(gui, state, Face::sans_bold, 17);
    const float right =
        ImGui::CalcTextSize("TeachAnalyseprojectoropenedit?").x + static_cast<float>(160 * zoom);
    ImGui::PushClipRect({left, 0}, {width - right, height}, true);
    ImGui::AlignTextToFramePadding();
    const double room = std::max(static_cast<double>(width - right - left) / zoom, 40.0);
    ImGui::TextUnformatted(fit_text(Face::sans_bold, 17, title, room).c_str());
    ImGui::PopFont();
    std::string note;
    if (gui.is_loading)
        note = gui.loaded >= 0 ? fmt::format("reading, {:.0f} %", gui.loaded * 100)
                               : std::string{"running ..."};
    if (!state.message.empty()) note = state.message;
    if (!note.empty()) {
        ImGui::SameLine(0, static_cast<float>(16 * zoom));
        ImGui::PushStyleColor(
            ImGuiCol_Text,
            to_imgui(state.is_error && !state.message.empty() ? theme.ink : theme.muted));
        ImGui::TextUnformatted(note.c_str());
        ImGui::PopStyleColor();
    }
    ImGui::PopClipRect();
    if (gui.is_loading) {
        ImGui::SameLine(0, static_cast<float>(12 * zoom));
        command_button(gui, state, "cancel", "run.cancel");
    }
    draw_right(gui, state, pad);
    ImGui::SetCursorScreenPos({left, 2 * pad + line});
    if (state.document) {
        draw_knobs(gui, state);
        if (is_wide) ImGui::SameLine(0, static_cast<float>(18 * zoom));
        else ImGui::SetCursorScreenPos({left, 3 * pad + 2 * line});
        const bool is_lesson = state.mode == Mode::teach && state.document->has_steps();
        if (is_lesson) draw_steps(gui, state);
        else draw_tools(gui, state);
    }
    ImGui::SetCursorScreenPos({0, height + 1});
}

}  // namespace ui::gui
