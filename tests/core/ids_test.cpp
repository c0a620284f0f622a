#include "sim/core/ids.hpp"

#include <type_traits>

#include "tests/catch.hpp"

using namespace sim;

TEST_CASE("an id without a value names no entry", "[core]") {
    const TaskId id;
    CHECK(id.is_none());
    CHECK_FALSE(static_cast<bool>(id));
    CHECK(id == TaskId::none());
}

TEST_CASE("the first entry of a table has an id that is not none", "[core]") {
    const TaskId first{0};
    CHECK_FALSE(first.is_none());
    CHECK(static_cast<bool>(first));
    CHECK(first.index() == 0);
    CHECK(first < TaskId{1});
    CHECK(TaskId{1} < TaskId::none());
}

TEST_CASE("ids of different tables cannot be mixed", "[core]") {
    CHECK_FALSE(std::is_convertible_v<TaskId, RequestId>);
    CHECK_FALSE(std::is_assignable_v<TaskId&, RequestId>);
    CHECK_FALSE(std::is_convertible_v<std::uint32_t, TaskId>);
    CHECK(sizeof(TaskId) == sizeof(std::uint32_t));
}
