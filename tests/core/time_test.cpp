#include "sim/core/time.hpp"

#include "tests/catch.hpp"

using namespace sim;

TEST_CASE("units of time are whole nanoseconds", "[core]") {
    CHECK(nanoseconds(7).ns == 7);
    CHECK(microseconds(7).ns == 7'000);
    CHECK(milliseconds(7).ns == 7'000'000);
    CHECK(seconds(7).ns == 7'000'000'000);
    CHECK(seconds(1) == milliseconds(1000));
}

TEST_CASE("durations add, scale and compare like the numbers they hold", "[core]") {
    CHECK(milliseconds(2) + microseconds(500) == microseconds(2500));
    CHECK(milliseconds(2) - milliseconds(5) == milliseconds(-3));
    CHECK(milliseconds(2) * 3 == 3 * milliseconds(2));
    CHECK(milliseconds(7) / 2 == microseconds(3500));
    CHECK(milliseconds(-1) < nanoseconds(0));

    Duration total = seconds(1);
    total += milliseconds(1);
    total -= seconds(1);
    CHECK(total == milliseconds(1));
}

TEST_CASE("a duration divided keeps whole nanoseconds and rounds towards zero", "[core]") {
    CHECK(nanoseconds(7) / 2 == nanoseconds(3));
    CHECK(nanoseconds(-7) / 2 == nanoseconds(-3));
}

TEST_CASE("the distance of two instants is a duration", "[core]") {
    const Instant start{1'000'000};
    Instant end = start + milliseconds(4);
    CHECK(end - start == milliseconds(4));
    CHECK(start - end == milliseconds(-4));
    CHECK(end - milliseconds(4) == start);
    end += milliseconds(1);
    CHECK(end.ns == 6'000'000);
}

TEST_CASE("no run reaches the instant never", "[core]") {
    // A thousand of the longest times a program may name, one after the other, end before it.
    Instant at;
    for (int i = 0; i < 1000; ++i) at += duration_max;
    CHECK(at < instant_never);
    CHECK(at > Instant{});
}

TEST_CASE("times are shown in milliseconds", "[core]") {
    CHECK(to_ms(microseconds(1500)) == 1.5);
    CHECK(to_ms(Instant{} + seconds(2)) == 2000.0);
}
