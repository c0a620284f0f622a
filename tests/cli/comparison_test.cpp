#include "ui/cli/comparison.hpp"

#include "tests/catch.hpp"

namespace {

ui::RunOutcome prints(const std::string& text) { return {text, "exit code 0"}; }

}  // namespace

TEST_CASE("outcomes of several runs are counted, the most frequent first", "[verify]") {
    const auto variants = ui::variants_of({prints("a\n"), prints("b\n"), prints("b\n")});
    REQUIRE(variants.size() == 2);
    CHECK(variants[0].outcome == prints("b\n"));
    CHECK(variants[0].count == 2);
    CHECK(variants[1].count == 1);
}

TEST_CASE("outcomes that occur equally often are in the order of their texts", "[verify]") {
    const auto variants = ui::variants_of({prints("b\n"), prints("a\n")});
    CHECK(variants[0].outcome == prints("a\n"));
}

TEST_CASE("a simulated outcome is the same, one of several, or a difference", "[verify]") {
    using Verdict = ui::ComparisonVerdict;
    const auto stable = ui::variants_of({prints("a\n"), prints("a\n")});
    const auto racy = ui::variants_of({prints("a\n"), prints("b\n")});
    CHECK(ui::compare_runs(stable, prints("a\n")) == Verdict::same);
    CHECK(ui::compare_runs(stable, prints("b\n")) == Verdict::different);
    CHECK(ui::compare_runs(racy, prints("b\n")) == Verdict::one_of);
    CHECK(ui::compare_runs(racy, prints("c\n")) == Verdict::different);
    CHECK(ui::compare_runs(stable, {"a\n", "exit code 1"}) == Verdict::different);
}

TEST_CASE("the first difference is a line, or the end after the last one", "[verify]") {
    CHECK_FALSE(ui::first_difference(prints("a\nb\n"), prints("a\nb\n")));
    CHECK(ui::first_difference(prints("a\nb\n"), prints("a\nc\n")) == 2U);
    CHECK(ui::first_difference(prints("a\n"), prints("a\nb\n")) == 2U);
    CHECK(ui::first_difference(prints("a\n"), {"a\n", "exit code 1"}) == 2U);
    // Only the last line break differs.
    CHECK(ui::first_difference(prints("a\n"), prints("a")).has_value());
}

TEST_CASE("both outputs stand side by side, the first difference marked", "[verify]") {
    CHECK(ui::side_by_side(prints("a\nb\n"), prints("a\nc\td\n"), "real", "simulated", 80, false) ==
          "   line  real           simulated\n"
          "      1  a              a\n"
          ">     2  b              c\\td\n"
          "         (exit code 0)  (exit code 0)\n");
}

TEST_CASE("of long outputs what is around the first difference is shown", "[verify]") {
    std::string left;
    for (int i = 1; i <= 100; ++i) left.append(std::to_string(i)).append("\n");
    std::string right = left;
    right[right.find("50")] = 'x';
    const std::string text =
        ui::side_by_side(prints(left), prints(right), "real", "simulated", 80, false);
    CHECK(text.find("(45 equal lines before)") == 0);
    CHECK(text.find(">    50  50    x0") != std::string::npos);
    CHECK(text.find("(32 more lines)") != std::string::npos);
}
