#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gui/fake_host.hpp"
#include "ui/gui/gui.hpp"
#include "ui/gui/imgui_compat.hpp"

namespace gui_test {

/// A screen that nobody sees.
class Screen {
public:
    explicit Screen(Opened& opened, ImVec2 size = {1280, 800}, double scale = 1) : opened_(opened) {
        ImGui::CreateContext();
        gui_.scale = scale;
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = size;
        io.DeltaTime = 1.0F / 60;
        ui::gui::map_keys_without_backend();
        ui::gui::feed_mouse(-1, -1);
        frame();
        frame();
    }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() { ImGui::DestroyContext(); }

    void frame() {
        if (gui_.fonts.needs_baking()) gui_.fonts.bake();
        if (!ImGui::GetIO().Fonts->IsBuilt()) gui_.fonts.bake();
        unsigned char* pixels = nullptr;
        int width = 0;
        int height = 0;
        ImGui::GetIO().Fonts->GetTexDataAsAlpha8(&pixels, &width, &height);
        ImGui::NewFrame();
        ui::gui::draw_frame(gui_, opened_.state());
        ImGui::Render();
        const std::vector<ui::gui::Command> commands = std::exchange(gui_.commands, {});
        for (const ui::gui::Command& command : commands) (void)opened_.session.apply(command);
        opened_.session.wait();
    }
    void press(const std::string& keys) {
        const ui::gui::Chord chord = ui::gui::to_chord(keys);
        ui::gui::feed_modifiers(chord.has_control, chord.has_shift);
        ui::gui::feed_key(chord.key, true);
        frame();
        ui::gui::feed_key(chord.key, false);
        ui::gui::feed_modifiers(false, false);
        frame();
    }
    void type(const std::string& text) {
        ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
        frame();
        frame();
    }
    void move(float x, float y) {
        ui::gui::feed_mouse(x, y);
        frame();
    }
    void button(int which, bool is_down) {
        ui::gui::feed_button(which, is_down);
        frame();
    }
    [[nodiscard]] ui::gui::Rect widget(const std::string& name) const {
        const auto found = gui_.widgets.find(name);
        INFO(name);
        REQUIRE(found != gui_.widgets.end());
        return found->second;
    }
    [[nodiscard]] bool has(const std::string& name) const { return gui_.widgets.contains(name); }
    void click(const std::string& name, int times = 1) {
        const ui::gui::Rect at = widget(name);
        click_at(at.x + at.width / 2, at.y + at.height / 2, times);
    }
    void click_at(float x, float y, int times = 1) {
        move(x, y);
        for (int i = 0; i < times; ++i) {
            button(0, true);
            button(0, false);
        }
    }
    void drag(int which, float x, float to, float y) {
        move(x, y);
        button(which, true);
        move((x + to) / 2, y);
        move(to, y);
        button(which, false);
    }
    void wheel(float x, float y, float by) {
        move(x, y);
        ui::gui::feed_wheel(by);
        frame();
    }
    [[nodiscard]] const std::map<std::string, ui::gui::Rect, std::less<>>& widgets() const {
        return gui_.widgets;
    }
    /// Arrows in what is seen.
    [[nodiscard]] std::ptrdiff_t arrows() const {
        std::ptrdiff_t count = 0;
        for (const ui::Scene& scene : gui_.scenes)
            count +=
                std::count_if(scene.items().begin(), scene.items().end(), [](const ui::Item& item) {
                    return item.role == ui::Role::arrow && item.has_arrow;
                });
        return count;
    }
    /// The middle of an interval on the screen.
    [[nodiscard]] ImVec2 middle_of(const ui::gui::Place& place) const {
        const ui::gui::Rect area = widget("lanes");
        const ui::gui::AppState& state = opened_.state();
        const ui::gui::Lanes lanes = ui::gui::place_lanes(
            *state.document, state.view, state.scroll, static_cast<double>(area.width),
            static_cast<double>(area.height), state.pinned);
        const std::optional<ui::Box> box = ui::gui::box_of(*state.document, lanes, place);
        REQUIRE(box);
        return {area.x + static_cast<float>(box->x + box->width / 2),
                area.y + static_cast<float>(box->y + box->height / 2)};
    }

private:
    Opened& opened_;
    ui::gui::Gui gui_;
};

/// The first interval of a worker.
inline ui::gui::Place work(const ui::gui::AppState& state) {
    const std::vector<ui::Track>& rows = state.document->tracks().rows;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind == ui::TrackKind::worker && rows[i].levels[0].size() > 0) return {i, 0, 0};
    }
    FAIL("no worker works");
    return {};
}

}  // namespace gui_test
