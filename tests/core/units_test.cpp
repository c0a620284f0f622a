#include "sim/core/units.hpp"

#include "tests/catch.hpp"

namespace sim {
namespace {

std::string message_of(const Diagnostic& diagnostic) {
    return diagnostic.message + " | " + diagnostic.hint;
}

std::string duration_or_message(std::string_view text) {
    const Result<Duration> duration = parse_duration(text);
    return duration ? std::to_string(duration->ns) : message_of(duration.diagnostics().front());
}

std::string size_or_message(std::string_view text) {
    const Result<std::int64_t> size = parse_size(text);
    return size ? std::to_string(*size) : message_of(size.diagnostics().front());
}

std::string rate_or_message(std::string_view text) {
    const Result<Duration> rate = parse_rate(text);
    return rate ? std::to_string(rate->ns) : message_of(rate.diagnostics().front());
}

}  // namespace

TEST_CASE("a time is a decimal number and a unit", "[core]") {
    CHECK(duration_or_message("80ms") == "80000000");
    CHECK(duration_or_message("1.5us") == "1500");
    CHECK(duration_or_message("0.1ms") == "100000");
    CHECK(duration_or_message("300ns") == "300");
    CHECK(duration_or_message("2 s") == "2000000000");
    CHECK(duration_or_message("1m") == "60000000000");
    CHECK(duration_or_message("1h") == "3600000000000");
    CHECK(duration_or_message("0s") == "0");
    CHECK(duration_or_message("9007199254740992ns") == "9007199254740992");
}

TEST_CASE("what is no time is refused with what to write", "[core]") {
    const std::string form =
        " | write a number and a unit, as in \"80ms\"; units: ns, us, ms, s, m, h";
    CHECK(duration_or_message("") == "\"\" is not a time" + form);
    CHECK(duration_or_message("ms") == "\"ms\" is not a time" + form);
    CHECK(duration_or_message("1.ms") == "\"1.ms\" is not a time" + form);
    CHECK(duration_or_message(".5ms") == "\".5ms\" is not a time" + form);
    CHECK(duration_or_message("1.2.3ms") == "unknown unit \".3ms\" | known: ns, us, ms, s, m, h");
    CHECK(duration_or_message("80") == "\"80\" has no unit" + form);
    CHECK(duration_or_message("10\xC2\xB5s") == duration_or_message("10us"));
    CHECK(duration_or_message("10 \xCE\xBCs") == duration_or_message("10us"));
    CHECK(duration_or_message("2min") ==
          "unknown unit \"min\" | did you mean \"m\"? known: ns, us, ms, s, m, h");
    CHECK(duration_or_message("1000d") == "unknown unit \"d\" | known: ns, us, ms, s, m, h");
    CHECK(duration_or_message("1e308s") ==
          "\"1e308s\" has an exponent | numbers are written out, as in 0.001 or 1000");
    CHECK(duration_or_message("80 mss") ==
          "unknown unit \"mss\" | did you mean \"ms\"? known: ns, us, ms, s, m, h");
    CHECK(duration_or_message("80MS") ==
          "unknown unit \"MS\" | did you mean \"ms\"? known: ns, us, ms, s, m, h");
    CHECK(duration_or_message("-5ms") == "\"-5ms\" is negative | a time is zero or more");
    CHECK(duration_or_message("0.5ns") == "\"0.5ns\" is not a whole number of nanoseconds | ");
    CHECK(duration_or_message("9007199254740993ns") ==
          "\"9007199254740993ns\" is more than 104 days | ");
    CHECK(duration_or_message("999999999999999999h") ==
          "\"999999999999999999h\" is more than 104 days | ");
    CHECK(duration_or_message("9999999999999999999ms") ==
          "\"9999999999999999999ms\" has more than 18 digits | ");
}

TEST_CASE("a size is a number of bytes with a binary unit", "[core]") {
    CHECK(size_or_message("100B") == "100");
    CHECK(size_or_message("4KiB") == "4096");
    CHECK(size_or_message("1.5 MiB") == "1572864");
    CHECK(size_or_message("1024GiB") == "1099511627776");
    CHECK(size_or_message("1025GiB") == "\"1025GiB\" is more than 1024 GiB | ");
    CHECK(size_or_message("1MB") ==
          "unknown unit \"MB\" | did you mean \"MiB\"? known: B, KiB, MiB, GiB");
    CHECK(size_or_message("0.3KiB") == "\"0.3KiB\" is not a whole number of bytes | ");
}

TEST_CASE("a rate is read as the time between two events", "[core]") {
    CHECK(rate_or_message("40/s") == "25000000");
    CHECK(rate_or_message("2/ms") == "500000");
    CHECK(rate_or_message("0.5/m") == "120000000000");
    CHECK(rate_or_message("3/s") == "333333333");
    CHECK(rate_or_message("0/s") == "\"0/s\" is no rate at all | a rate is above zero");
    CHECK(rate_or_message("-1/s") == "\"-1/s\" is negative | a rate is above zero");
    CHECK(rate_or_message("40") ==
          "\"40\" is not a rate | write a number per unit, as in \"40/s\"; units: ms, s, m, h");
    CHECK(rate_or_message("80/min") ==
          "unknown unit \"min\" | did you mean \"m\"? known: ms, s, m, h");
    CHECK(rate_or_message("1e3/s") ==
          "\"1e3/s\" has an exponent | numbers are written out, as in 0.001 or 1000");
    CHECK(rate_or_message("9000000/ms") == "\"9000000/ms\" is more than one per nanosecond | ");
    CHECK(rate_or_message("0.00000001/h") == "\"0.00000001/h\" is less than one in 104 days | ");
}

TEST_CASE("a duration reads with three significant digits", "[core]") {
    CHECK(format_duration(milliseconds(127)) == "127 ms");
    CHECK(format_duration(microseconds(1500)) == "1.50 ms");
    CHECK(format_duration(microseconds(31)) == "31.0 us");
    CHECK(format_duration(seconds(2)) == "2.00 s");
    CHECK(format_duration(Duration{0}) == "0 ns");
    CHECK(format_duration(Duration{999}) == "999 ns");
    CHECK(format_duration(Duration{999'499}) == "999 us");
    // What rounds to a thousand of a unit is one of the next.
    CHECK(format_duration(Duration{999'500}) == "1.00 ms");
    CHECK(format_duration(Duration{9'995'000}) == "10.0 ms");
    CHECK(format_duration(seconds(999)) == "999 s");
    CHECK(format_duration(seconds(1000)) == "16.7 m");
    CHECK(format_duration(seconds(7200)) == "2.00 h");
    CHECK(format_duration(Duration{-1'500'000}) == "-1.50 ms");
    CHECK(format_duration(Duration{INT64_MIN}) == "-2562048 h");
}

TEST_CASE("the exact form of a duration is read back as the same duration", "[core]") {
    CHECK(format_duration_exact(milliseconds(80)) == "80ms");
    CHECK(format_duration_exact(Duration{1500}) == "1.5us");
    CHECK(format_duration_exact(seconds(90)) == "90s");
    CHECK(format_duration_exact(Duration{0}) == "0ns");
    CHECK(format_duration_exact(Duration{-1500}) == "-1.5us");
    std::uint64_t state = 1;
    for (int i = 0; i < 10'000; ++i) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        const Duration duration{static_cast<std::int64_t>(state >> (11U + state % 50U))};
        const Result<Duration> again = parse_duration(format_duration_exact(duration));
        REQUIRE(again.has_value());
        REQUIRE(*again == duration);
    }
}

TEST_CASE("a size reads with three significant digits", "[core]") {
    CHECK(format_size(512) == "512 B");
    CHECK(format_size(4096) == "4.00 KiB");
    CHECK(format_size(1'572'864) == "1.50 MiB");
    CHECK(format_size(std::int64_t{1} << 40) == "1024 GiB");
}

}  // namespace sim
