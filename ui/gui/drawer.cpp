// The pages below the timeline: statistics, latencies, where the time went, a second run, findings, a sweep.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/explain/diagnosis.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/plots.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

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
    // Beside an editor there is no room for both beside each other.
    const bool is_narrow = area.width < 700 * zoom;
    const float lanes =
        is_narrow ? std::min(area.width, 380 * zoom) : std::min(area.width * 0.34F, 380 * zoom);
    const ImVec2 table = is_narrow ? ImVec2{area.width, std::floor(area.height * 0.62F)}
                                   : ImVec2{area.width - lanes - 28 * zoom, area.height - 8 * zoom};
    ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, {8 * zoom, 3 * zoom});
    if (ImGui::BeginTable("names", 6,
                          ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                              ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp,
                          table)) {
        ImGui::TableSetupScrollFreeze(0, 1);
        ImGui::TableSetupColumn("", ImGuiTableColumnFlags_None, 3.0F);
        for (int i = 1; i < 6; ++i) ImGui::TableSetupColumn("", ImGuiTableColumnFlags_None, 1.0F);
        ImGui::TableNextRow(ImGuiTableRowFlags_Headers);
        // Heads stand where their numbers do.
        cell("callback or work", false);
        for (const char* const head : {"count", "total", "busy", "median", "longest"}) cell(head);
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
            mark_item(gui, fmt::format("total {}", i + 1));
            const double busy = static_cast<double>(row.total.ns) / whole /
                                static_cast<double>(rows_of(*state.document, row.hue));
            cell(fmt::format("{:.1f} %", 100 * busy));
            cell(to_short(row.median));
            mark_item(gui, fmt::format("median {}", i + 1));
            cell(to_short(row.worst));
            mark_item(gui, fmt::format("longest {}", i + 1));
        }
        ImGui::EndTable();
    }
    ImGui::PopStyleVar();
    const float left = is_narrow ? area.x : area.x + area.width - lanes;
    float y = area.y + (is_narrow ? table.y : 0) + 4 * zoom;
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

/// What one run was asked to be; of a recording hardly anything is known.
std::string settings_of(const sim::RunFacts& facts) {
    const std::string node =
        facts.profile.empty() ? std::string{} : fmt::format("Node {} · ", facts.profile);
    if (facts.scheduler == sim::scheduler_recorded) return node + "recorded";
    const std::string cores =
        facts.scheduler == "unlimited"
            ? std::string{"unlimited cores"}
            : fmt::format("{} core{}", facts.cores, facts.cores == 1 ? "" : "s");
    return fmt::format("{}pool of {} · {} · seed {}", node, facts.threadpool, cores, facts.seed);
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
    if (ImGui::BeginTable("compared", 4, ImGuiTableFlags_RowBg | ImGuiTableFlags_SizingFixedFit,
                          {std::min(area.width, 960 * zoom), 0})) {
        const std::array<std::string, 4> heads{
            a.measured == Measured::requests ? "latency" : "waiting of callbacks",
            "A  " + settings_of(state.document->trace().facts),
            "B  " + settings_of(state.other->trace().facts), "B to A"};
        for (const std::string& head : heads)
            ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed,
                                    ImGui::CalcTextSize(head.c_str()).x + 16 * zoom);
        ImGui::TableNextRow(ImGuiTableRowFlags_Headers);
        for (std::size_t i = 0; i < heads.size(); ++i) {
            cell(heads[i], i > 0);
            mark_item(gui, fmt::format("compared {}", i));
        }
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

}  // namespace

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
    const double room =
        static_cast<double>(area.x + area.width - ImGui::GetCursorScreenPos().x) / gui.scene_zoom -
        8;
    ImGui::TextUnformatted(fit_text(Face::sans, text_normal, of, std::max(room, 10.0)).c_str());
    mark_item(gui, "drawer range");
    tip_text(gui, state, of);
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

}  // namespace ui::gui
