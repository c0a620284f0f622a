#include "traces/log_paths.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace traces {

namespace {

constexpr std::size_t names_max = 10'000;
constexpr std::size_t hash_length = 12;  // of hexadecimal digits, from which on no word is one

/// Without scheme and host, query and fragment; empty if it is no path.
std::string_view bare_path(std::string_view target) {
    const std::size_t scheme =
        target.starts_with('/') ? std::string_view::npos : target.find("://");
    if (scheme != std::string_view::npos)
        target = target.substr(std::min(target.find('/', scheme + 3), target.size()));
    target = target.substr(0, target.find_first_of("?#"));
    return target.starts_with('/') ? target : std::string_view{};
}

bool is_identity(std::string_view segment) {
    constexpr std::string_view digits = "0123456789";
    if (segment.empty() || segment.find_first_of(digits) == std::string_view::npos) return false;
    if (segment.find_first_not_of(digits) == std::string_view::npos) return true;
    return segment.size() >= hash_length &&
           segment.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
}

}  // namespace

std::string path_of(std::string_view target) {
    std::string_view path = bare_path(target);
    if (path.empty()) return "(no path)";
    std::string name;
    while (!path.empty()) {
        name.push_back('/');
        path.remove_prefix(1);
        const std::string_view segment = path.substr(0, path.find('/'));
        if (is_identity(segment)) name.append(":id");
        else name.append(segment);
        path.remove_prefix(segment.size());
    }
    for (char& letter : name) {
        if (std::iscntrl(static_cast<unsigned char>(letter)) != 0) letter = '?';
    }
    return name;
}

bool is_path_wanted(std::string_view wanted, const LogLine& line) {
    if (const std::size_t space = wanted.find(' '); space != std::string_view::npos) {
        if (wanted.substr(0, space) != line.method) return false;
        wanted.remove_prefix(space + 1);
    }
    return bare_path(line.target).starts_with(wanted) || path_of(line.target).starts_with(wanted);
}

void LogPaths::add(const LogLine& line) {
    std::string name = path_of(line.target);
    if (!line.method.empty()) name = fmt::format("{} {}", line.method, name);
    const auto known = by_name_.find(name);
    LoggedPath* path = &others_;
    if (known != by_name_.end()) path = &known->second;
    else if (by_name_.size() < names_max) path = &by_name_[name];
    ++path->requests;
    if (line.status >= 500) ++path->errors;
    if (line.took < 0) return;
    ++path->timed;
    path->took += static_cast<double>(line.took);
}

std::vector<LoggedPath> LogPaths::take() {
    std::vector<LoggedPath> paths;
    for (auto& [name, path] : by_name_) {
        path.name = name;
        paths.push_back(std::move(path));
    }
    std::stable_sort(paths.begin(), paths.end(), [](const LoggedPath& a, const LoggedPath& b) {
        return a.requests > b.requests;
    });
    if (others_.requests > 0) paths.push_back(std::move(others_));
    return paths;
}

}  // namespace traces
