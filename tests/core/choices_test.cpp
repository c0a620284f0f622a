#include "sim/core/choices.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "tests/catch.hpp"

using namespace sim;

namespace {

Choices seeded(std::uint64_t seed) { return Choices::seeded(Draws{seed, 0}.source(0)); }

std::vector<std::uint32_t> picks_of(Choices choices, int count) {
    std::vector<std::uint32_t> picks;
    for (int i = 0; i < count; ++i) picks.push_back(choices.pick(ChoiceKind::event, 3));
    return picks;
}

}  // namespace

TEST_CASE("seeded choices follow their weights", "[choices]") {
    Choices choices = seeded(1);
    constexpr std::array<std::uint32_t, 4> weights{1, 0, 2, 7};
    std::array<int, 4> counts{};
    for (int i = 0; i < 100'000; ++i) ++counts[choices.pick(ChoiceKind::branch, weights)];
    CHECK(counts[0] == Approx(10'000).margin(5 * 95));
    CHECK(counts[1] == 0);
    CHECK(counts[2] == Approx(20'000).margin(5 * 126));
    CHECK(counts[3] == Approx(70'000).margin(5 * 145));
}

TEST_CASE("choices without weights are equally likely", "[choices]") {
    Choices choices = seeded(1);
    std::array<int, 5> counts{};
    for (int i = 0; i < 100'000; ++i) ++counts[choices.pick(ChoiceKind::completion, 5)];
    for (const int count : counts) CHECK(count == Approx(20'000).margin(5 * 126));
}

TEST_CASE("the same seed makes the same choices and another seed others", "[choices]") {
    CHECK(picks_of(seeded(1), 100) == picks_of(seeded(1), 100));
    CHECK(picks_of(seeded(1), 100) != picks_of(seeded(2), 100));
}

TEST_CASE("a single alternative is no choice", "[choices]") {
    Choices choices = seeded(1);
    choices.start_recording();
    constexpr std::array<std::uint32_t, 1> weights{5};
    CHECK(choices.pick(ChoiceKind::branch, weights) == 0);
    CHECK(choices.pick(ChoiceKind::event, 1) == 0);
    CHECK(choices.recorded().empty());
    CHECK(choices.count() == 0);
}

TEST_CASE("a replay picks from its list, then the first alternative", "[choices]") {
    Choices choices = Choices::replayed({2, 0, 9});
    constexpr std::array<std::uint32_t, 3> weights{1, 1, 0};
    CHECK(choices.pick(ChoiceKind::branch, weights) == 2);  // also of weight 0
    CHECK(choices.pick(ChoiceKind::event, 3) == 0);
    CHECK(choices.pick(ChoiceKind::event, 4) == 3);  // the last one if there are fewer
    CHECK(choices.pick(ChoiceKind::event, 3) == 0);
    CHECK(choices.pick(ChoiceKind::branch, weights) == 0);
    CHECK(choices.count() == 5);
}

TEST_CASE("what a seeded run recorded can be replayed", "[choices]") {
    Choices first = seeded(7);
    first.start_recording();
    constexpr std::array<std::uint32_t, 3> weights{1, 5, 2};
    for (int i = 0; i < 50; ++i) {
        (void)first.pick(ChoiceKind::branch, weights);
        (void)first.pick(ChoiceKind::completion, 4);
    }
    REQUIRE(first.recorded().size() == 100);
    CHECK(first.recorded()[1].kind == ChoiceKind::completion);
    CHECK(first.recorded()[1].alternatives == 4);

    std::vector<std::uint32_t> picks;
    for (const Pick& pick : first.recorded()) picks.push_back(pick.picked);
    Choices second = Choices::replayed(picks);
    second.start_recording();
    for (int i = 0; i < 50; ++i) {
        (void)second.pick(ChoiceKind::branch, weights);
        (void)second.pick(ChoiceKind::completion, 4);
    }
    CHECK(second.recorded() == first.recorded());
}

TEST_CASE("each kind of choice has a name", "[choices]") {
    CHECK(to_text(ChoiceKind::branch) == "branch");
    CHECK(to_text(ChoiceKind::start_phase) == "start phase");
    CHECK(to_text(ChoiceKind::completion) == "completion");
    CHECK(to_text(ChoiceKind::readiness) == "readiness");
    CHECK(to_text(ChoiceKind::event) == "event");
}
