#include "ui/cli/setters.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ui/export/format.hpp"

namespace ui::setters {

std::string set_picture(Options& options, std::string_view value) {
    if (find_picture(value) == nullptr) {
        std::vector<std::string_view> names;
        for (const PictureRow& row : pictures()) names.push_back(row.name);
        return expected_word(picture_names(", "), value, names);
    }
    options.picture = value;
    return {};
}

std::string set_step(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < 1) return expected("the number of a step, from 1", value);
    options.step = number;
    return {};
}

std::string set_request(Options& options, std::string_view value) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(value);
    if (!number || *number < 1) return expected("the number of a request, from 1", value);
    options.request = number;
    return {};
}

std::string set_size(Options& options, std::string_view value) {
    struct Shape {
        std::string_view name;
        PixelSize size;
    };
    constexpr std::array<Shape, 3> shapes{
        {{"16:9", {1920, 1080}}, {"4:3", {1440, 1080}}, {"1:1", {1080, 1080}}}};
    for (const Shape& shape : shapes) {
        if (shape.name != value) continue;
        options.size = shape.size;
        return {};
    }
    const std::size_t cross = value.find('x');
    const auto width = parse_number<std::int32_t>(value.substr(0, cross));
    const auto height = cross == std::string_view::npos
                            ? width
                            : parse_number<std::int32_t>(value.substr(cross + 1));
    const bool is_size = cross != std::string_view::npos && width && height && *width >= 480 &&
                         *height >= 320 && *width <= 8192 && *height <= 8192;
    if (!is_size) return expected("16:9, 4:3, 1:1, or pixels from 480x320 to 8192x8192", value);
    options.size = PixelSize{*width, *height};
    return {};
}

std::string set_theme(Options& options, std::string_view value) {
    if (find_theme(value) == nullptr) return expected("light, dark or projector", value);
    options.theme = value;
    return {};
}

namespace {

constexpr std::array<std::pair<std::string_view, TrackKind>, track_kinds> lane_names{
    {{"phases", TrackKind::phases},
     {"stack", TrackKind::stack},
     {"ticks", TrackKind::ticks},
     {"microtasks", TrackKind::microtasks},
     {"timers", TrackKind::timers},
     {"queue", TrackKind::pool_queue},
     {"workers", TrackKind::worker},
     {"outside", TrackKind::outside},
     {"stations", TrackKind::station},
     {"output", TrackKind::output}}};

}  // namespace

std::string set_lanes(Options& options, std::string_view value) {
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(','), value.size());
        const std::string_view name = value.substr(0, end);
        const auto* const known = std::find_if(lane_names.begin(), lane_names.end(),
                                               [&](const auto& row) { return row.first == name; });
        if (known == lane_names.end()) {
            std::vector<std::string_view> names;
            names.reserve(lane_names.size());
            for (const auto& row : lane_names) names.push_back(row.first);
            return expected_word(fmt::format("some of {}", fmt::join(names, ",")), name, names);
        }
        options.lanes.push_back(known->second);
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return options.lanes.empty() ? expected("names of lanes", value) : std::string{};
}

std::string set_scale(Options& options, std::string_view value) {
    const std::optional<double> number = parse_number<double>(value);
    if (!number || !(*number >= 0.5 && *number <= 4))
        return expected("a number from 0.5 to 4", value);
    options.scale = *number;
    return {};
}

}  // namespace ui::setters
