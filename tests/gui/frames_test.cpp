// The window's frames by real ImGui without a backend: what the mouse and the keys do.
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gui/fake_host.hpp"
#include "ui/gui/gui.hpp"
#include "ui/gui/imgui_compat.hpp"

namespace {

using gui_test::Opened;

/// A screen of 1280 x 800 that nobody sees.
class Screen {
public:
    explicit Screen(Opened& opened) : opened_(opened) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {1280, 800};
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
    /// The middle of an interval on the screen.
    [[nodiscard]] ImVec2 middle_of(const ui::gui::Place& place) const {
        const ui::gui::Rect area = widget("lanes");
        const ui::gui::AppState& state = opened_.state();
        const ui::gui::Lanes lanes =
            ui::gui::place_lanes(*state.document, state.view, state.scroll,
                                 static_cast<double>(area.width), static_cast<double>(area.height));
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
ui::gui::Place work(const ui::gui::AppState& state) {
    const std::vector<ui::Track>& rows = state.document->tracks().rows;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind == ui::TrackKind::worker && rows[i].levels[0].size() > 0) return {i, 0, 0};
    }
    FAIL("no worker works");
    return {};
}

}  // namespace

TEST_CASE("a lesson steps by mouse and by keyboard", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    Screen screen{open};
    const auto& state = open.state();
    screen.click("step.next");
    CHECK(state.step == 1);
    screen.press("Right");
    CHECK(state.step == 2);
    screen.press("Left");
    CHECK(state.step == 1);
    screen.click("step.previous");
    CHECK(state.step == 0);
    screen.press("Shift+Right");
    CHECK(state.step >= 3);
    screen.press("Home");
    CHECK(state.step == 0);
    screen.press("End");
    CHECK(state.step + 1 == state.document->subject().steps.size());
    screen.click("step.first");
    screen.click("step.over");
    CHECK(state.step >= 3);
    screen.press("Home");
    screen.press("O");
    CHECK(state.step == 1);
    screen.click("output.next");
    CHECK(state.step == 2);
    screen.press("Space");
    CHECK(state.is_playing);
    screen.click("play");
    CHECK_FALSE(state.is_playing);
    screen.press("Home");
    screen.press("P");
    screen.press("Right");
    REQUIRE(state.prediction.question);
    screen.click("answer 2");
    CHECK(state.prediction.right == 1);
    screen.press("Right");
    screen.press("2");
    CHECK(state.prediction.asked == 2);
    screen.press("T");
    CHECK(state.theme == 1);
    screen.click("mode analyse");
    CHECK(state.mode == ui::gui::Mode::analyse);
    screen.press("Tab");
    CHECK(state.mode == ui::gui::Mode::teach);
}

TEST_CASE("the timeline zooms, moves, selects, measures and fits by mouse and by keyboard",
          "[gui]") {
    Opened open{"load.json", gui_test::load_text(40)};
    open("mode analyse");
    Screen screen{open};
    const auto& state = open.state();
    const ui::gui::Span whole = state.document->whole();
    const ui::gui::Rect lanes = screen.widget("lanes");
    const float y = lanes.y + lanes.height * 0.6F;
    screen.wheel(700, y, 3);
    const ui::gui::Span zoomed = state.view;
    CHECK(zoomed.length() < whole.length());
    screen.drag(0, 700, 500, y);
    CHECK(state.view.from > zoomed.from);
    CHECK(std::abs(state.view.length() - zoomed.length()) <= 2);
    screen.press("0");
    CHECK(state.view == whole);
    screen.press("W");
    CHECK(state.view.length() < whole.length());
    const ui::gui::Span before = state.view;
    screen.press("D");
    CHECK(state.view.from > before.from);
    screen.press("S");
    screen.press("Home");
    CHECK(state.view == whole);
    const ui::gui::Place place = work(state);
    const ImVec2 at = screen.middle_of(place);
    screen.move(at.x, at.y);
    screen.frame();
    CHECK(screen.has("tooltip"));
    screen.click_at(at.x, at.y);
    CHECK(state.selected == place);
    screen.press("Right");
    CHECK(state.selected->index == 1);
    screen.press("Left");
    CHECK(state.selected == place);
    screen.press("F");
    CHECK(state.view.length() < whole.length());
    screen.press("F");
    CHECK(state.view == whole);
    screen.click_at(at.x, at.y, 2);
    CHECK(state.view.length() < whole.length());
    screen.click("fit.all");
    screen.drag(1, 500, 800, y);
    REQUIRE(state.measure);
    const ui::Position measured = state.measure->length();
    CHECK(measured > whole.length() / 5);
    CHECK(measured < whole.length() / 3);
    ui::gui::feed_modifiers(false, true);
    screen.drag(0, 500, 800, y);
    ui::gui::feed_modifiers(false, false);
    REQUIRE(state.range);
    CHECK(std::abs(state.range->length() - measured) < whole.length() / 50);
    screen.press("Shift+R");
    CHECK_FALSE(state.range);
    screen.press("R");
    CHECK(state.range);
    screen.press("B");
    CHECK(state.bookmarks.size() == 1);
    const ui::gui::Rect strip = screen.widget("overview");
    screen.drag(0, strip.x + 300, strip.x + 500, strip.y + 20);
    CHECK(state.view.length() < whole.length() / 3);
    screen.press("PageDown");
    screen.press("M");
    CHECK(state.measure_from);
}

TEST_CASE("find, help, the palette and Esc", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("mode analyse");
    Screen screen{open};
    const auto& state = open.state();
    screen.press("Ctrl+F");
    REQUIRE(state.found.is_open);
    screen.frame();
    screen.type("tick");
    CHECK(state.found.text == "tick");
    CHECK(state.found.places.size() >= 1);
    screen.press("Enter");
    CHECK(state.selected);
    screen.press("Esc");
    CHECK_FALSE(state.found.is_open);
    screen.press("?");
    CHECK(state.overlay == ui::gui::Overlay::help);
    CHECK(screen.has("help box"));
    screen.press("Esc");
    screen.click("help");
    CHECK(state.overlay == ui::gui::Overlay::help);
    screen.press("Esc");
    screen.press("Ctrl+Shift+P");
    REQUIRE(state.overlay == ui::gui::Overlay::palette);
    screen.frame();
    screen.type("theme dark");
    screen.press("Enter");
    CHECK(state.overlay == ui::gui::Overlay::none);
    CHECK(ui::gui::theme_of(state).name == "dark");
    screen.press("Ctrl+E");
    CHECK(state.editor.is_open);
    screen.frame();
    CHECK(screen.has("editor"));
    screen.press("Esc");
    CHECK_FALSE(state.editor.is_open);
}
