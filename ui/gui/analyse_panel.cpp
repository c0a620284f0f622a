#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/explain/diagnosis.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/plots.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

constexpr double overview_height = 58;

double width_of(const Gui& gui, Rect area) {
    return static_cast<double>(area.width) / gui.scene_zoom;
}
double height_of(const Gui& gui, Rect area) {
    return static_cast<double>(area.height) / gui.scene_zoom;
}

void draw_overview(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.document;
    const double width = width_of(gui, area);
    const auto columns = static_cast<std::size_t>(std::max(width - 140, 50.0) / 2);
    if (gui.columns_of != &document || gui.columns.size() != columns) {
        gui.columns = overview_columns(document, columns);
        gui.columns_of = &document;
    }
    const Scene scene = overview_scene(state, document, gui.columns, width, height_of(gui, area));
    draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, scene, {area.x, area.y}, gui.scene_zoom);
    gui.scenes.push_back(scene);
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("overview", {area.width, area.height});
    gui.mark("overview", area);
    if (!ImGui::IsItemActive()) return;
    // The same place as in overview_scene.
    const Lanes lanes = place_lanes(document, document.whole(), 0, width, 200);
    const auto at = [&](float x) {
        return std::clamp(lanes.scale.position((static_cast<double>(x - area.x)) / gui.scene_zoom),
                          document.whole().from, document.whole().to);
    };
    const float begin = ImGui::GetIO().MouseClickedPos[0].x;
    const float now = ImGui::GetIO().MousePos.x;
    if (std::abs(now - begin) >= 4) {
        const Position a = at(begin);
        const Position b = at(now);
        if (a != b) gui.add("view", fmt::format("{} {}", std::min(a, b), std::max(a, b)));
    } else {
        const Position half = state.view.length() / 2;
        const Position middle = at(now);
        gui.add("view", fmt::format("{} {}", middle - half, middle - half + state.view.length()));
    }
}

/// Wheel, drags and clicks in the lanes become commands.
void take_mouse(Gui& gui, const AppState& state, const Lanes& lanes, Rect area, double hover,
                double y) {
    const ImGuiIO& io = ImGui::GetIO();
    const Document& document = *state.document;
    const Position at = lanes.scale.position(std::clamp(hover, lanes.plot.x, lanes.plot.right()));
    const auto at_pixel = [&](float x) {
        return lanes.scale.position(std::clamp(static_cast<double>(x - area.x) / gui.scene_zoom,
                                               lanes.plot.x, lanes.plot.right()));
    };
    if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
        if (io.KeyShift) {
            gui.add(
                "scroll",
                fmt::format("{}", std::clamp(state.scroll - static_cast<double>(io.MouseWheel) * 40,
                                             0.0, lanes.scroll_max) -
                                      state.scroll));
        } else {
            const double factor =
                std::pow(io.KeyCtrl ? 1.05 : 1.25, static_cast<double>(io.MouseWheel));
            gui.add("zoom", fmt::format("{} {}", factor, at));
        }
    }
    if (ImGui::IsItemHovered() && gui.drag_button < 0) {
        const bool is_right = ImGui::IsMouseClicked(1);
        if (ImGui::IsMouseClicked(0) || is_right) {
            gui.drag_button = is_right ? 1 : io.KeyShift ? 2 : 0;
            gui.drag_x = io.MousePos.x;
        }
        if (ImGui::IsMouseDoubleClicked(0)) {
            const std::optional<Place> place = place_at(document, lanes, {hover, y});
            if (place)
                gui.add("select", fmt::format("{} {} {}", place->row, place->level, place->index));
            gui.add("fit");
            gui.drag_button = -1;
            return;
        }
    }
    if (gui.drag_button < 0) return;
    const bool is_down = io.MouseDown[gui.drag_button == 1 ? 1 : 0];
    const float moved = io.MousePos.x - gui.drag_x;
    const bool is_drag = std::abs(moved) >= 4 ||
                         std::abs(ImGui::GetMouseDragDelta(gui.drag_button == 1 ? 1 : 0, 0).y) >= 4;
    if (gui.drag_button == 0 && is_drag && is_down && io.MouseDelta.x != 0) {
        gui.add("pan", fmt::format("{}", -static_cast<double>(io.MouseDelta.x) / gui.scene_zoom /
                                             lanes.plot.width));
    }
    if (gui.drag_button == 0 && is_drag && is_down && io.MouseDelta.y != 0 && lanes.scroll_max > 0)
        gui.add("scroll",
                fmt::format("{}", std::clamp(state.scroll - static_cast<double>(io.MouseDelta.y) /
                                                                gui.scene_zoom,
                                             0.0, lanes.scroll_max) -
                                      state.scroll));
    const Position a = at_pixel(gui.drag_x);
    const Position b = at_pixel(io.MousePos.x);
    if (gui.drag_button == 1 && is_drag && a != b) gui.add("measure", fmt::format("{} {}", a, b));
    if (is_down) return;
    const double drag = static_cast<double>(std::abs(moved));
    if (gui.drag_button == 2 && is_drag && a != b)
        gui.add("range", fmt::format("{} {}", std::min(a, b), std::max(a, b)));
    const bool is_click = gui.drag_button != 1 && drag < 4 && !is_drag;
    if (is_click && hover < lanes.plot.x) {
        for (std::size_t n = 0; n < lanes.rows.size(); ++n) {
            const Box& row = lanes.rows[n].box;
            if (y >= row.y && y < row.bottom()) gui.add("pin", std::to_string(lanes.numbers[n]));
        }
    } else if (is_click) {
        const std::optional<Place> place = place_at(document, lanes, {hover, y});
        if (place)
            gui.add("select", fmt::format("{} {} {}", place->row, place->level, place->index));
        else gui.add("select.none");
        gui.add("cursor", std::to_string(std::max<Position>(at, 0)));
    }
    gui.drag_button = -1;
}

void draw_tooltip(Gui& gui, const AppState& state, const Document& document, const Lanes& lanes,
                  double x, double y) {
    const std::optional<Place> place = place_at(document, lanes, {x, y});
    if (!place) return;
    const std::vector<std::string> lines = describe(document, *place);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {static_cast<float>(12 * gui.scene_zoom),
                                                      static_cast<float>(9 * gui.scene_zoom)});
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(static_cast<float>(430 * gui.scene_zoom));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        push_font(gui, state, i == 0 ? Face::sans_bold : Face::sans, i == 0 ? 15 : text_normal);
        ImGui::TextUnformatted(lines[i].c_str());
        ImGui::PopFont();
    }
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
    ImGui::PopStyleVar();
    gui.mark("tooltip", {});
}

/// The second run below the first, on the same axis: it is looked at, what is selected is in the first.
void draw_other_lanes(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.other;
    const double width = width_of(gui, area);
    const double height = height_of(gui, area);
    // In its own time; what is looked at is in that of the first run.
    const Span own{state.view.from - state.other_shift, state.view.to - state.other_shift};
    const Lanes lanes = place_lanes(document, own, 0, width, height);
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("other lanes", {std::max(area.width, 1.0F), std::max(area.height, 1.0F)},
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    const bool is_hovered = ImGui::IsItemHovered();
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const double x = static_cast<double>(mouse.x - area.x) / gui.scene_zoom;
    const double y = static_cast<double>(mouse.y - area.y) / gui.scene_zoom;
    const Scene scene =
        second_lanes_scene(state, document, lanes, width, height, is_hovered ? x : -1);
    draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, scene, {area.x, area.y}, gui.scene_zoom);
    gui.scenes.push_back(second_lanes_scene(state, document, lanes, width, height, -1));
    gui.mark("other lanes", area);
    const float wheel = ImGui::GetIO().MouseWheel;
    if (is_hovered && wheel != 0)
        gui.add("zoom", fmt::format("{} {}", std::pow(1.25, static_cast<double>(wheel)),
                                    lanes.scale.position(x) + state.other_shift));
    if (ImGui::IsItemActive() && ImGui::GetIO().MouseDelta.x != 0)
        gui.add("pan", fmt::format("{}", -static_cast<double>(ImGui::GetIO().MouseDelta.x) /
                                             gui.scene_zoom / lanes.plot.width));
    if (is_hovered && !ImGui::IsItemActive() && state.overlay == Overlay::none)
        draw_tooltip(gui, state, document, lanes, x, y);
}

void draw_lanes(Gui& gui, const AppState& state, Rect area) {
    const Document& document = *state.document;
    const double width = width_of(gui, area);
    const double height = height_of(gui, area);
    const Lanes lanes =
        place_lanes(document, state.view, state.scroll, width, height, state.pinned);
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("lanes", {std::max(area.width, 1.0F), std::max(area.height, 1.0F)},
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    const bool is_hovered = ImGui::IsItemHovered();
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const double x = static_cast<double>(mouse.x - area.x) / gui.scene_zoom;
    const double y = static_cast<double>(mouse.y - area.y) / gui.scene_zoom;
    const Scene scene = lanes_scene(state, document, lanes, width, height, is_hovered ? x : -1);
    draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, scene, {area.x, area.y}, gui.scene_zoom);
    gui.scenes.push_back(lanes_scene(state, document, lanes, width, height, -1));
    gui.mark("lanes", area);
    if (gui.drag_button == 2) {
        const float now = mouse.x;
        ImGui::GetWindowDrawList()->AddRectFilled({std::min(gui.drag_x, now), area.y},
                                                  {std::max(gui.drag_x, now), area.y + area.height},
                                                  to_imgui(faded(theme_of(state).mark, 110)));
    }
    take_mouse(gui, state, lanes, area, x, y);
    if (is_hovered && gui.drag_button < 0 && state.overlay == Overlay::none)
        draw_tooltip(gui, state, document, lanes, x, y);
}

void cell(std::string_view text, bool is_number = true) {
    ImGui::TableNextColumn();
    if (is_number) {
        const float slack = ImGui::GetContentRegionAvail().x -
                            ImGui::CalcTextSize(text.data(), text.data() + text.size()).x;
        ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(slack, 0.0F));
    }
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
}

/// How many threads or stations the work of a hue is dealt to.
std::size_t rows_of(const Document& document, Hue hue) {
    if (hue != Hue::pool && hue != Hue::station) return 1;
    const TrackKind kind = hue == Hue::pool ? TrackKind::worker : TrackKind::station;
    const std::vector<Track>& rows = document.tracks().rows;
    const auto count = std::count_if(rows.begin(), rows.end(),
                                     [&](const Track& track) { return track.kind == kind; });
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(count, 1));
}

void draw_statistics(Gui& gui, const AppState& state, Rect area) {
    const Summary& summary = state.summary;
    const auto zoom = static_cast<float>(gui.scene_zoom);
    const float lanes = std::min(area.width * 0.34F, 380 * zoom);
    ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, {8 * zoom, 3 * zoom});
    if (ImGui::BeginTable("names", 6,
                          ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                              ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp,
                          {area.width - lanes - 28 * zoom, area.height - 8 * zoom})) {
        ImGui::TableSetupScrollFreeze(0, 1);
        ImGui::TableSetupColumn("", ImGuiTableColumnFlags_None, 3.0F);
        for (int i = 1; i < 6; ++i) ImGui::TableSetupColumn("");
        ImGui::TableNextRow(ImGuiTableRowFlags_Headers);
        // Heads stand where their numbers do.
        cell("callback or work", false);
        for (const char* const head : {"count", "in the range", "busy", "median", "longest"})
            cell(head);
        const auto whole = static_cast<double>(std::max<Position>(summary.range.length(), 1));
        for (std::size_t i = 0; i < summary.names.size() && i < 200; ++i) {
            const NameRow& row = summary.names[i];
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            const ImVec2 at = ImGui::GetCursorScreenPos();
            ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + 3 * zoom},
                                                      {at.x + 11 * zoom, at.y + 14 * zoom},
                                                      to_imgui(row_of(row.hue).fill), 2);
            ImGui::SetCursorScreenPos({at.x + 18 * zoom, at.y});
            const std::string name = fmt::format("{}##{}", row.name, i);
            if (ImGui::Selectable(name.c_str(), false, ImGuiSelectableFlags_SpanAllColumns)) {
                gui.add("select", fmt::format("{} {} {}", row.worst_place.row,
                                              row.worst_place.level, row.worst_place.index));
                gui.add("fit");
            }
            mark_item(gui, fmt::format("name {}", i + 1));
            cell(std::to_string(row.count));
            cell(to_short(row.total));
            const double busy = static_cast<double>(row.total.ns) / whole /
                                static_cast<double>(rows_of(*state.document, row.hue));
            cell(fmt::format("{:.1f} %", 100 * busy));
            cell(to_short(row.median));
            cell(to_short(row.worst));
        }
        ImGui::EndTable();
    }
    ImGui::PopStyleVar();
    const float left = area.x + area.width - lanes;
    float y = area.y + 4 * zoom;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const LaneShare& lane : summary.lanes) {
        if (y + 20 * zoom > area.y + area.height) break;
        ImGui::SetCursorScreenPos({left, y});
        ImGui::TextUnformatted(lane.name.c_str());
        const float from = left + 110 * zoom;
        const float room = lanes - 180 * zoom;
        list.AddRectFilled({from, y + 2 * zoom}, {from + room, y + 15 * zoom},
                           to_imgui(theme_of(state).panel));
        list.AddRectFilled(
            {from, y + 2 * zoom},
            {from + room * static_cast<float>(std::min(lane.busy, 1.0)), y + 15 * zoom},
            to_imgui(row_of(lane.hue).fill));
        ImGui::SetCursorScreenPos({from + room + 8 * zoom, y});
        ImGui::TextUnformatted(fmt::format("{:.1f} %", lane.busy * 100).c_str());
        y += 21 * zoom;
    }
}

void draw_findings(Gui& gui, const AppState& state, Rect area) {
    const auto zoom = static_cast<float>(gui.scene_zoom);
    ImGui::PushTextWrapPos(area.width - 20 * zoom);
    if (state.document->history() == nullptr) {
        ImGui::TextUnformatted("Findings need every event; this run was too long to keep them.");
    } else if (state.document->findings().empty()) {
        ImGui::TextUnformatted(
            "Nothing is known to go wrong here: no queue starves, nothing blocks, no promise is "
            "lost.");
    } else {
        for (const sim::Finding& finding : state.document->findings()) {
            const std::string place = sim::line_of(state.document->trace(), finding.place);
            const std::string text = fmt::format(
                "{}{}{}{}", place, place.empty() ? "" : ": ", with_micro(finding.text),
                finding.rule.empty() ? std::string{} : fmt::format(" ({})", finding.rule));
            ImGui::Bullet();
            ImGui::TextUnformatted(text.c_str());
        }
    }
    ImGui::PopTextWrapPos();
}

void draw_compared(Gui& gui, const AppState& state, Rect area) {
    const auto zoom = static_cast<float>(gui.scene_zoom);
    if (!state.other) {
        ImGui::TextUnformatted("A second run of the same program, with one thing changed:");
        for (const std::string_view what : {"node=18", "node=26", "module=esm", "threadpool=1",
                                            "threadpool=8", "cores=1", "seed=2"}) {
            command_button(gui, state, what, "compare", what);
            ImGui::SameLine();
        }
        return;
    }
    const Summary& a = state.summary;
    const Summary& b = state.other_summary;
    const auto facts = [](const Document& document) {
        const sim::RunFacts& f = document.trace().facts;
        return fmt::format("Node {} · pool {} · {} cores · seed {}", f.profile, f.threadpool,
                           f.cores, f.seed);
    };
    if (ImGui::BeginTable("compared", 4, ImGuiTableFlags_RowBg | ImGuiTableFlags_SizingStretchProp,
                          {std::min(area.width, 760 * zoom), 0})) {
        ImGui::TableSetupColumn("");
        ImGui::TableSetupColumn(("A  " + facts(*state.document)).c_str());
        ImGui::TableSetupColumn(("B  " + facts(*state.other)).c_str());
        ImGui::TableSetupColumn("B to A");
        ImGui::TableHeadersRow();
        const auto row = [&](const std::string& name, sim::Duration x, sim::Duration y) {
            ImGui::TableNextRow();
            cell(name, false);
            cell(to_short(x));
            cell(to_short(y));
            cell(x.ns > 0
                     ? fmt::format("{:.3g}", static_cast<double>(y.ns) / static_cast<double>(x.ns))
                     : std::string{"–"});
        };
        for (std::size_t i = 0; i < a.percentiles.size() && i < b.percentiles.size(); ++i)
            row(fmt::format("p{:.4g}", a.percentiles[i].parts / 1000.0), a.percentiles[i].value,
                b.percentiles[i].value);
        row("whole run", sim::Duration{state.document->whole().length()},
            sim::Duration{state.other->whole().length()});
        ImGui::EndTable();
    }
    if (state.parting)
        ImGui::TextUnformatted(
            fmt::format("The outputs part at line {}.", state.parting->output + 1).c_str());
    command_button(gui, state, "begin together", "compare.align");
    ImGui::SameLine();
    command_button(gui, state, "one run only", "compare.off");
}

void draw_latency(Gui& gui, const AppState& state, Rect area) {
    const Plot plot = latency_plot(state, width_of(gui, area), height_of(gui, area));
    draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, plot.scene, {area.x, area.y},
               gui.scene_zoom);
    gui.scenes.push_back(plot.scene);
    const auto zoom = static_cast<float>(gui.scene_zoom);
    if (plot.bars.width <= 0) return;
    ImGui::SetCursorScreenPos({area.x + static_cast<float>(plot.bars.x) * zoom,
                               area.y + static_cast<float>(plot.bars.y) * zoom});
    ImGui::InvisibleButton("bars", {static_cast<float>(plot.bars.width) * zoom,
                                    static_cast<float>(plot.bars.height) * zoom});
    mark_item(gui, "bars");
    const std::size_t bar = bar_at(
        state, plot.bars, static_cast<double>(ImGui::GetIO().MousePos.x - area.x) / gui.scene_zoom);
    if (bar == 0 || !ImGui::IsItemHovered()) return;
    const Bin& bin = state.summary.bins[bar - 1];
    tip_text(gui, state,
             fmt::format("{} from {} to {}; a click finds them", bin.count, to_short(bin.from),
                         to_short(bin.to)));
    if (ImGui::IsItemClicked()) gui.add("bin", std::to_string(bar));
}

void draw_drawer(Gui& gui, const AppState& state, Rect area) {
    const auto zoom = static_cast<float>(gui.scene_zoom);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({area.x, area.y}, {area.x + area.width, area.y}, to_imgui(theme_of(state).border),
                 1);
    ImGui::SetCursorScreenPos({area.x + 14 * zoom, area.y + 8 * zoom});
    constexpr std::array<std::pair<const char*, const char*>, drawer_count> pages{
        {{"Statistics", "statistics"},
         {"Latency", "latency"},
         {"Where the time went", "waits"},
         {"Compare", "compare"},
         {"Findings", "findings"},
         {"Sweep", "sweep"}}};
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (static_cast<Drawer>(i) == Drawer::sweep && !state.sweep) continue;
        command_button(gui, state, pages[i].first, "drawer", pages[i].second,
                       static_cast<std::size_t>(state.drawer) == i);
        ImGui::SameLine();
    }
    ImGui::AlignTextToFramePadding();
    const Span range = state.summary.range;
    const std::string of =
        state.range ? fmt::format("of {} from {}", to_short(sim::Duration{range.length()}),
                                  to_short(sim::Duration{range.from}))
                    : std::string{"of the whole run; shift-drag or R narrows it"};
    ImGui::TextUnformatted(of.c_str());
    const float head = 46 * zoom;
    const Rect inside{area.x + 14 * zoom, area.y + head, area.width - 28 * zoom,
                      area.height - head - 4 * zoom};
    if (begin_area("drawer", inside)) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const Rect page{at.x, at.y, inside.width, inside.height};
        switch (state.drawer) {
            case Drawer::statistics: draw_statistics(gui, state, page); break;
            case Drawer::latency: draw_latency(gui, state, page); break;
            case Drawer::waits: {
                const Scene scene = waits_plot(state, width_of(gui, page), height_of(gui, page));
                draw_scene(*ImGui::GetWindowDrawList(), gui.fonts, scene, {page.x, page.y},
                           gui.scene_zoom);
                gui.scenes.push_back(scene);
                break;
            }
            case Drawer::compare: draw_compared(gui, state, page); break;
            case Drawer::findings: draw_findings(gui, state, page); break;
            case Drawer::sweep: draw_sweep(gui, state, page); break;
        }
    }
    ImGui::EndChild();
    gui.mark("drawer page", inside);
}

}  // namespace

void draw_analyse(Gui& gui, const AppState& state, Rect area) {
    const auto zoom = static_cast<float>(gui.scene_zoom);
    const float strip = static_cast<float>(overview_height) * zoom;
    draw_overview(gui, state, {area.x, area.y, area.width, strip});
    area.y += strip;
    area.height -= strip;
    const float drawer =
        state.has_drawer ? std::clamp(std::floor(area.height * 0.38F), 180 * zoom, 330 * zoom) : 0;
    const float room = area.height - drawer;
    const float second = state.other ? std::floor(room * 0.46F) : 0;
    draw_lanes(gui, state, {area.x, area.y, area.width, room - second});
    if (second > 0) {
        const float y = area.y + room - second;
        ImGui::GetWindowDrawList()->AddLine({area.x, y}, {area.x + area.width, y},
                                            to_imgui(theme_of(state).border), 1);
        draw_other_lanes(gui, state, {area.x, y, area.width, second});
    }
    if (drawer > 0)
        draw_drawer(gui, state, {area.x, area.y + area.height - drawer, area.width, drawer});
}

}  // namespace ui::gui
