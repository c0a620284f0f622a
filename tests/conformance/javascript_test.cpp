// The lessons in JavaScript print what their comments say, under real Node and, where this build runs scripts, under loopglass.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "ui/cli/comparison.hpp"
#include "ui/cli/script_expectations.hpp"
#include "ui/host/process.hpp"
#include "ui/host/real_node.hpp"

namespace {

std::vector<std::string> lesson_files() {
    std::vector<std::string> found;
    for (const auto& entry :
         std::filesystem::directory_iterator{source_path("scenarios/javascript")})
        found.push_back(entry.path().string());
    std::sort(found.begin(), found.end());
    return found;
}

/// The Node on the path if lessons speak of its version.
std::optional<ui::RealNode> find_node() {
    const sim::Result<ui::RealNode> node = ui::find_real_node("node");
    const std::vector<std::string> versions{"18", "20", "22", "24", "26"};
    if (node && std::find(versions.begin(), versions.end(), node->major) != versions.end())
        return *node;
    std::cout << "skipped: no node on the path whose version the lessons speak of\n";
    return std::nullopt;
}

/// Runs each lesson by `command`, the file after it.
void check_lessons(const std::vector<std::string>& command, const std::string& version) {
    const std::vector<std::string> lessons = lesson_files();
    std::vector<ui::ProcessRequest> requests;
    for (const std::string& file : lessons) {
        ui::ProcessRequest request{.arguments = command};
        request.arguments.push_back(file);
        requests.push_back(request);
    }
    const std::vector<ui::ProcessResult> results = ui::run_processes(requests);
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        const auto expectations = ui::read_script_expectations(read_bytes(lessons[i]), lessons[i]);
        REQUIRE(expectations);
        INFO(lessons[i] << '\n' << results[i].out << results[i].err);
        const std::vector<std::string> unmet = unmet_expectations(
            *expectations, version, ui::lines_of(results[i].out), results[i].code);
        CAPTURE(unmet);
        CHECK(unmet.empty());
    }
}

}  // namespace

TEST_CASE("real Node prints what the lessons in JavaScript say", "[node]") {
    if (const std::optional<ui::RealNode> node = find_node())
        check_lessons({node->binary}, node->major);
}

TEST_CASE("loopglass prints what the lessons in JavaScript say", "[node]") {
    const std::optional<ui::RealNode> node = find_node();
    if (!node) return;
    const std::string first = lesson_files().front();
    const ui::ProcessResult trial = ui::run_process({.arguments = {program_path(), "run", first}});
    if (trial.code == 126) {
        std::cout << "skipped: this build runs no JavaScript\n";
        return;
    }
    check_lessons({program_path(), "run", "--node", node->major}, node->major);
}
