#include "ui/layout/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"

namespace ui {

namespace {

double luminance(Color color) {
    const auto linear = [](std::uint8_t channel) {
        const double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

std::string hex(Color color) {
    return fmt::format("{:02x}{:02x}{:02x}{:02x}", color.red, color.green, color.blue, color.alpha);
}

}  // namespace

Color blended(Color top, Color bottom) {
    const auto mix = [&](std::uint8_t over, std::uint8_t under) {
        return static_cast<std::uint8_t>((over * top.alpha + under * (255 - top.alpha) + 127) /
                                         255);
    };
    return {mix(top.red, bottom.red), mix(top.green, bottom.green), mix(top.blue, bottom.blue),
            255};
}

double contrast(Color a, Color b) {
    const double one = luminance(a) + 0.05;
    const double other = luminance(b) + 0.05;
    return std::max(one, other) / std::min(one, other);
}

std::string_view to_text(Role role) {
    constexpr std::array<std::string_view, 17> names{
        "background", "heading", "panel", "label", "grid", "axis",   "span",    "depth", "queue",
        "phase",      "output",  "code",  "arrow", "now",  "legend", "caption", "curve"};
    return names[static_cast<std::size_t>(role)];
}

Item& Scene::rectangle(Role role, Box box, Color fill) {
    Item& item = items_.emplace_back();
    item.kind = ItemKind::rectangle;
    item.role = role;
    item.box = box;
    item.fill = fill;
    return item;
}

Item& Scene::line(Role role, Point from, Point to, Color color, double width) {
    Item& item = items_.emplace_back();
    item.kind = ItemKind::line;
    item.role = role;
    item.box = {from.x, from.y, to.x - from.x, to.y - from.y};
    item.stroke = color;
    item.stroke_width = static_cast<float>(width);
    return item;
}

Item& Scene::path(Role role, std::span<const Point> points, bool is_closed) {
    Item& item = items_.emplace_back();
    item.kind = ItemKind::path;
    item.role = role;
    item.is_closed = is_closed;
    item.first = static_cast<std::uint32_t>(points_.size());
    item.count = static_cast<std::uint32_t>(points.size());
    points_.insert(points_.end(), points.begin(), points.end());
    return item;
}

Item* Scene::text(Role role, Box room, std::string_view line, const Style& style) {
    const std::string plain = to_plain_line(line);
    const std::string shown = fit_text(style.face, style.size, plain, room.width);
    if (shown.empty()) return nullptr;
    Item& item = items_.emplace_back();
    item.kind = ItemKind::text;
    item.role = role;
    item.box = room;
    item.fill = style.color;
    item.face = style.face;
    item.align = style.align;
    item.size = static_cast<float>(style.size);
    // The middle of a line of mixed letters lies a third of an em above the baseline.
    item.baseline = static_cast<float>(room.y + room.height / 2 + style.size * 0.355);
    item.text = store(shown);
    if (shown != plain) item.title = store(plain);
    return &item;
}

void Scene::set_title(Item& item, std::string_view title_text) {
    item.title = store(to_plain_line(title_text));
}

std::uint32_t Scene::store(std::string_view text) {
    texts_.emplace_back(text);
    return static_cast<std::uint32_t>(texts_.size() - 1);
}

std::string to_text(const Scene& scene) {
    std::string dump = fmt::format("scene {:.0f} x {:.0f}: {}\n{}\n", scene.width(), scene.height(),
                                   scene.title, scene.description);
    const auto out = std::back_inserter(dump);
    for (const Item& item : scene.items()) {
        const Box& box = item.box;
        fmt::format_to(out, "{} ", to_text(item.role));
        switch (item.kind) {
            case ItemKind::rectangle:
                fmt::format_to(out, "box {:.1f} {:.1f} {:.1f} {:.1f} fill {}", box.x, box.y,
                               box.width, box.height, hex(item.fill));
                break;
            case ItemKind::line:
                fmt::format_to(out, "line {:.1f} {:.1f} to {:.1f} {:.1f}", box.x, box.y,
                               box.right(), box.bottom());
                break;
            case ItemKind::text:
                fmt::format_to(out, "text {:.1f} {:.1f} {:.1f} {:.1f} size {:.1f} {} \"{}\"", box.x,
                               box.y, box.width, box.height, item.size, hex(item.fill),
                               scene.text(item.text));
                break;
            case ItemKind::path:
                fmt::format_to(out, "path of {}", item.count);
                for (const Point& point : scene.points(item))
                    fmt::format_to(out, " {:.1f},{:.1f}", point.x, point.y);
                break;
        }
        if (item.stroke.alpha > 0 && item.kind != ItemKind::text)
            fmt::format_to(out, " stroke {} {:.1f}", hex(item.stroke), item.stroke_width);
        if (item.pattern == Pattern::hatched) dump += " hatched";
        if (item.is_dashed) dump += " dashed";
        if (item.has_arrow) dump += " arrow";
        if (item.subject != index_absent) fmt::format_to(out, " of {}", item.subject);
        if (item.title != index_absent)
            fmt::format_to(out, " title \"{}\"", scene.text(item.title));
        dump += '\n';
    }
    return dump;
}

std::vector<std::string> wrap(Face face, double size, std::string_view text, double width,
                              std::size_t lines_max) {
    std::vector<std::string> lines;
    std::string line;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        const std::string longer =
            line.empty() ? std::string{word} : fmt::format("{} {}", line, word);
        const bool is_last = lines.size() + 1 >= lines_max;
        if (!line.empty() && !is_last && text_width(face, size, longer) > width) {
            lines.push_back(std::exchange(line, std::string{word}));
        } else {
            line = longer;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

}  // namespace ui
