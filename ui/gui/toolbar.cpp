#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

/// Places items beside each other, and below where there is no more room.
class Flow {
public:
    Flow(double zoom, float y, float line)
        : left_(static_cast<float>(14 * zoom)),
          right_(ImGui::GetIO().DisplaySize.x - static_cast<float>(12 * zoom)),
          gap_(static_cast<float>(8 * zoom)),
          line_(line),
          pad_(static_cast<float>(8 * zoom)),
          x_(left_),
          y_(y) {}

    /// Room for an item of this width: it is drawn next.
    void place(float width) {
        if (x_ + width > right_ && x_ > left_) new_line();
        ImGui::SetCursorScreenPos({x_, y_});
        x_ += width + gap_;
    }
    void new_line() {
        x_ = left_;
        y_ += line_ + pad_;
    }
    /// A wider gap before what follows.
    void part() { x_ += gap_; }
    [[nodiscard]] float rest(float least) {
        if (x_ + least > right_) new_line();
        return right_ - x_;
    }
    [[nodiscard]] float bottom() const { return y_ + line_ + pad_; }

private:
    float left_;
    float right_;
    float gap_;
    float line_;
    float pad_;
    float x_;
    float y_;
};

float width_of(std::string_view text) {
    return ImGui::CalcTextSize(text.data(), text.data() + text.size()).x;
}
float button_width(std::string_view label) {
    return width_of(label) + 2 * ImGui::GetStyle().FramePadding.x;
}

void place_button(Gui& gui, const AppState& state, Flow& flow, std::string_view label,
                  std::string_view id, std::string_view argument = {}, bool is_on = false) {
    flow.place(button_width(label));
    command_button(gui, state, label, id, argument, is_on);
}

void place_text(Flow& flow, const std::string& text) {
    flow.place(width_of(text));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text.c_str());
}

/// One knob: a list of words that makes a command.
template <std::size_t count>
void knob(Gui& gui, const AppState& state, Flow& flow, const char* label, std::string_view id,
          const std::string& now, const std::array<const char*, count>& words) {
    const double zoom = zoom_of(gui, state);
    const auto gap = static_cast<float>(5 * zoom);
    const float width =
        std::max(width_of(now) + static_cast<float>(24 * zoom), static_cast<float>(48 * zoom));
    flow.place(width_of(label) + gap + width);
    ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(theme_of(state).muted));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(label);
    ImGui::PopStyleColor();
    ImGui::SameLine(0, gap);
    ImGui::SetNextItemWidth(width);
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
}

void draw_seed(Gui& gui, const AppState& state, Flow& flow) {
    const std::uint64_t seed = state.document->trace().facts.seed;
    const std::string number = std::to_string(seed);
    const auto gap = static_cast<float>(5 * zoom_of(gui, state));
    flow.place(width_of("seed") + button_width("-") + width_of(number) + button_width("+") +
               3 * gap);
    ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(theme_of(state).muted));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("seed");
    ImGui::PopStyleColor();
    ImGui::SameLine(0, gap);
    if (ImGui::SmallButton("-##seed") && seed > 0) gui.add("seed", std::to_string(seed - 1));
    mark_item(gui, "seed -");
    ImGui::SameLine(0, gap);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(number.c_str());
    ImGui::SameLine(0, gap);
    if (ImGui::SmallButton("+##seed")) gui.add("seed", std::to_string(seed + 1));
    mark_item(gui, "seed +");
}

/// Which of the orders is shown, where one is.
void draw_order(Gui& gui, const AppState& state, Flow& flow) {
    if (!state.orders.current || !state.orders.found) return;
    place_text(flow, fmt::format("order {} of {}", *state.orders.current + 1,
                                 state.orders.found->orders.size()));
    place_button(gui, state, flow, "<", "order.previous");
    place_button(gui, state, flow, ">", "order.next");
    place_button(gui, state, flow, "as by seed", "order.none");
}

void draw_knobs(Gui& gui, const AppState& state, Flow& flow) {
    const sim::RunFacts& facts = state.document->trace().facts;
    const bool is_program = state.document->run().is_program;
    ImGui::BeginDisabled(!is_program);
    knob(gui, state, flow, "Node", "node", facts.profile.empty() ? std::string{"-"} : facts.profile,
         std::array{"default", "14", "16", "18", "20", "22", "24", "26"});
    knob(gui, state, flow, "module", "module",
         state.knobs.module.empty() ? std::string{"as is"} : state.knobs.module,
         std::array{"default", "cjs", "esm"});
    knob(gui, state, flow, "pool", "threadpool", std::to_string(facts.threadpool),
         std::array{"default", "1", "2", "4", "8", "16", "32", "64"});
    knob(gui, state, flow, "cores", "cores",
         facts.scheduler == "unlimited" ? std::string{"unlimited"}
         : facts.cores > 0              ? std::to_string(facts.cores)
                                        : std::string{"-"},
         std::array{"default", "1", "2", "4", "8", "16", "unlimited"});
    knob(gui, state, flow, "scheduler", "scheduler", facts.scheduler,
         std::array{"default", "linux", "ps"});
    knob(gui, state, flow, "costs", "costs",
         state.knobs.costs.empty() ? std::string{"as is"} : state.knobs.costs,
         std::array{"default", "node", "none"});
    draw_seed(gui, state, flow);
    ImGui::EndDisabled();
    draw_order(gui, state, flow);
}

void draw_steps(Gui& gui, const AppState& state, Flow& flow) {
    const std::size_t count = state.document->subject().steps.size();
    place_button(gui, state, flow, "|<", "step.first");
    place_button(gui, state, flow, "< callback", "step.over-back");
    place_button(gui, state, flow, "back", "step.previous");
    place_button(gui, state, flow, state.is_playing ? "pause" : "play", "play", {},
                 state.is_playing);
    place_button(gui, state, flow, "step", "step.next");
    place_button(gui, state, flow, "callback >", "step.over");
    place_button(gui, state, flow, "output", "output.next");
    place_button(gui, state, flow, ">|", "step.last");
    place_button(gui, state, flow, "-", "speed", "slower");
    place_text(flow, fmt::format("{:.3g}/s", state.speed));
    place_button(gui, state, flow, "+", "speed", "faster");
    place_button(gui, state, flow, "predict", "predict", {}, state.prediction.is_on);
    place_button(gui, state, flow, "quiz", "quiz", {}, state.overlay == Overlay::quiz);
    place_button(gui, state, flow, "orders", "orders", {}, state.overlay == Overlay::orders);
    int step = static_cast<int>(state.step) + 1;
    const std::string shown = fmt::format("step %d of {}", count);
    const float room = flow.rest(static_cast<float>(150 * zoom_of(gui, state)));
    flow.place(room);
    ImGui::SetNextItemWidth(room);
    // Filled up to the step: a mark behind the words would look like words that are selected.
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const float done =
        room * static_cast<float>(step) / static_cast<float>(std::max<std::size_t>(count, 1));
    const ImVec2 to{from.x + done, from.y + ImGui::GetFrameHeight()};
    const float rounding = ImGui::GetStyle().FrameRounding;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(from, {from.x + room, to.y}, ImGui::GetColorU32(ImGuiCol_FrameBg), rounding);
    list.AddRectFilled(from, to, ImGui::GetColorU32(ImGuiCol_SliderGrab), rounding);
    for (const ImGuiCol colour : {ImGuiCol_FrameBg, ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive,
                                  ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive})
        ImGui::PushStyleColor(colour, IM_COL32_BLACK_TRANS);
    if (ImGui::SliderInt("##step", &step, 1, static_cast<int>(std::max<std::size_t>(count, 1)),
                         shown.c_str(), ImGuiSliderFlags_AlwaysClamp))
        gui.add("step.to", std::to_string(step));
    ImGui::PopStyleColor(5);
    mark_item(gui, "steps");
}

void draw_tools(Gui& gui, const AppState& state, Flow& flow) {
    place_button(gui, state, flow, "fit", "fit");
    place_button(gui, state, flow, "all", "fit.all");
    place_button(gui, state, flow, "-", "zoom.out");
    place_button(gui, state, flow, "+", "zoom.in");
    place_button(gui, state, flow, "< idle", "idle.skip-back");
    place_button(gui, state, flow, "idle >", "idle.skip");
    place_button(gui, state, flow, "longest", "select.worst");
    place_button(gui, state, flow, "measure", "measure", {}, state.measure_from.has_value());
    place_button(gui, state, flow, "bookmark", "bookmark");
    place_button(gui, state, flow, "range", "range", {}, state.range.has_value());
    place_button(gui, state, flow, "find", "find.open", {}, state.found.is_open);
    place_button(gui, state, flow, "drawer", "drawer", {}, state.has_drawer);
    flow.part();
    place_text(flow, fmt::format("{} of {}", to_short(sim::Duration{state.view.length()}),
                                 to_short(sim::Duration{whole_of(state).length()})));
    if (!state.found.is_open && state.found.places.empty()) return;
    flow.part();
    place_text(flow, fmt::format("{} of {}{} found",
                                 state.found.places.empty() ? 0 : state.found.current + 1,
                                 state.found.places.size(), state.found.is_cut ? "+" : ""));
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
    if (!has_steps && state.document) tip_text(gui, state, no_steps);
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

/// The name of what is open, and what there is to say.
void draw_title(Gui& gui, const AppState& state, float left, float right) {
    const double zoom = zoom_of(gui, state);
    const Theme& theme = theme_of(state);
    const std::string title = state.document ? state.document->subject().title
                              : state.sweep  ? state.sweep->figures.title
                                             : std::string{"loopglass"};
    push_font(gui, state, Face::sans_bold, 17);
    ImGui::PushClipRect({left, 0}, {right, ImGui::GetIO().DisplaySize.y}, true);
    ImGui::AlignTextToFramePadding();
    const double room = std::max(static_cast<double>(right - left) / zoom, 40.0);
    gui.fonts.want(title);
    ImGui::TextUnformatted(fit_text(Face::sans_bold, 17, title, room).c_str());
    ImGui::PopFont();
    std::string note;
    if (gui.is_loading)
        note = gui.loaded >= 0    ? fmt::format("reading, {:.0f} %", gui.loaded * 100)
               : gui.explored > 0 ? fmt::format("exploring, {} runs", gui.explored)
                                  : std::string{"running ..."};
    if (!state.message.empty()) note = state.message;
    if (!note.empty()) {
        ImGui::SameLine(0, static_cast<float>(16 * zoom));
        const double rest = static_cast<double>(right - ImGui::GetCursorScreenPos().x) / zoom;
        ImGui::PushStyleColor(
            ImGuiCol_Text,
            to_imgui(state.is_error && !state.message.empty() ? theme.ink : theme.muted));
        ImGui::TextUnformatted(
            fit_text(Face::sans, text_normal, note, std::max(rest, 10.0)).c_str());
        if (rest < text_width(Face::sans, text_normal, note)) tip_text(gui, state, note);
        ImGui::PopStyleColor();
    }
    ImGui::PopClipRect();
    if (gui.is_loading) {
        ImGui::SameLine(0, static_cast<float>(12 * zoom));
        command_button(gui, state, "cancel", "run.cancel");
    }
}

}  // namespace

void draw_toolbar(Gui& gui, const AppState& state) {
    const double zoom = zoom_of(gui, state);
    const Theme& theme = theme_of(state);
    const auto pad = static_cast<float>(8 * zoom);
    const float line = ImGui::GetFrameHeight();
    const float width = ImGui::GetIO().DisplaySize.x;
    const auto left = static_cast<float>(14 * zoom);
    // Its height is known when it is drawn: the ground goes below all of it.
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.ChannelsSplit(2);
    list.ChannelsSetCurrent(1);
    ImGui::SetCursorScreenPos({left, pad});
    push_font(gui, state, Face::sans_bold, 17);
    const float right =
        ImGui::CalcTextSize("TeachAnalyseprojectoropenedit?").x + static_cast<float>(160 * zoom);
    ImGui::PopFont();
    draw_title(gui, state, left, width - right);
    draw_right(gui, state, pad);
    Flow flow{zoom, 2 * pad + line, line};
    float height = 2 * pad + line;
    if (state.document) {
        draw_knobs(gui, state, flow);
        flow.new_line();
        if (state.mode == Mode::teach && state.document->has_steps()) draw_steps(gui, state, flow);
        else draw_tools(gui, state, flow);
        height = flow.bottom();
    }
    list.ChannelsSetCurrent(0);
    list.AddRectFilled({0, 0}, {width, height}, to_imgui(theme.panel));
    list.AddLine({0, height}, {width, height}, to_imgui(theme.border), 1);
    list.ChannelsMerge();
    gui.mark("toolbar", {0, 0, width, height});
    ImGui::SetCursorScreenPos({0, height + 1});
}

}  // namespace ui::gui
