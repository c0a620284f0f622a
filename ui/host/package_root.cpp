#include "ui/host/package_root.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace ui {

namespace fs = std::filesystem;

std::string package_root(const fs::path& folder) {
    const char* const home = std::getenv("HOME");
    std::error_code error;
    const fs::path own = home == nullptr ? fs::path{} : fs::weakly_canonical(home, error);
    for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
        const auto [rest, unused] = std::mismatch(at.begin(), at.end(), own.begin(), own.end());
        if (rest == at.end()) return {};
        if (fs::exists(at / "package.json", error)) return at.string();
    }
    return {};
}

}  // namespace ui
