#include <algorithm>

#include <fmt/format.h>

#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

double zoom_of(const Gui& gui, const AppState& state) {
    const bool is_lesson =
        state.mode == Mode::teach && state.document && state.document->has_steps();
    // A theme's larger tools would take the room of what is looked at: a lesson needs more of it than a timeline.
    const double share = is_lesson ? 1 : 0.7;
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const double fit =
        std::min(static_cast<double>(size.x) / 1280, static_cast<double>(size.y) / 800);
    return gui.scale * std::clamp(fit / share / gui.scale, 1.0, theme_of(state).zoom);
}

void apply_style(Gui& gui, const AppState& state) {
    const Theme& theme = theme_of(state);
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle{};
    style.WindowPadding = {0, 0};
    style.WindowBorderSize = 0;
    style.FramePadding = {9, 5};
    style.ItemSpacing = {6, 6};
    style.FrameRounding = 5;
    style.PopupRounding = 6;
    style.ChildRounding = 6;
    style.ScrollbarSize = 12;
    style.FrameBorderSize = 1;
    style.ScaleAllSizes(zoom);
    style.FrameBorderSize = 1;
    style.PopupBorderSize = 1;
    style.AntiAliasedLinesUseTex = false;
    const auto set = [&](int index, Color color) { style.Colors[index] = to_vector(color); };
    const Color lit = blended(faded(row_of(Hue::poll).fill, 110), theme.background);
    const Color soft = blended(faded(row_of(Hue::poll).fill, 60), theme.background);
    set(ImGuiCol_Text, theme.ink);
    set(ImGuiCol_TextDisabled, theme.muted);
    set(ImGuiCol_WindowBg, theme.background);
    set(ImGuiCol_ChildBg, transparent);
    set(ImGuiCol_PopupBg, theme.background);
    set(ImGuiCol_Border, theme.border);
    set(ImGuiCol_FrameBg, theme.panel);
    set(ImGuiCol_FrameBgHovered, soft);
    set(ImGuiCol_FrameBgActive, soft);
    set(ImGuiCol_Button, theme.panel);
    set(ImGuiCol_ButtonHovered, soft);
    set(ImGuiCol_ButtonActive, lit);
    set(ImGuiCol_Header, soft);
    set(ImGuiCol_HeaderHovered, soft);
    set(ImGuiCol_HeaderActive, lit);
    set(ImGuiCol_CheckMark, theme.ink);
    // The number of the step stands on it.
    set(ImGuiCol_SliderGrab, faded(row_of(Hue::poll).fill, 130));
    set(ImGuiCol_SliderGrabActive, faded(row_of(Hue::poll).fill, 160));
    set(ImGuiCol_ScrollbarBg, theme.panel);
    set(ImGuiCol_ScrollbarGrab, theme.border);
    set(ImGuiCol_ScrollbarGrabHovered, theme.muted);
    set(ImGuiCol_ScrollbarGrabActive, theme.muted);
    set(ImGuiCol_Separator, theme.border);
    set(ImGuiCol_TextSelectedBg, faded(row_of(Hue::poll).fill, 130));
    set(ImGuiCol_TableHeaderBg, theme.panel);
    set(ImGuiCol_TableBorderLight, theme.grid);
    set(ImGuiCol_TableBorderStrong, theme.border);
    set(ImGuiCol_TableRowBgAlt, theme.band);
    set(ImGuiCol_PlotHistogram, row_of(Hue::poll).fill);
    set(ImGuiCol_NavHighlight, theme.ink);
    set(ImGuiCol_ModalWindowDimBg, faded(theme.ink, 60));
}

void push_font(Gui& gui, const AppState& state, Face face, double size) {
    ImGui::PushFont(gui.fonts.find(face, size * zoom_of(gui, state)));
}

void tip_text(Gui& gui, const AppState& state, std::string_view text) {
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
    gui.mark(fmt::format("tip {}", text), {});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10, 7});
    ImGui::BeginTooltip();
    push_font(gui, state, Face::sans, text_normal);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopFont();
    ImGui::EndTooltip();
    ImGui::PopStyleVar();
}

void tip(Gui& gui, const AppState& state, std::string_view id) {
    const CommandRow* const row = find_command(id);
    if (row == nullptr) return;
    tip_text(gui, state,
             row->keys.empty() ? std::string{row->title}
                               : fmt::format("{} ({})", row->title, row->keys));
}

void command_button(Gui& gui, const AppState& state, std::string_view label, std::string_view id,
                    std::string_view argument, bool is_on) {
    if (is_on) {
        ImGui::PushStyleColor(ImGuiCol_Button, to_imgui(row_of(Hue::poll).fill));
        ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(row_of(Hue::poll).ink));
    }
    const std::string text = fmt::format("{}##{}{}", label, id, argument);
    if (ImGui::Button(text.c_str())) gui.add(id, argument);
    if (is_on) ImGui::PopStyleColor(2);
    mark_item(gui, argument.empty() ? std::string{id} : fmt::format("{} {}", id, argument));
    tip(gui, state, id);
}

bool begin_area(const char* name, Rect area) {
    ImGui::SetCursorScreenPos({area.x, area.y});
    return ImGui::BeginChild(name, {std::max(area.width, 1.0F), std::max(area.height, 1.0F)}, false,
                             ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse |
                                 ImGuiWindowFlags_NoBackground);
}

}  // namespace ui::gui
