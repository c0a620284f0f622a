// The window's frames by real ImGui without a backend: what the mouse and the keys do.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gui/fake_host.hpp"
#include "ui/gui/gui.hpp"
#include "ui/gui/imgui_compat.hpp"

namespace {

using gui_test::Opened;

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
    screen.press("Shift+Left");
    CHECK(state.step == 0);
    screen.click("step.over");
    screen.click("step.over-back");
    CHECK(state.step == 0);
    screen.click("step.last");
    CHECK(state.step + 1 == state.document->subject().steps.size());
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
    const ui::gui::Rect tools = screen.widget("toolbar");
    CHECK(screen.widget("find box").y >= tools.y + tools.height);
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

TEST_CASE("a field undoes and shows nothing of a text that is gone", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    Screen screen{open};
    const auto& state = open.state();
    // What was typed into the palette before is not taken back from an empty field.
    screen.press("Ctrl+Shift+P");
    screen.frame();
    screen.type("theme");
    screen.press("Esc");
    screen.press("Ctrl+Shift+P");
    screen.frame();
    screen.press("Ctrl+Z");
    CHECK(state.palette.text.empty());
    screen.type("th");
    CHECK(state.palette.text == "th");
    screen.press("Esc");
    // A command that needs an argument goes on behind its name.
    screen.press("Ctrl+Shift+P");
    screen.frame();
    screen.type("theme ");
    screen.type("dark");
    screen.press("Enter");
    CHECK(ui::gui::theme_of(state).name == "dark");
    screen.press("Ctrl+Shift+P");
    screen.frame();
    screen.type("node");
    screen.press("Enter");
    CHECK(state.palette.text == "node ");
    screen.frame();
    screen.type("22");
    CHECK(state.palette.text == "node 22");
    screen.press("Enter");
    CHECK(state.knobs.node == "22");
    // Another file under the cursor: what is typed goes into its text.
    screen.press("Ctrl+E");
    screen.frame();
    screen.click("editor");
    screen.frame();
    const std::string changed = "{\n\"main\": [{\"log\": \"once\"}]}";
    open.host.files["order.json"] = changed;
    REQUIRE(open("run").empty());
    CHECK(state.editor.text == changed);
    screen.frame();
    screen.click("editor");
    screen.press("End");
    screen.type(" ");
    CHECK(state.editor.text.size() == changed.size() + 1);
    CHECK(state.editor.text.find("once") != std::string::npos);
}

TEST_CASE("what else a hand does on the timeline, with the mouse and with the keyboard", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("mode analyse");
    Screen screen{open};
    const auto& state = open.state();
    const ui::gui::Span whole = state.document->whole();
    // Arrows lead from cause to effect of what is selected, and of nothing else.
    CHECK(screen.arrows() == 0);
    open("find timer");
    open("find.next");
    screen.frame();
    CHECK(screen.arrows() > 0);
    screen.press("Esc");
    screen.press("Esc");
    screen.frame();
    CHECK(screen.arrows() == 0);
    // The strip moves the view with a click as with a drag.
    open("zoom 8");
    const ui::gui::Rect strip = screen.widget("overview");
    screen.click_at(strip.x + strip.width * 0.8F, strip.y + 20);
    CHECK(state.view.from > whole.length() / 2);
    CHECK(std::abs(state.view.length() - whole.length() / 8) <= 1);
    screen.press("PageUp");
    const ui::Position before = state.view.from;
    screen.press("A");
    CHECK(state.view.from < before);
    // Measuring with two keys.
    screen.press("0");
    open("cursor 1ms");
    screen.press("M");
    open("cursor 3ms");
    screen.press("M");
    REQUIRE(state.measure);
    CHECK(state.measure->length() == 2'000'000);
    // Finding without the keyboard but for the words.
    screen.click("find.open");
    screen.frame();
    screen.frame();
    screen.type("t");
    screen.click("find.next");
    REQUIRE(state.selected);
    const auto first = state.selected;
    screen.click("find.next");
    CHECK(state.selected != first);
    screen.click("find.previous");
    CHECK(state.selected == first);
    screen.press("Esc");
    // The page of the drawer and the drawer itself.
    screen.click("drawer findings");
    CHECK(state.drawer == ui::gui::Drawer::findings);
    screen.press("Q");
    CHECK_FALSE(state.has_drawer);
    screen.click("drawer");
    CHECK(state.has_drawer);
    screen.click("bookmark");
    CHECK(state.bookmarks.size() == 1);
    // A row is pinned by its name and by a key.
    const ui::gui::Rect lanes = screen.widget("lanes");
    screen.click_at(lanes.x + 60, lanes.y + 60);
    CHECK(state.pinned.size() == 1);
    open("pin " + std::to_string(state.pinned.front()));
    CHECK(state.pinned.empty());
    screen.press("L");
    screen.press("I");
    CHECK(state.pinned.size() == 1);
    screen.press("I");
    CHECK(state.pinned.empty());
    // Back in the lesson: over a callback back, and the slider.
    screen.press("Tab");
    screen.press("End");
    screen.press("Shift+Left");
    CHECK(state.step + 1 < state.document->subject().steps.size());
    const ui::gui::Rect slider = screen.widget("steps");
    screen.click_at(slider.x + 3, slider.y + slider.height / 2);
    CHECK(state.step == 0);
    screen.press("Shift+O");
    CHECK(state.step == 0);
}

TEST_CASE("zooming keeps the time under the pointer, or that of the cursor, where it is", "[gui]") {
    Opened open{"load.json", gui_test::load_text(40)};
    open("mode analyse");
    Screen screen{open};
    const auto& state = open.state();
    const ui::gui::Span whole = state.document->whole();
    const ui::gui::Rect lanes = screen.widget("lanes");
    const auto at = [&](float x) {
        const ui::gui::Lanes placed = ui::gui::place_lanes(
            *state.document, state.view, state.scroll, static_cast<double>(lanes.width),
            static_cast<double>(lanes.height), state.pinned);
        return placed.scale.position(static_cast<double>(x - lanes.x));
    };
    const ui::Position under = at(900);
    screen.wheel(900, lanes.y + 100, 4);
    CHECK(state.view.length() < whole.length() / 2);
    CHECK(std::abs(at(900) - under) <= whole.length() / 1000);
    screen.wheel(900, lanes.y + 100, -20);
    CHECK(state.view == whole);
    const ui::Position cursor = whole.length() / 4;
    open("cursor " + std::to_string(cursor));
    for (int i = 0; i < 6; ++i) screen.press("W");
    CHECK(state.view.length() < whole.length() / 8);
    CHECK(std::abs((cursor - state.view.from) - state.view.length() / 4) <= whole.length() / 1000);
}

TEST_CASE("a selection moves all panes and tells itself, by the mouse and by the keyboard",
          "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("mode analyse");
    Screen screen{open};
    const auto& state = open.state();
    open("find timer");
    open("find.next");
    open("find.next");
    REQUIRE(state.selected);
    const ui::gui::Place timer = *state.selected;
    const ui::gui::Rect lanes = screen.widget("lanes");
    const std::size_t step = state.step;
    REQUIRE(step > 0);
    screen.press("Esc");
    screen.press("Esc");
    screen.press("Tab");
    screen.press("Home");
    screen.press("Tab");
    REQUIRE(state.step == 0);
    const ImVec2 at = screen.middle_of(timer);
    screen.click_at(at.x, at.y);
    CHECK(state.selected == timer);
    CHECK(state.step == step);
    CHECK(state.cursor >= state.document->span_of(timer).from);
    CHECK(state.cursor <= state.document->span_of(timer).to);
    screen.frame();
    CHECK(screen.has("tooltip"));
    CHECK(screen.has("selection"));
    CHECK(screen.arrows() > 0);
    // Where no pointer tells of it, the band does.
    screen.move(lanes.x + 300, 4);
    screen.frame();
    CHECK_FALSE(screen.has("tooltip"));
    CHECK(screen.has("selection"));
    screen.press("Esc");
    CHECK_FALSE(state.selected);
    screen.frame();
    CHECK_FALSE(screen.has("selection"));
    screen.press("Right");
    REQUIRE(state.selected);
    const std::size_t first = state.step;
    for (int i = 0; i < 8; ++i) screen.press("Right");
    CHECK(state.step > first);
    screen.frame();
    CHECK(screen.has("selection"));
}

TEST_CASE("what is selected comes into sight, its row and its time", "[gui]") {
    Opened open{"load.json", gui_test::load_text(40)};
    open("mode analyse");
    Screen screen{open, {900, 600}};
    const auto& state = open.state();
    // The last worker, below what there is room for.
    std::uint32_t last = 0;
    for (std::uint32_t i = 0; i < state.document->tracks().rows.size(); ++i) {
        if (state.document->tracks().rows[i].kind == ui::TrackKind::worker) last = i;
    }
    REQUIRE(state.scroll == 0);
    open("zoom 50 0");
    for (int i = 0; i < 20 && (!state.selected || state.selected->row != last); ++i)
        screen.press("Down");
    REQUIRE(state.selected);
    REQUIRE(state.selected->row == last);
    screen.frame();
    screen.frame();
    CHECK(state.scroll > 0);
    (void)screen.middle_of(*state.selected);  // requires that it is seen
}

TEST_CASE("what is open above the panels closes with Esc, and with a click beside it", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    Screen screen{open};
    const auto& state = open.state();
    for (const char* const keys : {"?", "Ctrl+Shift+P", "Ctrl+O", "X"}) {
        CAPTURE(keys);
        screen.press(keys);
        REQUIRE(state.overlay != ui::gui::Overlay::none);
        screen.frame();
        screen.press("Esc");
        CHECK(state.overlay == ui::gui::Overlay::none);
        screen.press(keys);
        REQUIRE(state.overlay != ui::gui::Overlay::none);
        screen.frame();
        const ui::gui::Rect box =
            screen.widget(state.overlay == ui::gui::Overlay::help ? "help box" : "list box");
        screen.click_at(box.x + 4, box.y + 4);
        CHECK(state.overlay != ui::gui::Overlay::none);
        screen.click_at(8, 780);
        CHECK(state.overlay == ui::gui::Overlay::none);
    }
    // The button that opened it closes it, too.
    screen.click("help");
    screen.frame();
    screen.click("help");
    CHECK(state.overlay == ui::gui::Overlay::none);
    // To the last step with the mouse.
    const ui::gui::Rect slider = screen.widget("steps");
    screen.click_at(slider.x + slider.width - 3, slider.y + slider.height / 2);
    CHECK(state.step + 1 == state.document->subject().steps.size());
}

TEST_CASE("quiz and orders by mouse and by keyboard", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    Screen screen{open};
    const auto& state = open.state();
    screen.click("quiz");
    screen.frame();
    REQUIRE(screen.has("quiz box"));
    screen.click("choice 1");
    CHECK(state.quiz.answer == std::size_t{0});
    screen.press("Esc");
    CHECK(state.overlay == ui::gui::Overlay::none);
    screen.press("U");
    screen.frame();
    screen.press("2");
    CHECK(state.quiz.right == 1);
    screen.press("U");
    CHECK(state.overlay == ui::gui::Overlay::none);
    screen.press("X");
    screen.frame();
    screen.frame();
    REQUIRE(screen.has("entry 2"));
    screen.click("entry 2");
    CHECK(state.knobs.replay == "0,1");
    CHECK(state.overlay == ui::gui::Overlay::none);
    screen.press("J");
    CHECK(state.knobs.replay == "0");
    screen.press("K");
    CHECK(state.knobs.replay == "0,1");
    screen.frame();
    screen.click("order.none");
    CHECK(state.knobs.replay.empty());
}

TEST_CASE("cells of a sweep and a second run by the mouse", "[gui]") {
    Opened open{"load.json", gui_test::load_text(20)};
    open("open some.sweep");
    Screen screen{open};
    const auto& state = open.state();
    screen.click("cell 4");
    REQUIRE(state.document);
    CHECK(state.sweep_cell == std::size_t{3});
    screen.frame();
    screen.click("cell 6");
    CHECK(state.sweep_cell == std::size_t{5});
    screen.press("Shift+Left");
    CHECK(state.sweep_cell == std::size_t{4});
    open("open load.json");
    open("compare threadpool=1");
    screen.frame();
    screen.frame();
    // What the two runs were asked to be is read whole.
    const ui::gui::Rect one = screen.widget("compared 1");
    const ui::gui::Rect other = screen.widget("compared 2");
    CHECK(one.x + one.width < other.x);
    const ui::gui::Rect second = screen.widget("other lanes");
    const ui::gui::Span whole = state.view;
    screen.wheel(second.x + second.width / 2, second.y + second.height / 2, 2);
    CHECK(state.view.length() < whole.length());
    const ui::gui::Span zoomed = state.view;
    screen.drag(0, 700, 500, second.y + second.height / 2);
    CHECK(state.view.from > zoomed.from);
}

TEST_CASE("everything is within the window at every size and scale", "[gui]") {
    struct Size {
        float width;
        float height;
        double scale;
    };
    const Size size = GENERATE(Size{1280, 800, 1}, Size{1920, 1080, 1}, Size{1280, 800, 2},
                               Size{2560, 1440, 2}, Size{900, 600, 1});
    const std::string theme = GENERATE("light", "dark", "projector");
    CAPTURE(size.width, size.scale, theme);
    for (const char* const mode : {"teach", "analyse"}) {
        Opened open{"order.json", gui_test::order_text};
        open("theme " + theme);
        open(std::string{"mode "} + mode);
        // A long problem above all.
        open("edit");
        open(R"(edit.text { "main": [{ "lgo": 1 }] })");
        open("elapse 400");
        open("edit");
        REQUIRE(open.state().problems.size() == 1);
        Screen screen{open, {size.width, size.height}, size.scale};
        screen.frame();
        for (const auto& [name, rect] : screen.widgets()) {
            CAPTURE(mode, name);
            // What scrolls within its own area may stand below its edge.
            const std::string_view what = std::string_view{name}.substr(0, name.find(' '));
            if (what == "name" || what == "entry" || what == "total" || what == "median" ||
                what == "longest")
                continue;
            CHECK(rect.x >= -0.5F);
            CHECK(rect.x + rect.width <= size.width + 0.5F);
            CHECK(rect.y + rect.height <= size.height + 0.5F);
        }
    }
}

TEST_CASE("the tools of a projector take no room from the lesson, and all of a quiz is seen",
          "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    const auto lesson_of = [&](const char* theme, ImVec2 size) {
        open(std::string{"theme "} + theme);
        Screen screen{open, size};
        screen.frame();
        return screen.widget("lesson").height;
    };
    CHECK(lesson_of("projector", {1280, 800}) >= lesson_of("light", {1280, 800}));
    // Where there is room they are larger.
    CHECK(lesson_of("projector", {1920, 1080}) < lesson_of("light", {1920, 1080}));
    for (const ImVec2 size : {ImVec2{1280, 800}, ImVec2{900, 600}, ImVec2{1920, 1080}}) {
        CAPTURE(size.x);
        Screen screen{open, size};
        screen.press("U");
        screen.press("1");
        screen.frame();
        screen.frame();
        const ui::gui::Rect box = screen.widget("quiz box");
        const ui::gui::Rect button = screen.widget("quiz");
        CHECK(button.y > box.y);
        CHECK(button.y + button.height <= box.y + box.height);
        screen.press("Esc");
    }
}

TEST_CASE("the numbers of the drawer are read whole beside the editor", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open("mode analyse");
    open("edit");
    const std::string theme = GENERATE("light", "projector");
    open("theme " + theme);
    CAPTURE(theme);
    Screen screen{open};
    screen.frame();
    screen.frame();
    const ui::gui::Rect total = screen.widget("total 1");
    const ui::gui::Rect median = screen.widget("median 1");
    const ui::gui::Rect longest = screen.widget("longest 1");
    CHECK(total.x + total.width < median.x);
    CHECK(median.x + median.width < longest.x);
    CHECK(longest.x + longest.width < 1280);
    const ui::gui::Rect range = screen.widget("drawer range");
    CHECK(range.x + range.width < 1280);
}

TEST_CASE("a long run has no steps: the keys stay those of the timeline", "[gui]") {
    Opened open{"long.json", gui_test::load_text(80)};
    Screen screen{open};
    const auto& state = open.state();
    REQUIRE_FALSE(state.document->has_steps());
    for (const char* const keys : {"Tab", "1"}) {
        screen.press(keys);
        CHECK(state.mode == ui::gui::Mode::analyse);
        CHECK(state.message ==
              "this run is kept as intervals, not event by event: it has no steps to go through");
    }
    const ui::gui::Span whole = state.view;
    screen.press("W");
    CHECK(state.view.length() < whole.length());
    // The button that does nothing says why.
    screen.press("Tab");
    const ui::gui::Rect teach = screen.widget("mode teach");
    screen.move(teach.x + 4, teach.y + 4);
    screen.frame();
    CHECK(screen.has("tip " + state.message));
}

TEST_CASE("any input leaves the window alive", "[gui]") {
    Opened open{"order.json", gui_test::order_text};
    open.host.files["load.json"] = gui_test::load_text(30);
    open.host.files["long.json"] = gui_test::load_text(80);
    Screen screen{open};
    std::uint64_t random = 0x9E3779B97F4A7C15ULL;
    const auto next = [&random](std::uint64_t below) {
        random ^= random << 13U;
        random ^= random >> 7U;
        random ^= random << 17U;
        return random % below;
    };
    const char* const more = std::getenv("LOOPGLASS_FRAMES");  // for long runs
    const int frames = more == nullptr ? 400 : std::atoi(more);
    const std::vector<std::string> drops{"order.json", "load.json", "long.json", "some.sweep",
                                         "missing.json"};
    const std::map<std::string, std::string> files = open.host.files;
    int shown = 0;  // frames with a run in them
    ImGuiIO& io = ImGui::GetIO();
    for (int i = 0; i < frames; ++i) {
        CAPTURE(i);
        switch (next(12)) {
            case 0:
            case 1:
            case 2: {
                const auto y = static_cast<float>(next(900)) - 50;
                const auto x = static_cast<float>(next(1400)) - 60;
                ui::gui::feed_mouse(x, y);
                break;
            }
            case 3: {
                const bool is_down = next(2) == 0;
                ui::gui::feed_button(static_cast<int>(next(3)), is_down);
                break;
            }
            case 4: ui::gui::feed_wheel(static_cast<float>(next(9)) - 4); break;
            case 5:
            case 6:
            case 7: {
                const auto key = static_cast<ui::gui::Key>(next(ui::gui::key_f1 + 12));
                const bool has_shift = next(4) == 0;
                ui::gui::feed_modifiers(next(4) == 0, has_shift);
                ui::gui::feed_key(key, next(3) != 0);
                break;
            }
            case 8: io.AddInputCharacter(static_cast<unsigned>(next(0x3000))); break;
            case 9:  // a click on something that is there
                if (!screen.widgets().empty()) {
                    auto at = screen.widgets().begin();
                    std::advance(at, next(screen.widgets().size()));
                    const ui::gui::Rect rect = at->second;
                    screen.click_at(rect.x + rect.width / 2, rect.y + rect.height / 2);
                }
                break;
            case 10:
                // What was edited and saved is as it was.
                if (next(6) == 0) open.host.files = files;
                else break;
                open("open " + drops[next(drops.size())]);
                break;
            case 11:
                if (next(3) == 0)
                    io.DisplaySize = {static_cast<float>(200 + next(1800)),
                                      static_cast<float>(150 + next(1000))};
                (void)open("elapse " + std::to_string(next(400)));
                break;
            default: break;
        }
        screen.frame();
        const ui::gui::AppState& state = open.state();
        if (!state.document) continue;
        ++shown;
        const ui::gui::Span whole = ui::gui::whole_of(state);
        REQUIRE(state.view.from >= whole.from);
        REQUIRE(state.view.to <= whole.to);
        REQUIRE(state.view.length() > 0);
        REQUIRE(
            (!state.document->has_steps() || state.step < state.document->subject().steps.size()));
    }
    CHECK(shown > frames / 2);
}
