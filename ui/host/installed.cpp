#include "ui/host/installed.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace ui {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view ending = ".json";
constexpr std::string_view schema_name = "schema.json";
constexpr std::string_view course_name = "course.json";
constexpr int folders_above_max = 4;  // build/<preset>/ui/cli/loopglass is three below the checkout

bool is_scenario(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(ending) && name != schema_name && name != course_name &&
           !name.starts_with(".");
}

/// A folder called scenarios may be anybody's; ours has the schema in it.
bool has_schema(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / schema_name, error);
}

std::string without_ending(const std::string& file) {
    return file.substr(0, file.size() - ending.size());
}

}  // namespace

std::string find_scenarios_folder() {
    std::error_code error;
    const fs::path executable = fs::read_symlink("/proc/self/exe", error);
    return error ? std::string{} : find_scenarios_folder(executable.string());
}

std::string find_scenarios_folder(const std::string& executable) {
    std::error_code error;
    fs::path folder = fs::path{executable}.parent_path();
    const fs::path installed = folder.parent_path() / "share" / "loopglass" / "scenarios";
    if (fs::is_directory(installed, error)) return installed.string();
    for (int above = 0; above <= folders_above_max && !folder.empty();
         ++above, folder = folder.parent_path()) {
        if (has_schema(folder / "scenarios")) return (folder / "scenarios").string();
    }
    return {};
}

std::vector<std::string> find_scenarios(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code error;
    fs::recursive_directory_iterator entry{folder, fs::directory_options::skip_permission_denied,
                                           error};
    for (; !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
        std::error_code unreadable;
        if (entry->is_regular_file(unreadable) && is_scenario(entry->path())) {
            files.push_back(entry->path().lexically_relative(folder).generic_string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string find_scenario(const std::string& folder, const std::string& name) {
    if (folder.empty() || name.empty()) return {};
    std::string found;
    int count = 0;
    for (const std::string& file : find_scenarios(folder)) {
        const std::string known = without_ending(file);
        if (known == name || file == name) return (fs::path{folder} / file).string();
        if (known.ends_with("/" + name)) {
            found = (fs::path{folder} / file).string();
            ++count;
        }
    }
    return count == 1 ? found : std::string{};
}

}  // namespace ui
