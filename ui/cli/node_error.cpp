#include "ui/cli/node_error.hpp"

#include <charconv>
#include <string>
#include <vector>

#include "ui/cli/comparison.hpp"

namespace ui {

namespace {

/// "PATH:LINE"
std::optional<sim::Place> place_of(std::string_view line) {
    const std::size_t colon = line.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    sim::Place place;
    const char* const end = line.data() + line.size();
    const auto [rest, error] = std::from_chars(line.data() + colon + 1, end, place.line);
    if (error != std::errc{} || rest != end || place.line < 1) return std::nullopt;
    std::string_view file = line.substr(0, colon);
    constexpr std::string_view scheme = "file://";
    if (file.starts_with(scheme)) file.remove_prefix(scheme.size());
    place.file = file;
    return place;
}

bool is_carets(std::string_view line) {
    return line.find('^') != std::string_view::npos &&
           line.find_first_not_of(" \t^") == std::string_view::npos;
}

}  // namespace

std::optional<sim::Diagnostic> find_node_error(std::string_view said) {
    const std::vector<std::string> lines = lines_of(said);
    for (std::size_t i = 0; i + 2 < lines.size(); ++i) {
        std::optional<sim::Place> place = place_of(lines[i]);
        if (!place || !is_carets(lines[i + 2])) continue;
        place->column = static_cast<int>(lines[i + 2].find('^')) + 1;
        sim::Diagnostic error{.place = *place, .message = {}, .excerpt = lines[i + 1], .hint = {}};
        for (std::size_t text = i + 3; text < lines.size() && error.message.empty(); ++text)
            error.message = lines[text];
        if (!error.message.empty()) return error;
    }
    return std::nullopt;
}

}  // namespace ui
