#include "ui/cli/table.hpp"

#include "tests/catch.hpp"

using ui::Align;
using ui::Table;

TEST_CASE("a table aligns cells by characters and leaves no trailing spaces", "[cli]") {
    Table table{{{"latency", Align::left}, {"p50"}, {"note", Align::left}}};
    table.add({"login", "81.2 ms", "ok"});
    table.add({"größe", "1.2 s", ""});
    table.add({"x"});
    CHECK(table.to_text(false) ==
          "latency      p50  note\n"
          "login    81.2 ms  ok\n"
          "größe      1.2 s\n"
          "x\n");
}

TEST_CASE("colour is only there when asked for and does not change widths", "[cli]") {
    CHECK(ui::paint("a", ui::Ink::red, false) == "a");
    CHECK(ui::paint("a", ui::Ink::red, true) == "\x1b[31ma\x1b[0m");
    CHECK(ui::display_width(ui::paint("größe", ui::Ink::red, true)) == 5);
    CHECK(ui::pad_right(ui::paint("a", ui::Ink::dim, true), 3) == "\x1b[2ma\x1b[0m  ");
}

TEST_CASE("control characters of a program do nothing on the screen", "[cli]") {
    CHECK(ui::printable("\x1b[2Ja\tb\r\x7f\u00e9") == "\\x1b[2Ja\\tb\\x0d\\x7f\u00e9");
}

TEST_CASE("square letters take two columns and accents that join none", "[cli]") {
    CHECK(ui::display_width("次の😀") == 6);
    CHECK(ui::display_width("e\u0301Ж┌█") == 4);
    CHECK(ui::pad_right("日本", 6) + "|" == "日本  |");
    CHECK(ui::shorten("日本語日本語", 12) == "日本語日本語");
    CHECK(ui::shorten("日本語日本語", 11) == "日本語日..");
    CHECK(ui::shorten("日本語日本語", 9) == "日本語..");
}

TEST_CASE("a share above zero shows in its bar", "[cli]") {
    CHECK(ui::bar(0, 40).empty());
    CHECK(ui::display_width(ui::bar(0.0001, 40)) == 1);
    CHECK(ui::display_width(ui::bar(0.5, 40)) == 20);
    CHECK(ui::display_width(ui::bar(1.7, 40)) == 40);
}

TEST_CASE("numbers are grouped, long texts cut, words wrapped", "[cli]") {
    CHECK(ui::format_count(0) == "0");
    CHECK(ui::format_count(999) == "999");
    CHECK(ui::format_count(1000) == "1,000");
    CHECK(ui::format_count(-1234567) == "-1,234,567");
    CHECK(ui::format_percent(0.7481) == "74.8 %");
    CHECK(ui::shorten("abcdef", 6) == "abcdef");
    CHECK(ui::shorten("abcdefg", 6) == "abcd..");
    CHECK(ui::shorten("ääääääää", 6) == "ääää..");
    CHECK(ui::wrap("one two three\nfour", 9, 2) == "  one two\n  three\n  four\n");
}
