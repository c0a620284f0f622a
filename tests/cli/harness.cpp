#include "tests/cli/harness.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "tests/places.hpp"
#include "ui/cli/cli.hpp"

namespace cli_test {

namespace {

std::string replace_all(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

}  // namespace

Folder::Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("loopglass-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
}

Folder::~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

void Folder::write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
}

std::string Folder::read(const std::string& name) const { return read_bytes(path(name)); }

std::vector<std::string> Folder::names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{path_})
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

Outcome cli(const Folder& folder, const std::string& line, const std::string& input,
            const std::atomic<bool>* interrupt, std::atomic<std::int64_t>* runs) {
    std::vector<std::string> arguments;
    std::istringstream words{replace_all(line, "DIR", folder.path())};
    for (std::string word; words >> word;) arguments.push_back(word);
    std::istringstream in{input};
    std::ostringstream out;
    std::ostringstream err;
    const ui::Console console{.in = in,
                              .out = out,
                              .err = err,
                              .out_terminal = {},
                              .err_terminal = {},
                              .scenarios_folder = folder.path(),
                              .interrupt = interrupt,
                              .runs = runs};
    const int code = ui::run_cli(arguments, console);
    return {.code = code,
            .out = replace_all(out.str(), folder.path(), "DIR"),
            .err = replace_all(err.str(), folder.path(), "DIR")};
}

}  // namespace cli_test
