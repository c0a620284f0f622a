// The program beside a picture: which of its lines are shown, and how.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/engine/play.hpp"
#include "tests/ui/picture_check.hpp"
#include "tests/ui/shown.hpp"
#include "ui/layout/picture.hpp"
#include "ui/layout/source_panel.hpp"

TEST_CASE("empty lines around a program are not shown, and its lines keep their numbers",
          "[pictures]") {
    Shown shown;
    show(shown, engine_test::play(R"({ "main": [ { "log": "x" } ] })"), "\n\nfirst\n\nlast\n\n");
    const ui::Scene scene = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
    std::vector<std::string> texts;
    for (const ui::Item& item : scene.items()) {
        if (item.role == ui::Role::code && item.kind == ui::ItemKind::text)
            texts.emplace_back(scene.text(item.text));
    }
    CHECK(texts == std::vector<std::string>{"3", "first", "4", "5", "last"});
}

TEST_CASE("long lines of a source are broken where there is room, and cut where there is not",
          "[pictures]") {
    const std::string call =
        "setTimeout(() => console.log('a sentence that is a good deal longer "
        "than the panel of the source is wide'), 1);";
    const auto code_of = [&](std::size_t lines) {
        std::string code;
        for (std::size_t i = 0; i < lines; ++i) code += call + '\n';
        Shown shown;
        show(shown, engine_test::play(R"({ "main": [ { "log": "a" } ] })"), code);
        const ui::Scene scene = ui::timeline_picture(shown.subject, options_of(1280, 720, "light"));
        check_scene(scene);
        std::string text;
        for (const ui::Item& item : scene.items()) {
            if (item.kind != ui::ItemKind::text || item.role != ui::Role::code) continue;
            const std::string_view part = scene.text(item.text);
            text += part.substr(std::min(part.find_first_not_of(' '), part.size()));
            text += ' ';
        }
        return text;
    };
    CHECK(code_of(1) == "1 " + call + ' ');
    CHECK(code_of(5).find("…") == std::string::npos);
    CHECK(code_of(20).find("…") != std::string::npos);
}

TEST_CASE("a long source is shown around the current line, and says what it leaves out",
          "[pictures]") {
    // Line 1 opens, lines 2 to 61 set timers, line 62 closes.
    std::string code = "{ \"main\": [\n";
    for (int i = 1; i <= 60; ++i)
        code +=
            "  { \"setTimeout\": " + std::to_string(i) + ", \"do\": [] }" + (i < 60 ? ",\n" : "\n");
    code += "] }";
    Shown shown;
    show(shown, engine_test::play(code), code);
    for (std::size_t i = 0; i < shown.subject.steps.size(); ++i) {
        CAPTURE(i);
        ui::PictureOptions options = options_of(1280, 720, "light");
        options.step = i;
        const ui::Scene scene = ui::state_picture(shown.subject, options);
        const std::int32_t current = ui::code_line(shown.trace, shown.subject.steps[i].place);
        bool has_current = current == 0;
        int told = 0;  // lines that are shown or counted as cut
        for (const ui::Item& item : scene.items()) {
            if (item.kind != ui::ItemKind::text || item.role != ui::Role::code) continue;
            const std::string text{scene.text(item.text)};
            if (text == std::to_string(current)) has_current = true;
            if (item.align == ui::TextAlign::right) ++told;
            if (text.starts_with("… ")) told += std::stoi(text.substr(std::string{"… "}.size()));
        }
        CHECK(has_current);
        // The end of the file is no line of the program.
        CHECK(told >= 60);
        CHECK(told <= 62);
    }
}
