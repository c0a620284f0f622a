#include "ui/host/private_copy.hpp"

#include <cstdint>
#include <system_error>
#include <utility>

#include "ui/host/package_root.hpp"

namespace ui {

namespace fs = std::filesystem;

namespace {

constexpr int entries_max = 2'000;
constexpr std::uintmax_t bytes_max = std::uintmax_t{64} << 20;

/// Whether it holds files, folders and links only, few and small enough to be copied for each run.
bool is_small(const fs::path& folder) {
    std::error_code error;
    int entries = 0;
    std::uintmax_t bytes = 0;
    for (fs::recursive_directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error)) {
        const fs::file_status status = at->symlink_status(error);
        if (error || fs::is_other(status)) return false;
        if (fs::is_regular_file(status)) bytes += at->file_size(error);
        if (error || ++entries > entries_max || bytes > bytes_max) return false;
    }
    return !error;
}

/// Node looks for packages, and for what kind of module a file is, on the way up.
bool loads_from_above(const fs::path& folder) {
    std::error_code error;
    for (fs::path at = folder; at.has_relative_path();) {
        at = at.parent_path();
        if (fs::exists(at / "node_modules", error) || fs::exists(at / "package.json", error))
            return true;
    }
    return false;
}

/// With the times at which files were changed, which a program may look at.
bool copy_tree(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
    for (fs::recursive_directory_iterator at{from, error}, end; !error && at != end;
         at.increment(error)) {
        if (!at->is_regular_file(error) || at->is_symlink(error)) continue;
        const fs::file_time_type changed = at->last_write_time(error);
        if (!error) fs::last_write_time(to / at->path().lexically_relative(from), changed, error);
    }
    return !error;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::optional<PrivateCopy> PrivateCopy::of_program(const std::string& file) {
    std::error_code error;
    const fs::path own = fs::canonical(file, error);
    if (error) return std::nullopt;
    const std::string package = package_root(own.parent_path());
    const fs::path folder = package.empty() ? own.parent_path() : fs::path{package};
    if (!folder.has_relative_path() || loads_from_above(folder) || !is_small(folder))
        return std::nullopt;
    std::optional<TemporaryFolder> holder = TemporaryFolder::make(error);
    if (!holder) return std::nullopt;
    PrivateCopy copy{*std::move(holder), folder, own};
    if (!copy.renew()) return std::nullopt;
    return copy;
}

PrivateCopy::PrivateCopy(TemporaryFolder holder, fs::path folder, fs::path file)
    : holder_(std::move(holder)), folder_(std::move(folder)), file_(std::move(file)) {}

fs::path PrivateCopy::copy() const { return holder_.path() / folder_.filename(); }

std::string PrivateCopy::file() const {
    return (copy() / file_.lexically_relative(folder_)).string();
}

std::string PrivateCopy::working_folder() const {
    std::error_code error;
    const fs::path within = fs::current_path(error).lexically_relative(folder_);
    if (error || within.empty() || *within.begin() == "..") return holder_.path().string();
    return (copy() / within).string();
}

bool PrivateCopy::renew() const {
    std::error_code error;
    for (fs::directory_iterator at{holder_.path(), error}, end; !error && at != end;
         at.increment(error))
        fs::remove_all(at->path(), error);
    return !error && copy_tree(folder_, copy());
}

std::string PrivateCopy::with_own_names(std::string text) const {
    std::error_code error;
    const std::string here = fs::current_path(error).string();
    replace_all(text, copy().string(), folder_.string());
    if (!error) replace_all(text, holder_.path().string(), here);
    return text;
}

}  // namespace ui
