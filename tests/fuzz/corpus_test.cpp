#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/places.hpp"
#include "ui/host/read_file.hpp"

namespace {

std::vector<std::string> inputs_of(const std::filesystem::path& folder) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace

TEST_CASE("no input that a fuzzer kept does harm", "[fuzz]") {
    const auto here = std::filesystem::current_path();
    for (const fuzz::Target& target : fuzz::targets()) {
        const std::vector<std::string> paths =
            inputs_of(source_path("tests/fuzz/corpus/") + std::string{target.name});
        CHECK(!paths.empty());
        for (const std::string& path : paths) {
            CAPTURE(path);
            const auto text = ui::read_file(path);
            REQUIRE(text.has_value());
            target.run(*text);
        }
    }
    std::filesystem::current_path(here);
}
