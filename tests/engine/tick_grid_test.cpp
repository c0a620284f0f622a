#include "sim/engine/tick_grid.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/core/draws.hpp"
#include "tests/catch.hpp"

using namespace sim;

TEST_CASE("a tick is found by division, whichever was asked for before", "[cores]") {
    const Duration tick{GENERATE(1, 7, 1'000'000, 3'333'333)};
    Stream stream = Draws{1, 0}.source(0).at(0);
    const Instant phase{stream.uniform_below(tick.ns)};
    TickGrid grid{phase, tick};
    for (int i = 0; i < 10'000; ++i) {
        // Steps back and forth that mostly end in the same tick or the next one.
        const std::int64_t range = i % 10 == 0 ? 1'000 * tick.ns : 2 * tick.ns;
        const Instant at{stream.uniform_below(range) + (i % 3 == 0 ? 0 : i * tick.ns / 4)};
        const std::int64_t number = at < phase ? -1 : (at - phase).ns / tick.ns;
        CAPTURE(i, tick.ns, phase.ns, at.ns);
        REQUIRE(grid.number(at) == number);
        REQUIRE(grid.before(at) == phase + tick * std::max<std::int64_t>(number, 0));
    }
}
