#include "ui/host/temporary_folder.hpp"

#include <cerrno>
#include <string>
#include <utility>

#include <stdlib.h>

#include "ui/host/interrupt.hpp"

namespace ui {

namespace fs = std::filesystem;

std::optional<TemporaryFolder> TemporaryFolder::make(std::error_code& problem) {
    end_like_interrupt();
    std::string name = (fs::temp_directory_path(problem) / "loopglass-XXXXXX").string();
    if (problem) return std::nullopt;
    if (::mkdtemp(name.data()) == nullptr) {
        problem = {errno, std::generic_category()};
        return std::nullopt;
    }
    TemporaryFolder folder{name};
    const fs::path whole = fs::canonical(name, problem);
    if (problem) return std::nullopt;
    folder.path_ = whole;
    return folder;
}

TemporaryFolder::TemporaryFolder(fs::path path) : path_(std::move(path)) {}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // a folder that stays behind in the temporary folder harms nobody
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace ui
