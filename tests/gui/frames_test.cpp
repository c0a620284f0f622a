// The window's frames by real ImGui without a backend: what the mouse and the keys do.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gui/screen.hpp"

using gui_test::Opened;
using gui_test::Screen;

#if IMGUI_VERSION_NUM < 19200  // later ones draw letters when they are first used
TEST_CASE("letters beyond Latin are baked when a program has them", "[gui]") {
    const auto is_baked = [](ImWchar letter) {
        for (const ImFont* const font : ImGui::GetIO().Fonts->Fonts) {
            if (font->FindGlyphNoFallback(letter) == nullptr) return false;
        }
        return true;
    };
    const auto seen = [&](const std::string& text) {
        Opened open{"order.json", R"({ "main": [{ "log": ")" + text + R"(" }] })"};
        Screen screen{open};
        screen.frame();
        // What no font of ours has is a box.
        for (const ImFont* const font : ImGui::GetIO().Fonts->Fonts)
            CHECK(font->FindGlyph(u'日') == font->FindGlyphNoFallback(u'□'));
        return is_baked(u'Ж') && is_baked(u'∞');
    };
    CHECK(seen("Ж ∞ 日"));
    CHECK_FALSE(seen("ä"));
}
#endif

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
