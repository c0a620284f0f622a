// What stands above the panels: find, help, the palette, the list of files, the editor.
#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "ui/fonts/metrics.hpp"
#include "ui/gui/draw_scene.hpp"
#include "ui/gui/imgui_compat.hpp"
#include "ui/gui/widgets.hpp"
#include "ui/layout/frame.hpp"

namespace ui::gui {

namespace {

constexpr ImGuiWindowFlags flags =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;

bool begin_box(const AppState& state, const char* name, Rect area, float pad) {
    ImGui::SetNextWindowPos({area.x, area.y});
    ImGui::SetNextWindowSize({area.width, area.height});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {pad, pad});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, pad / 2);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, to_imgui(theme_of(state).background));
    return ImGui::Begin(name, nullptr, flags);
}

void end_box() {
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

/// Gives the field the state's text, until ImGui::PopID. What a field of ImGui remembers (its cursor, what it could undo) holds for
/// the text that it had: what has just opened and a text from elsewhere get a new one. True if so.
bool push_field(TextField& field, const std::string& text, bool is_opened) {
    const bool is_replaced = is_opened || field.text != text;
    if (is_replaced) {
        field.text = text;
        ++field.replaced;
    }
    ImGui::PushID(field.replaced);
    return is_replaced;
}

/// Whoever goes on writing does not write over what is there.
int to_end(ImGuiInputTextCallbackData* data) {
    bool& wants_end = *static_cast<bool*>(data->UserData);
    if (std::exchange(wants_end, false)) {
        data->ClearSelection();
        data->CursorPos = data->BufTextLen;
    }
    return 0;
}

std::string lowered(std::string_view text) {
    std::string low{text};
    std::transform(low.begin(), low.end(), low.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return low;
}

void draw_find(Gui& gui, const AppState& state) {
    if (!state.found.is_open) {
        gui.had_find = false;
        return;
    }
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float width = std::min(470 * zoom, size.x - 20);
    const Rect toolbar = gui.widgets.at("toolbar");
    const Rect area{size.x - width - 14 * zoom, toolbar.y + toolbar.height + 4 * zoom, width,
                    48 * zoom};
    gui.mark("find box", area);
    if (begin_box(state, "find", area, 8 * zoom)) {
        push_field(gui.find_field, state.found.text, !gui.had_find);
        if (!gui.had_find) ImGui::SetKeyboardFocusHere();
        ImGui::SetNextItemWidth(width - 190 * zoom);
        if (ImGui::InputTextWithHint("##find", "a name, an output, or >5ms", &gui.find_field.text))
            gui.add("find", gui.find_field.text);
        ImGui::PopID();
        if (ImGui::IsItemFocused() && is_pressed(key_enter))
            gui.add(ImGui::GetIO().KeyShift ? "find.previous" : "find.next");
        mark_item(gui, "find text");
        ImGui::SameLine();
        command_button(gui, state, "<", "find.previous");
        ImGui::SameLine();
        command_button(gui, state, ">", "find.next");
        ImGui::SameLine();
        ImGui::TextUnformatted(
            fmt::format("{}{}", state.found.places.size(), state.found.is_cut ? "+" : "").c_str());
    }
    end_box();
    gui.had_find = true;
}

void draw_help(Gui& gui, const AppState& state) {
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const Rect area{size.x * 0.06F, size.y * 0.05F, size.x * 0.88F, size.y * 0.9F};
    if (gui.had_overlay != state.overlay) ImGui::SetNextWindowFocus();
    if (begin_box(state, "help", area, 18 * zoom)) {
        push_font(gui, state, Face::sans_bold, 17);
        ImGui::TextUnformatted("Keys and commands");
        ImGui::PopFont();
        ImGui::TextDisabled(
            "wheel: zoom · shift+wheel: rows · drag: move · shift+drag: range · right drag: "
            "measure · double click: fit · Esc closes");
        if (ImGui::BeginTable("keys", size.x > 1000 * zoom ? 3 : 2,
                              ImGuiTableFlags_ScrollY | ImGuiTableFlags_SizingStretchSame)) {
            std::string_view group;
            for (const CommandRow& row : command_rows()) {
                if (row.keys.empty()) continue;
                if (row.group != group) {
                    group = row.group;
                    ImGui::TableNextRow();
                    ImGui::TableNextColumn();
                    ImGui::TextDisabled("%s%s", std::string{group}.c_str(),
                                        row.mode == 't'   ? ", in Teach"
                                        : row.mode == 'a' ? ", in Analyse"
                                                          : "");
                    ImGui::TableNextRow();
                }
                ImGui::TableNextColumn();
                push_font(gui, state, Face::sans_bold, text_small);
                ImGui::TextUnformatted(row.keys.data(), row.keys.data() + row.keys.size());
                ImGui::PopFont();
                ImGui::SameLine(116 * zoom);
                ImGui::PushTextWrapPos(0);
                ImGui::TextUnformatted(row.title.data(), row.title.data() + row.title.size());
                ImGui::PopTextWrapPos();
            }
            ImGui::EndTable();
        }
    }
    end_box();
    gui.mark("help box", area);
}

struct Entry {
    std::string text;
    std::string remark;
    Command command;
};

/// Entries that hold all words of `text`.
std::vector<Entry> narrowed(std::vector<Entry> all, std::string_view text) {
    const std::string low = lowered(text);
    std::erase_if(all, [&](const Entry& entry) {
        const std::string in = lowered(entry.text + " " + entry.command.id + " " + entry.remark);
        const std::vector<std::string_view> words = words_of(low);
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return in.find(word) == std::string::npos;
        });
    });
    return all;
}

/// A field and a list below it; Enter makes the chosen command.
void draw_list(Gui& gui, const AppState& state, const char* name, const char* hint,
               const std::vector<Entry>& entries) {
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float width = std::min(680 * zoom, size.x * 0.9F);
    const float least = 14 * zoom * 2 + ImGui::GetFrameHeightWithSpacing() * 2;
    const float rows = ImGui::GetTextLineHeightWithSpacing() *
                       static_cast<float>(std::max<std::size_t>(entries.size(), 7));
    const float height = std::min(size.y * 0.72F, least + rows);
    const Rect area{(size.x - width) / 2, size.y * 0.1F, width, height};
    if (gui.had_overlay != state.overlay) ImGui::SetNextWindowFocus();
    gui.mark("list box", area);
    if (begin_box(state, name, area, 14 * zoom)) {
        TextField& field = gui.filter_field;
        if (push_field(field, state.palette.text, gui.had_overlay != state.overlay)) {
            ImGui::SetKeyboardFocusHere();
            field.wants_end = true;
        }
        ImGui::SetNextItemWidth(-1);
        if (ImGui::InputTextWithHint("##filter", hint, &field.text,
                                     ImGuiInputTextFlags_CallbackAlways, to_end, &field.wants_end))
            gui.add("palette.text", field.text);
        ImGui::PopID();
        mark_item(gui, "filter");
        const std::size_t chosen =
            entries.empty() ? 0 : std::min(state.palette.current, entries.size() - 1);
        const bool takes = is_pressed(key_enter);
        if (ImGui::BeginChild("entries")) {
            for (std::size_t i = 0; i < entries.size(); ++i) {
                const Entry& entry = entries[i];
                const std::string label = fmt::format("{}##{}", entry.text, i);
                const bool is_chosen = i == chosen;
                if (ImGui::Selectable(label.c_str(), is_chosen) || (is_chosen && takes)) {
                    // What still needs an argument goes on in the field.
                    if (entry.command.id != "palette.text") gui.add("escape");
                    gui.commands.push_back(entry.command);
                }
                if (is_chosen && gui.had_overlay == state.overlay && !ImGui::IsItemVisible())
                    ImGui::SetScrollHereY();
                mark_item(gui, fmt::format("entry {}", i + 1));
                const float wide = ImGui::CalcTextSize(entry.remark.c_str()).x;
                ImGui::SameLine(std::max(width - wide - 46 * zoom, 10.0F));
                ImGui::TextDisabled("%s", entry.remark.c_str());
            }
            if (entries.empty() && !gui.is_loading) ImGui::TextDisabled("nothing of that name");
        }
        ImGui::EndChild();
    }
    end_box();
}

void draw_palette(Gui& gui, const AppState& state) {
    std::vector<Entry> all;
    const Command typed = to_command(state.palette.text);
    const CommandRow* const row = find_command(typed.id);
    if (row != nullptr && !row->argument.empty() && !typed.argument.empty())
        all.push_back({fmt::format("{} {}", typed.id, typed.argument), "run", typed});
    else {
        for (const CommandRow& one : command_rows()) {
            const bool needs = !one.argument.empty() && !one.argument.starts_with('[');
            if (needs || one.id == "palette") continue;
            all.push_back(
                {std::string{one.title}, std::string{one.keys}, {std::string{one.id}, {}}});
        }
        all = narrowed(std::move(all), state.palette.text);
        if (row != nullptr && !row->argument.empty())
            all.insert(all.begin(), {fmt::format("{}: type {}", row->id, row->argument),
                                     "",
                                     {"palette.text", std::string{row->id} + " "}});
    }
    draw_list(gui, state, "palette", "what to do, or a command such as node 22", all);
}

void draw_open(Gui& gui, const AppState& state) {
    std::vector<Entry> all;
    for (const std::string& path : state.recent)
        all.push_back({path, "opened before", {"open", path}});
    for (const LessonName& lesson : state.lessons)
        all.push_back({lesson.title, "lesson", {"open", lesson.path}});
    all = narrowed(std::move(all), state.palette.text);
    if (!state.palette.text.empty())
        all.push_back({"open " + state.palette.text, "path", {"open", state.palette.text}});
    draw_list(gui, state, "open", "a lesson, a file opened before, or a path", all);
}

/// How many lines all orders begin with.
std::size_t common_lines(const std::vector<PossibleOrder>& orders) {
    std::size_t count = 0;
    const std::vector<std::string>& first = orders.front().lines;
    const auto agrees = [&](const PossibleOrder& order) {
        return count < order.lines.size() && order.lines[count] == first[count];
    };
    while (count < first.size() && std::all_of(orders.begin(), orders.end(), agrees)) ++count;
    return count;
}

/// The orders with their shares; a click runs one of them.
void draw_orders(Gui& gui, const AppState& state) {
    std::vector<Entry> all;
    if (state.orders.found && !state.orders.found->orders.empty()) {
        const std::vector<PossibleOrder>& orders = state.orders.found->orders;
        // What all begin with tells nothing.
        const std::size_t common = orders.size() > 1 ? common_lines(orders) : 0;
        for (std::size_t i = 0; i < orders.size(); ++i) {
            std::string lines = common > 0 ? "…" : "";
            for (std::size_t n = common; n < orders[i].lines.size(); ++n)
                lines.append(lines.empty() ? "" : "  ·  ")
                    .append(to_plain_line(orders[i].lines[n]));
            lines = fit_text(Face::sans, text_normal, lines, 540);
            const std::string share = likelihood_text(orders[i].likelihood);
            all.push_back({fmt::format("{}   {}", i + 1, lines.empty() ? "(nothing)" : lines),
                           state.orders.current == i ? "shown  " + share : share,
                           {"order", std::to_string(i + 1)}});
        }
        all = narrowed(std::move(all), state.palette.text);
    }
    if (!state.orders.found && gui.is_loading)
        all.push_back({fmt::format("stop exploring: {} runs so far", gui.explored),
                       std::string{find_command("run.cancel")->keys},
                       {"run.cancel", {}}});
    const std::string hint =
        !state.orders.found
            ? std::string{"exploring ..."}
            : fmt::format("{}{} possible orders; when this is closed J and K walk through them",
                          state.orders.found->is_complete ? "" : "at least ",
                          state.orders.found->orders.size());
    draw_list(gui, state, "orders", hint.c_str(), all);
}

/// A click beside a box closes it; beside a question the steps may still be used.
void close_beside(Gui& gui, const AppState& state) {
    if (state.overlay == Overlay::none || state.overlay == Overlay::quiz) return;
    if (gui.had_overlay != state.overlay || !ImGui::IsMouseClicked(0)) return;
    const ImVec2 at = ImGui::GetIO().MousePos;
    const auto is_within = [&](std::string_view name) {
        const auto found = gui.widgets.find(name);
        if (found == gui.widgets.end()) return false;
        const Rect& rect = found->second;
        return at.x >= rect.x && at.x < rect.x + rect.width && at.y >= rect.y &&
               at.y < rect.y + rect.height;
    };
    // Buttons above do what they say.
    if (!is_within("help box") && !is_within("list box") && !is_within("toolbar"))
        gui.add("escape");
}

}  // namespace

void draw_overlays(Gui& gui, const AppState& state) {
    draw_find(gui, state);
    switch (state.overlay) {
        case Overlay::none: break;
        case Overlay::help: draw_help(gui, state); break;
        case Overlay::palette: draw_palette(gui, state); break;
        case Overlay::open: draw_open(gui, state); break;
        case Overlay::orders: draw_orders(gui, state); break;
        case Overlay::quiz: draw_quiz(gui, state); break;
    }
    close_beside(gui, state);
    gui.had_overlay = state.overlay;
}

void draw_editor(Gui& gui, const AppState& state, Rect area) {
    const auto zoom = static_cast<float>(zoom_of(gui, state));
    const Theme& theme = theme_of(state);
    const float pad = 10 * zoom;
    ImGui::SetCursorScreenPos({area.x + pad, area.y + pad});
    command_button(gui, state, "save", "edit.save", {}, false);
    ImGui::SameLine();
    command_button(gui, state, "revert", "edit.revert");
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    const LoadedRun* const program = program_of(state);
    const bool runs_from_file = program != nullptr && program->runs_from_file;
    ImGui::TextUnformatted(!state.editor.is_changed ? "as in the file"
                           : runs_from_file         ? "changed, runs when it is saved (Ctrl+S)"
                                                    : "changed, runs as you type");
    const float top = area.y + pad + 34 * zoom;
    const float gutter = 44 * zoom;
    push_font(gui, state, Face::mono, text_normal);
    const float pitch = ImGui::GetTextLineHeight();
    ImGui::SetCursorScreenPos({area.x + gutter, top});
    TextField& field = gui.editor_field;
    push_field(field, state.editor.text, false);
    if (ImGui::InputTextMultiline("##editor", &field.text,
                                  {area.width - gutter - pad, area.y + area.height - top - pad},
                                  ImGuiInputTextFlags_AllowTabInput)) {
        std::string text;
        for (const char c : field.text)
            text += c == '\n'   ? std::string{"\\n"}
                    : c == '\\' ? std::string{"\\\\"}
                                : std::string{c};
        gui.add("edit.text", text);
    }
    mark_item(gui, "editor");
    float scroll = 0;
    if (ImGui::BeginChild("##editor", {0, 0})) scroll = ImGui::GetScrollY();
    ImGui::EndChild();
    ImGui::PopID();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect({area.x, top}, {area.x + area.width, area.y + area.height - pad}, true);
    const float first = top + ImGui::GetStyle().FramePadding.y - scroll;
    const std::vector<sim::Diagnostic> problems = problems_of(state);
    std::int32_t line = 1;
    const auto lines =
        static_cast<std::int32_t>(std::count(field.text.begin(), field.text.end(), '\n')) + 1;
    for (; line <= lines; ++line) {
        const float y = first + pitch * static_cast<float>(line - 1);
        if (y + pitch < top || y > area.y + area.height) continue;
        const auto wrong = std::ranges::find_if(
            problems, [&](const sim::Diagnostic& row) { return row.place.line == line; });
        if (wrong != problems.end()) {
            list.AddRectFilled({area.x, y}, {area.x + area.width - pad, y + pitch},
                               to_imgui(faded(row_of(Hue::tick).fill, 70)));
            gui.mark(fmt::format("error line {}", line), {area.x, y, area.width, pitch});
        }
        const std::string number = std::to_string(line);
        const float wide = ImGui::CalcTextSize(number.c_str()).x;
        list.AddText({area.x + gutter - wide - 8 * zoom, y}, to_imgui(theme.muted), number.c_str());
    }
    list.PopClipRect();
    ImGui::PopFont();
    list.AddLine({area.x + area.width, area.y}, {area.x + area.width, area.y + area.height},
                 to_imgui(theme.border), 1);
}

}  // namespace ui::gui
