#include "traces/log_paths.hpp"

#include "tests/catch.hpp"
#include "traces/log_time.hpp"

using namespace traces;

TEST_CASE("identities in paths are one path", "[traces]") {
    CHECK(path_of("/") == "/");
    CHECK(path_of("/users/17/cart?all=1") == "/users/:id/cart");
    CHECK(path_of("/users/17/") == "/users/:id/");
    CHECK(path_of("https://shop:8080/a/0b9c5b2e-7a53-4f0e-9d3b-1f2a6c8d4e5f#top") == "/a/:id");
    CHECK(path_of("/commits/9f86d081884c") == "/commits/:id");
    CHECK(path_of("/go?to=https://b/c") == "/go");
    CHECK(path_of("/v2/faded/decade") == "/v2/faded/decade");
    CHECK(path_of("-") == "(no path)");
    CHECK(path_of("shop:443") == "(no path)");
    CHECK(path_of("/a\x1b[2J") == "/a?[2J");
}

TEST_CASE("a path is wanted by its beginning and method", "[traces]") {
    const LogLine line{.method = "POST", .target = "/users/17/cart?all=1"};
    CHECK(is_path_wanted("/users", line));
    CHECK(is_path_wanted("/users/17", line));
    CHECK(is_path_wanted("/users/:id/cart", line));
    CHECK(is_path_wanted("POST /users", line));
    CHECK_FALSE(is_path_wanted("GET /users", line));
    CHECK_FALSE(is_path_wanted("/users/18", line));
}

TEST_CASE("instants of logs are those of a calendar", "[traces]") {
    // date -u -d 2026-10-10T13:55:36Z +%s
    const std::int64_t at = 1'791'640'536'000'000;
    CHECK(instant_of_common_log("10/Oct/2026:06:55:36 -0700") == at);
    CHECK(instant_of_iso("2026-10-10T13:55:36Z") == at);
    CHECK(instant_of_iso("2026-10-10 15:55:36,250+02:00") == at + 250'000);
    CHECK(instant_of_iso("2026-10-10T13:55:36.123456789") == at + 123'456);
    CHECK(instant_of_number(1'791'640'536.5) == at + 500'000);
    CHECK(instant_of_number(1'791'640'536'250) == at + 250'000);
    CHECK(instant_of_number(1.791640536e18) == at);
    CHECK_FALSE(instant_of_iso("2026-13-10T13:55:36Z"));
    CHECK_FALSE(instant_of_iso("2026-10-10"));
    CHECK_FALSE(instant_of_number(0));
}
