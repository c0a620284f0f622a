#include "sim/core/column.hpp"

#include <cstdint>
#include <numeric>

#include "tests/catch.hpp"

namespace {

using sim::Column;

Column<std::int64_t> counted(std::size_t rows) {
    Column<std::int64_t> column;
    for (std::size_t i = 0; i < rows; ++i) column.push_back(static_cast<std::int64_t>(i));
    return column;
}

std::int64_t sum(const Column<std::int64_t>& column) {
    return std::accumulate(column.begin(), column.end(), std::int64_t{0});
}

TEST_CASE("a column keeps its rows while it grows from the heap into pages", "[core]") {
    const std::size_t rows = GENERATE(0U, 1U, 1000U, 300'000U, 1'000'000U);
    const Column<std::int64_t> column = counted(rows);
    const auto n = static_cast<std::int64_t>(rows);
    CHECK(column.size() == rows);
    CHECK(column.empty() == (rows == 0));
    CHECK(column.capacity() >= rows);
    CHECK(sum(column) == n * (n - 1) / 2);
}

TEST_CASE("rows that are appended together stand as if each had been added", "[core]") {
    // Past the block, the heap and the first pages, by blocks that do not divide them.
    const Column<std::int64_t> block = counted(1000);
    Column<std::int64_t> column{-1};
    for (int i = 0; i < 700; ++i) column.append(block.data(), block.size());
    column.append(block.data(), 0);
    REQUIRE(column.size() == 700'001);
    CHECK(column.front() == -1);
    CHECK(column[1000] == 999);
    CHECK(column[1001] == 0);
    CHECK(sum(column) == 700 * 499'500 - 1);
}

TEST_CASE("a copied column is apart from the first, a moved one takes all", "[core]") {
    Column<std::int64_t> first = counted(400'000);
    Column<std::int64_t> second = first;
    second[7] = 0;
    CHECK(first[7] == 7);
    const std::int64_t* const rows = first.data();
    const Column<std::int64_t> third = std::move(first);
    CHECK(third.data() == rows);
    CHECK(third.back() == 399'999);
    second = {};
    CHECK(second.capacity() == 0);
}

#ifdef __linux__
TEST_CASE("the pages of a column that is gone serve others, in which nothing of it is left",
          "[core]") {
    const std::size_t large = counted(1'000'000).capacity();
    Column<std::int64_t> first = counted(20'000);
    const Column<std::int64_t> second = counted(20'000);
    CHECK(first.capacity() >= large);
    first.resize(30'000);
    CHECK(sum(first) == 20'000 * 19'999 / 2);
    CHECK(sum(second) == sum(first));
}
#endif

TEST_CASE("a column is resized, and loses what is erased", "[core]") {
    Column<std::int64_t> column{5, 6, 7, 8};
    column.resize(6);
    CHECK(column.back() == 0);
    erase_if(column, [](std::int64_t row) { return row % 2 == 0; });
    REQUIRE(column.size() == 2);
    CHECK(column.front() == 5);
    CHECK(column.back() == 7);
    column.reserve(1'000'000);
    CHECK(column.size() == 2);
    CHECK(column[1] == 7);
    column.clear();
    CHECK(column.empty());
    CHECK_THROWS_AS(column.reserve(~std::size_t{0}), std::bad_alloc);
}

}  // namespace
