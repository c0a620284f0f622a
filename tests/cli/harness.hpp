#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "ui/cli/console.hpp"

namespace cli_test {

/// A folder of its own that goes away with the value. In texts of tests it is called DIR.
class Folder {
public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
    void write(const std::string& name, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& name) const;
    /// Names of all entries, hidden ones included, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::string path_;
};

/// What a command line did, the folder's path replaced by DIR.
struct Outcome {
    int code = 0;
    std::string out;
    std::string err;
};

/// Runs a command line of words separated by spaces, DIR standing for the folder, which holds the installed scenarios, too.
[[nodiscard]] Outcome cli(const Folder& folder, const std::string& line,
                          const std::string& input = {},
                          const std::atomic<bool>* interrupt = nullptr,
                          std::atomic<std::int64_t>* runs = nullptr);

}  // namespace cli_test
