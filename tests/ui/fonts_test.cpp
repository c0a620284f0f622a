#include <string>

#include "tests/catch.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/theme.hpp"

using ui::Face;

TEST_CASE("text is as wide as the advances of its letters", "[fonts]") {
    // JetBrains Mono: 600 of 1000 units for every letter, accents and dashes included.
    CHECK(ui::text_width(Face::mono, 10, "abc") == 18);
    CHECK(ui::text_width(Face::mono, 10, "→é—") == 18);
    CHECK(ui::text_width(Face::sans, 10, "") == 0);
    CHECK(ui::text_width(Face::sans, 20, "il") < ui::text_width(Face::sans, 20, "MW"));
    CHECK(ui::text_width(Face::sans_bold, 20, "pool") > ui::text_width(Face::sans, 20, "pool"));
    // So do those of other languages that the fonts have, and what console.table draws.
    CHECK(ui::text_width(Face::mono, 10, "Ωжї┌─┬┐∞≈✓") == 60);
    CHECK(ui::text_width(Face::mono, 10, "\xFF\xC3") == 12);  // no UTF-8
}

TEST_CASE("letters that the fonts lack are as wide as other fonts draw them", "[fonts]") {
    for (const Face face : {Face::sans, Face::mono}) {
        CHECK(ui::text_width(face, 10, "日本語") == 30);
        CHECK(ui::text_width(face, 10, "한") == 10);
        CHECK(ui::text_width(face, 10, "😀⏰") == 20);
        CHECK(ui::text_width(face, 10, "e\u0301") == ui::text_width(face, 10, "e"));
        CHECK(ui::text_width(face, 10, "❤\uFE0F") == ui::text_width(face, 10, "❤"));
        CHECK(ui::text_width(face, 10, "שלום") == 24);
    }
    CHECK(ui::has_letters(Face::sans, "Grüße, Κόσμε, Привіт"));
    CHECK_FALSE(ui::has_letters(Face::sans, "pool 日"));
}

TEST_CASE("what does not fit ends with an ellipsis between letters", "[fonts]") {
    CHECK(ui::fit_text(Face::mono, 10, "setTimeout", 60) == "setTimeout");
    CHECK(ui::fit_text(Face::mono, 10, "setTimeout", 59) == "setTimeo…");
    CHECK(ui::fit_text(Face::mono, 10, "a long one", 24) == "a l…");
    CHECK(ui::fit_text(Face::mono, 10, "a long one", 18) == "a…");
    CHECK(ui::fit_text(Face::mono, 10, "ééé", 12) == "é…");
    CHECK(ui::fit_text(Face::mono, 10, "abc", 11).empty());
}

TEST_CASE("a plain line holds no control characters and only UTF-8", "[fonts]") {
    CHECK(ui::to_plain_line("a\nb\tc") == "a b c");
    CHECK(ui::to_plain_line("\xFFé\xE2\x82") == "\uFFFDé\uFFFD\uFFFD");
    CHECK(ui::to_plain_line("\xED\xA0\x80\xEF\xBF\xBF") == "\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("the fonts carry their licence", "[fonts]") {
    CHECK(ui::font_licence().find("SIL OPEN FONT LICENSE Version 1.1") != std::string_view::npos);
    CHECK(ui::font_licence().find("Inter Project Authors") != std::string_view::npos);
    CHECK(ui::font_licence().find("JetBrains Mono Project Authors") != std::string_view::npos);
    for (const Face face : {Face::sans, Face::sans_bold, Face::mono}) {
        CHECK(ui::font_file(face).size() > 20'000);
        CHECK(ui::font_woff2(face).starts_with("wOF2"));
        CHECK(ui::font_woff2(face).size() < 12'000);
    }
}

TEST_CASE("every colour has a letter of its own that can be read on it", "[fonts]") {
    std::string letters;
    for (std::size_t i = 0; i < ui::hue_count; ++i) {
        const ui::HueRow& row = ui::row_of(static_cast<ui::Hue>(i));
        CAPTURE(row.name);
        CHECK(ui::contrast(row.ink, row.fill) >= 4.5);
        CHECK(letters.find(row.letter) == std::string::npos);
        letters += row.letter;
    }
    for (const ui::Theme& theme : ui::themes()) {
        for (const ui::Color back : {theme.background, theme.panel, theme.band, theme.mark}) {
            CAPTURE(theme.name);
            CHECK(ui::contrast(theme.ink, back) >= 7);
            if (!(back == theme.mark)) CHECK(ui::contrast(theme.muted, back) >= 4.5);
        }
    }
}
