#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include <catch2/catch.hpp>

#include "sim/core/draws.hpp"
#include "sim/core/fifo.hpp"

namespace {

void check_same(sim::Fifo<std::int64_t>& fifo, const std::deque<std::int64_t>& expected) {
    REQUIRE(fifo.size() == expected.size());
    REQUIRE(fifo.empty() == expected.empty());
    for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(fifo[i] == expected[i]);
}

}  // namespace

TEST_CASE("a FIFO queue holds what std::deque holds, whatever comes and goes", "[fifo]") {
    sim::Stream stream = sim::Draws{1, 0}.stream(1, 0);
    sim::Fifo<std::int64_t> fifo;
    std::deque<std::int64_t> expected;
    // It grows to some hundreds, and shrinks to nothing, again and again.
    for (std::int64_t i = 0; i < 20'000; ++i) {
        const bool grows = i / 700 % 2 == 0;
        if (stream.uniform_below(10) < (grows ? 7U : 3U)) {
            if (i % 2 == 0) fifo.push_back(i);
            else fifo.append() = i;
            expected.push_back(i);
        } else if (!expected.empty()) {
            REQUIRE(fifo.front() == expected.front());
            if (i % 3 == 0) fifo.drop_front();
            else REQUIRE(fifo.pop_front() == expected.front());
            expected.pop_front();
        }
        if (i % 97 == 0) check_same(fifo, expected);
    }
    check_same(fifo, expected);
    fifo.clear();
    CHECK(fifo.empty());
}

TEST_CASE("a FIFO queue takes its own front where it stands", "[fifo]") {
    sim::Fifo<std::int64_t> fifo;
    fifo.push_back(7);
    for (int i = 0; i < 1'000; ++i) fifo.push_back(fifo.front());
    REQUIRE(fifo.size() == 1'001);
    while (!fifo.empty()) REQUIRE(fifo.pop_front() == 7);
}

TEST_CASE("a FIFO queue holds what is only moved, and moves as a whole", "[fifo]") {
    sim::Fifo<std::unique_ptr<int>> fifo;
    for (int i = 0; i < 200; ++i) {
        fifo.append() = std::make_unique<int>(i);
        if (i % 2 == 1) REQUIRE(*fifo.pop_front() == i / 2);
    }
    sim::Fifo<std::unique_ptr<int>> moved = std::move(fifo);
    REQUIRE(moved.size() == 100);
    for (int i = 100; i < 200; ++i) REQUIRE(*moved.pop_front() == i);
    fifo = std::move(moved);
    CHECK(fifo.empty());
}
