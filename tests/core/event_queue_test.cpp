#include "sim/core/event_queue.hpp"

#include <set>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using namespace sim;

namespace {

Event event_at(std::int64_t ns, std::uint32_t kind) { return {.at = Instant{ns}, .kind = kind}; }

// The kinds of all events, in the order in which the queue hands them out.
std::vector<std::uint32_t> drain(EventQueue& queue) {
    std::vector<std::uint32_t> kinds;
    while (!queue.empty()) kinds.push_back(queue.pop().kind);
    return kinds;
}

}  // namespace

TEST_CASE("events fire earliest first", "[core]") {
    EventQueue queue;
    queue.push(event_at(30, 3));
    queue.push(event_at(10, 1));
    queue.push(event_at(20, 2));
    CHECK(queue.size() == 3);
    CHECK(queue.next_at() == Instant{10});
    CHECK(drain(queue) == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("events of one instant fire in the order of scheduling", "[core]") {
    EventQueue queue;
    std::vector<std::uint32_t> scheduled;
    for (std::uint32_t kind = 0; kind < 100; ++kind) {
        queue.push(event_at(5, kind));
        scheduled.push_back(kind);
    }
    CHECK(drain(queue) == scheduled);
}

TEST_CASE("an event keeps its operands on its way through the queue", "[core]") {
    EventQueue queue;
    queue.push({.at = Instant{1}, .kind = 2, .a = 3, .b = 4, .c = 5});
    const Event event = queue.pop();
    CHECK(event.at == Instant{1});
    CHECK(event.kind == 2);
    CHECK(event.a == 3);
    CHECK(event.b == 4);
    CHECK(event.c == 5);
}

TEST_CASE("the alarm comes after all others of its instant, once, wherever it was moved from",
          "[core]") {
    EventQueue queue;
    queue.set_alarm_kind(9);
    queue.set_alarm(Instant{5});
    CHECK(queue.next_at() == Instant{5});
    CHECK(queue.next_scheduled_at() == instant_never);
    queue.push(event_at(20, 2));
    queue.set_alarm(Instant{20});
    queue.push(event_at(20, 3));
    queue.push(event_at(10, 1));
    CHECK(queue.next_at() == Instant{10});
    CHECK(drain(queue) == std::vector<std::uint32_t>{1, 2, 3, 9});
    CHECK(queue.alarm() == instant_never);
    queue.set_alarm(Instant{30});
    queue.push(event_at(40, 4));
    CHECK(queue.is_alarm_next());
    queue.set_alarm(instant_never);
    CHECK(queue.pop().kind == 4);
    CHECK(queue.empty());
}

TEST_CASE("an empty queue has its next event never", "[core]") {
    EventQueue queue;
    CHECK(queue.empty());
    CHECK(queue.next_at() == instant_never);
    queue.push(event_at(1, 1));
    queue.clear();
    CHECK(queue.empty());
    CHECK(queue.next_at() == instant_never);
}

TEST_CASE("an event pushed between two pops fires in its place", "[core]") {
    EventQueue queue;
    queue.push(event_at(10, 1));
    queue.push(event_at(30, 3));
    CHECK(queue.pop().kind == 1);
    queue.push(event_at(20, 2));
    queue.push(event_at(30, 4));  // after kind 3, which was scheduled before it
    CHECK(drain(queue) == std::vector<std::uint32_t>{2, 3, 4});
}

TEST_CASE("any mix of pushes and pops agrees with sorting", "[core]") {
    // Few events stay in a sorted run, more make a heap, many go to buckets: `most` is how many there are at a time,
    // `reach` how far ahead they are scheduled, so that instants are often or hardly ever equal; 0: now near, now far, so that
    // the ranges of buckets lie within each other.
    const std::uint64_t seed = GENERATE(1U, 2U, 3U);
    const std::size_t most = GENERATE(4U, 30U, 200U, 3000U);
    const std::uint64_t reach = GENERATE(0U, 3U, 50U, 100'000U, 1'000'000'000'000U);
    CAPTURE(seed, most, reach);
    // A 64-bit linear congruential generator (Knuth's MMIX constants); its high bits are good enough.
    std::uint64_t state = seed;
    const auto draw = [&state](std::uint64_t bound) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return (state >> 20U) % bound;
    };

    EventQueue queue;
    std::set<std::pair<std::int64_t, std::uint32_t>> sorted;  // instants and kinds, which count up
    std::int64_t now = 0;
    bool is_growing = true;
    // What Catch2 says of each step takes ten times as long as the queue.
    for (std::uint32_t step = 0; step < 20'000; ++step) {
        bool agrees = true;
        if (sorted.size() >= most) is_growing = false;
        if (sorted.empty()) is_growing = true;
        if (!sorted.empty() && draw(3) < (is_growing ? 1U : 2U)) {
            const Event event = queue.pop();
            agrees = std::pair{event.at.ns, event.kind} == *sorted.begin();
            now = event.at.ns;
            sorted.erase(sorted.begin());
        } else {
            const std::uint64_t bound = reach > 0 ? reach : std::uint64_t{1} << draw(44);
            const std::int64_t at = now + static_cast<std::int64_t>(draw(bound));
            queue.push(event_at(at, step));
            sorted.emplace(at, step);
        }
        const Instant next = sorted.empty() ? instant_never : Instant{sorted.begin()->first};
        agrees = agrees && queue.size() == sorted.size() && queue.next_at() == next;
        if (!agrees) FAIL("at step " << step);
    }
}

TEST_CASE("very many events of one instant fire in the order of scheduling", "[core]") {
    EventQueue queue;
    for (std::uint32_t kind = 0; kind < 100'000; ++kind) queue.push(event_at(5 + kind % 2, kind));
    for (std::uint32_t kind = 0; kind < 100'000; kind += 2) REQUIRE(queue.pop().kind == kind);
    queue.push(event_at(5, 100'000));
    REQUIRE(queue.pop().kind == 100'000);
    for (std::uint32_t kind = 1; kind < 100'000; kind += 2) REQUIRE(queue.pop().kind == kind);
}

TEST_CASE("a million events of one instant wait at no cost for others that come and go", "[core]") {
    // If each of the others, or each of the million, cost time for all of the instant, this would not end.
    constexpr std::uint32_t many = 1'000'000;
    const std::size_t others = GENERATE(1U, 20U);
    EventQueue queue;
    const Instant last{10'000'000};
    for (std::uint32_t kind = 0; kind < many; ++kind) queue.push({.at = last, .kind = kind});
    for (std::uint32_t i = 0; i < others; ++i) queue.push(event_at(1 + i, many + i));
    for (std::uint32_t step = 0; step < many; ++step) {
        const Event event = queue.pop();
        REQUIRE(event.kind == many + step % others);
        queue.push(event_at(event.at.ns + static_cast<std::int64_t>(others), event.kind));
        queue.push({.at = last, .kind = 2 * many + step});
    }
    for (std::uint32_t i = 0; i < others; ++i)
        REQUIRE(queue.pop().kind == many + (many + i) % others);
    for (std::uint32_t kind = 0; kind < many; ++kind) REQUIRE(queue.pop().kind == kind);
    for (std::uint32_t step = 0; step < many; ++step) REQUIRE(queue.pop().kind == 2 * many + step);
    CHECK(queue.empty());
}
