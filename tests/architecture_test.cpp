// Holds the architecture by reading the include lines of the source tree. Three tables say what is
// allowed: which module stands directly on which, where a library lives, where a part of the machine
// may be touched. What a module may include is the closure of the first table. Includes are found line by line,
// without a preprocessor: a line in a comment counts only if it starts with #include.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/places.hpp"

namespace {

using Names = std::vector<std::string>;

/// A module and the modules directly below it; it may include these and all that is below them.
struct ModuleRow {
    std::string folder;
    Names stands_on;
};

const std::vector<ModuleRow> module_rows = {
    {"sim/core", {}},
    {"sim/trace", {"sim/core"}},
    {"sim/node", {"sim/core"}},
    {"sim/program", {"sim/node"}},
    {"sim/engine", {"sim/trace", "sim/program"}},
    {"sim/scenario", {"sim/program"}},
    {"sim/script", {"sim/program"}},
    {"sim/explain", {"sim/trace"}},
    {"sim/explore", {"sim/engine"}},
    {"sim/predict", {"sim/engine"}},
    {"traces", {"sim/trace"}},
    {"ui/fonts", {}},
    {"ui/layout", {"sim/explain", "ui/fonts"}},
    {"ui/export", {"ui/layout"}},
    // The window talks to runs through an interface of its own, which ui/host implements.
    {"ui/gui", {"ui/layout"}},
    {"ui/drawing", {"ui/export", "ui/gui"}},
    {"ui/host",
     {"sim/scenario", "sim/script", "sim/explain", "sim/explore", "sim/predict", "traces",
      "ui/export", "ui/gui"}},
    {"ui/cli", {"ui/host"}},
};

/// Headers that begin with `prefix` and the only folders that may include them.
struct HeaderRow {
    std::string prefix;
    Names folders;
};

const std::vector<HeaderRow> header_rows = {
    // Libraries live in one place each.
    {"nlohmann/", {"sim/scenario"}},
    {"CLI/", {"ui/cli"}},
    {"boost/context/", {"sim/engine"}},
    {"v8", {"sim/script"}},
    {"imgui", {"ui/gui"}},
    {"GLFW/", {"ui/gui"}},
    {"catch2/", {}},
    // The host's clock, files and streams, and the random numbers of the standard library.
    {"chrono", {"ui/host", "ui/cli", "ui/gui"}},
    {"ctime", {"ui/host", "ui/cli"}},
    {"random", {}},
    {"filesystem", {"ui/host", "ui/cli"}},
    {"fstream", {"sim/script", "ui/host", "ui/cli"}},
    {"iostream", {"ui/host", "ui/cli"}},
};

struct SourceFile {
    std::string path;  // rooted at the repository
    std::string text;
};

struct Include {
    std::size_t line = 0;
    std::string header;
    bool is_quoted = false;
};

std::string module_of(std::string_view path) {
    for (const ModuleRow& row : module_rows) {
        if (path.starts_with(row.folder + "/")) return row.folder;
    }
    return {};
}

std::set<std::string> modules_below(const std::string& folder) {
    std::set<std::string> below;
    for (const ModuleRow& row : module_rows) {
        if (row.folder != folder) continue;
        for (const std::string& lower : row.stands_on) {
            below.insert(lower);
            below.merge(modules_below(lower));
        }
    }
    return below;
}

std::vector<Include> includes_of(const std::string& text) {
    static constexpr std::string_view blank = " \t";
    std::vector<Include> includes;
    std::istringstream lines(text);
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        std::string_view rest = line;
        const auto skip_blank = [&rest] {
            rest.remove_prefix(std::min(rest.find_first_not_of(blank), rest.size()));
        };
        const auto skip_word = [&rest](std::string_view word) {
            const bool is_there = rest.starts_with(word);
            if (is_there) rest.remove_prefix(word.size());
            return is_there;
        };
        skip_blank();
        if (!skip_word("#")) continue;
        skip_blank();
        if (!skip_word("include")) continue;
        skip_blank();
        const bool is_quoted = rest.starts_with('"');
        if (!is_quoted && !rest.starts_with('<')) continue;
        rest.remove_prefix(1);
        const std::string_view header = rest.substr(0, rest.find(is_quoted ? '"' : '>'));
        includes.push_back({.line = number, .header = std::string{header}, .is_quoted = is_quoted});
    }
    return includes;
}

// Why `folder` may not include this header; empty if it may.
std::string objection(const std::string& folder, const Include& include) {
    if (include.is_quoted) {
        const std::string target = module_of(include.header);
        if (target.empty()) return "names no module; includes are rooted at the repository";
        if (target == folder || modules_below(folder).contains(target)) return {};
        return target + " is not below " + folder;
    }
    for (const HeaderRow& row : header_rows) {
        const bool is_folder = row.prefix.ends_with('/');
        const bool is_match =
            include.header.starts_with(row.prefix) &&
            (is_folder || include.header.size() == row.prefix.size() ||
             include.header.find_first_of(".-_", row.prefix.size()) == row.prefix.size());
        if (is_match && std::count(row.folders.begin(), row.folders.end(), folder) == 0) {
            return "may not be included in " + folder;
        }
    }
    return {};
}

std::vector<std::string> broken_rules(const SourceFile& file) {
    const std::string folder = module_of(file.path);
    if (folder.empty()) return {file.path + ": stands in no module of the table"};
    std::vector<std::string> broken;
    if (file.path.ends_with(".hpp") && !file.text.starts_with("#pragma once\n") &&
        file.text.find("\n#pragma once\n") == std::string::npos) {
        broken.push_back(file.path + ": has no #pragma once");
    }
    for (const Include& include : includes_of(file.text)) {
        const std::string reason = objection(folder, include);
        if (!reason.empty()) {
            broken.push_back(file.path + ":" + std::to_string(include.line) + ": " +
                             include.header + ": " + reason);
        }
    }
    return broken;
}

std::vector<SourceFile> source_files() {
    namespace fs = std::filesystem;
    const fs::path root = source_path({});
    std::vector<SourceFile> files;
    for (const char* top : {"sim", "traces", "ui"}) {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / top)) {
            const std::string extension = entry.path().extension().string();
            if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp")) continue;
            files.push_back({.path = entry.path().lexically_relative(root).generic_string(),
                             .text = read_bytes(entry.path())});
        }
    }
    return files;
}

/// Headers of the standard library that a file includes, itself or by another of ours.
void collect_headers(const std::map<std::string, std::string>& texts, const std::string& path,
                     std::set<std::string>& seen, std::set<std::string>& headers) {
    const auto file = texts.find(path);
    if (file == texts.end() || !seen.insert(path).second) return;
    for (const Include& include : includes_of(file->second)) {
        if (include.is_quoted) collect_headers(texts, include.header, seen, headers);
        else headers.insert(include.header);
    }
}

}  // namespace

// Sources that compile together, behind precompiled headers, hide it; the fuzzers and clang++ compile them one by one.
TEST_CASE("what a file uses of the standard library it includes", "[architecture]") {
    const std::map<std::string, std::string> header_of{
        {"array", "array"},       {"deque", "deque"},       {"function", "functional"},
        {"map", "map"},           {"optional", "optional"}, {"set", "set"},
        {"shared_ptr", "memory"}, {"span", "span"},         {"unique_ptr", "memory"},
        {"variant", "variant"},   {"vector", "vector"},     {"unordered_map", "unordered_map"},
    };
    std::map<std::string, std::string> texts;
    for (const SourceFile& file : source_files()) texts.emplace(file.path, file.text);
    REQUIRE(texts.size() > 5);
    for (const auto& [path, text] : texts) {
        std::set<std::string> seen;
        std::set<std::string> headers;
        collect_headers(texts, path, seen, headers);
        for (const auto& [name, header] : header_of) {
            if (text.find("std::" + name + "<") == std::string::npos) continue;
            INFO(path << " uses std::" << name);
            CHECK(headers.contains(header));
        }
    }
}

TEST_CASE("every include goes downwards and every header has its guard", "[architecture]") {
    const std::vector<SourceFile> files = source_files();
    REQUIRE(files.size() > 5);
    for (const SourceFile& file : files) {
        const std::vector<std::string> broken = broken_rules(file);
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEST_CASE("the table of modules has no cycle and names only modules", "[architecture]") {
    std::set<std::string> earlier;
    for (const ModuleRow& row : module_rows) {
        CAPTURE(row.folder);
        for (const std::string& lower : row.stands_on) CHECK(earlier.contains(lower));
        CHECK(earlier.insert(row.folder).second);
    }
}

TEST_CASE("the architecture test refuses what breaks a rule", "[architecture]") {
    const auto verdict = [](const std::string& path, const std::string& text) {
        const std::vector<std::string> broken = broken_rules({.path = path, .text = text});
        return broken.empty() ? std::string{} : broken.front();
    };

    SECTION("an include upwards, with its line") {
        CHECK(verdict("sim/trace/a.cpp", "\n  #  include \"sim/engine/run.hpp\"\n") ==
              "sim/trace/a.cpp:2: sim/engine/run.hpp: sim/engine is not below sim/trace");
    }
    SECTION("an include sideways: the front ends do not know the engine, nor the engine them") {
        CHECK(verdict("sim/scenario/a.cpp", "#include \"sim/engine/run.hpp\"\n") ==
              "sim/scenario/a.cpp:1: sim/engine/run.hpp: sim/engine is not below sim/scenario");
        CHECK(
            verdict("sim/engine/a.cpp", "#include \"sim/scenario/scenario.hpp\"\n") ==
            "sim/engine/a.cpp:1: sim/scenario/scenario.hpp: sim/scenario is not below sim/engine");
    }
    SECTION("the window reaching around its interface") {
        CHECK(verdict("ui/gui/a.cpp", "#include \"sim/engine/run.hpp\"\n") ==
              "ui/gui/a.cpp:1: sim/engine/run.hpp: sim/engine is not below ui/gui");
        CHECK(verdict("ui/gui/a.cpp", "#include \"ui/host/file.hpp\"\n") ==
              "ui/gui/a.cpp:1: ui/host/file.hpp: ui/host is not below ui/gui");
    }
    SECTION("an include that is not rooted at the repository") {
        CHECK(verdict("sim/core/a.cpp", "#include \"time.hpp\"\n") ==
              "sim/core/a.cpp:1: time.hpp: names no module; includes are rooted at the repository");
    }
    SECTION("a library outside its place") {
        CHECK(verdict("sim/engine/a.cpp", "#include <nlohmann/json.hpp>\n") ==
              "sim/engine/a.cpp:1: nlohmann/json.hpp: may not be included in sim/engine");
        CHECK(verdict("ui/host/a.cpp", "#include <CLI/CLI.hpp>\n") ==
              "ui/host/a.cpp:1: CLI/CLI.hpp: may not be included in ui/host");
        CHECK(verdict("ui/cli/a.cpp", "#include <v8-isolate.h>\n") ==
              "ui/cli/a.cpp:1: v8-isolate.h: may not be included in ui/cli");
    }
    SECTION("the host's clock inside the simulator") {
        CHECK(verdict("sim/engine/a.cpp", "#include <chrono>\n") ==
              "sim/engine/a.cpp:1: chrono: may not be included in sim/engine");
    }
    SECTION("a header without a guard") {
        CHECK(verdict("sim/core/a.hpp", "// #pragma once\nint a();\n") ==
              "sim/core/a.hpp: has no #pragma once");
    }
    SECTION("a module that the table does not know") {
        CHECK(verdict("sim/misc/a.cpp", "") == "sim/misc/a.cpp: stands in no module of the table");
    }
    SECTION("and nothing else") {
        CHECK(verdict("sim/explore/a.hpp",
                      "// Why.\n#pragma once\n#include <vector>\n#include \"sim/core/time.hpp\"\n")
                  .empty());
        CHECK(verdict("ui/cli/a.cpp",
                      "#include <CLI/CLI.hpp>\n#include \"sim/scenario/scenario.hpp\"\n")
                  .empty());
        CHECK(verdict("sim/scenario/a.cpp", "#include <nlohmann/json.hpp>\n").empty());
    }
}
