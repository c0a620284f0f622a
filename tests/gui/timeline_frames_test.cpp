// As frames_test.cpp: what the mouse and the keys do on the timeline.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/catch.hpp"
#include "tests/gui/screen.hpp"

using gui_test::Opened;
using gui_test::Screen;
using gui_test::work;

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
