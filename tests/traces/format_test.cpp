#include "traces/format.hpp"

#include <array>

#include "tests/catch.hpp"
#include "tests/trace/sample_trace.hpp"
#include "tests/traces/written.hpp"

using traces::Format;

TEST_CASE("the ending of a path chooses the format, the longest first", "[traces]") {
    CHECK(*traces::format_of("out/run.json") == Format::native);
    CHECK(*traces::format_of("run.trace.json") == Format::chrome);
    CHECK(*traces::format_of("run.csv") == Format::csv);
    CHECK(*traces::format_of("run.tasks.csv") == Format::csv_tasks);
    CHECK(*traces::format_of("run.txt") == Format::text);
}

TEST_CASE("an unknown ending is answered with the known ones", "[traces]") {
    const auto result = traces::format_of("run.png");
    REQUIRE_FALSE(result.has_value());
    CHECK(result.diagnostics()[0].message == "no trace format has the ending of \"run.png\"");
    CHECK(result.diagnostics()[0].hint ==
          "known: .json, .trace.json, .txt, .csv, .spans.csv, .requests.csv, .tasks.csv");
}

TEST_CASE("a writer stops when its sink refuses", "[traces]") {
    const sim::Trace trace = long_trace(20'000, 0);
    for (const traces::FormatRow& row : traces::formats()) {
        int pieces = 0;
        CHECK_FALSE(row.write(trace, [&](std::string_view) { return ++pieces < 1; }));
        CHECK(pieces == 1);
    }
}

TEST_CASE("writers give their bytes in small pieces", "[traces]") {
    const sim::Trace trace = long_trace(20'000, 0);
    for (const Format format : {Format::native, Format::chrome, Format::text, Format::csv_tasks}) {
        std::size_t largest = 0;
        std::size_t pieces = 0;
        CHECK(traces::write(trace, format, [&](std::string_view piece) {
            largest = std::max(largest, piece.size());
            ++pieces;
            return true;
        }));
        CHECK(largest <= 65'536);
        CHECK(pieces > 10);
    }
}

TEST_CASE("JSON texts are escaped, and what is no UTF-8 is replaced", "[traces]") {
    std::string text;
    const traces::Sink sink = [&](std::string_view piece) {
        text += piece;
        return true;
    };
    const auto json = [&](std::string_view from) {
        text.clear();
        traces::Output out{sink};
        out.json(from);
        CHECK(out.finish());
        return text;
    };
    CHECK(json("a\"b\\c\n\t\r") == R"("a\"b\\c\n\t\r")");
    CHECK(json(std::string_view{"\x00\x1f\x7f", 3}) == R"("\u0000\u001f\u007f")");
    CHECK(json("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82") ==
          "\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82\"");
    // Overlong, surrogate, beyond U+10FFFF, cut off.
    CHECK(json("\xC0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(json("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(json("\xF4\x90\x80\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(json("x\xE2\x82") == "\"x\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("numbers are written as the standard library writes them", "[traces]") {
    const auto decimal = [](auto value) {
        std::array<char, 32> place{};
        return std::string{place.data(), traces::write_decimal(place.data(), value)};
    };
    const auto check = [&](std::uint64_t value) {
        CAPTURE(value);
        CHECK(decimal(value) == std::to_string(value));
        CHECK(decimal(static_cast<std::int64_t>(value)) ==
              std::to_string(static_cast<std::int64_t>(value)));
        std::array<char, 32> place{};
        CHECK(std::string{place.data(), traces::write_hexadecimal(place.data(), value)} ==
              fmt::format("{:x}", value));
        CHECK(
            std::string{place.data(), traces::write_microseconds(
                                          place.data(), -static_cast<std::int64_t>(value >> 1))} ==
            fmt::format("{}{}.{:03}", value > 1 ? "-" : "", (value >> 1) / 1000,
                        (value >> 1) % 1000));
    };
    // Both sides of every power of ten, and of the largest number.
    for (std::uint64_t power = 1; power <= 10'000'000'000'000'000'000U / 10; power *= 10) {
        for (const std::uint64_t value : {power - 1, power, power + 1, 3 * power + power / 7})
            check(value);
    }
    check(10'000'000'000'000'000'000U);
    check(~std::uint64_t{0});
}
