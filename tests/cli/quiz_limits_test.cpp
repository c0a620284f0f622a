// Too long for a checked build: twenty thousand paths.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"

using cli_test::cli;
using cli_test::Folder;
using cli_test::Outcome;

TEST_CASE("of more orders than can be tried a quiz does not say which cannot happen", "[cli]") {
    // Nine jobs on as many threads may end in each of 362,880 orders.
    std::string works;
    std::string main;
    for (int i = 1; i <= 9; ++i) {
        works += fmt::format(R"({}"w{}": {{ "time": "{}ms" }})", i > 1 ? ", " : "", i, 20 * i);
        main += fmt::format(R"({}{{ "work": "w{}", "do": [{{ "log": "{}" }}] }})",
                            i > 1 ? ", " : "", i, i);
    }
    Folder folder;
    folder.write("many.json",
                 fmt::format(R"({{ "runtime": {{ "threadpool": 16, "cores": "unlimited" }},
        "work": {{ {} }}, "main": [ {} ] }})",
                             works, main));
    const nlohmann::json quiz = nlohmann::json::parse(cli(folder, "quiz many.json --json").out);
    const auto possible = quiz["possible"].get<std::vector<std::vector<std::string>>>();
    const auto shown = quiz["shown"].get<std::vector<std::string>>();
    std::vector<std::string> order{"9", "8", "7", "6", "5", "4", "3", "2", "1"};
    while (std::ranges::find(possible, order) != possible.end())
        std::ranges::prev_permutation(order);
    std::string letters;
    for (const std::string& line : order)
        letters += static_cast<char>('a' + (std::ranges::find(shown, line) - shown.begin()));
    const Outcome told = cli(folder, "quiz many.json --answer " + letters);
    CHECK(told.code == 3);
    CHECK(told.out.find("Nobody can tell") != std::string::npos);
    CHECK(told.out.find("Not quite") == std::string::npos);
}
