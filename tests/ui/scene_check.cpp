#include "tests/ui/scene_check.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"

namespace {

using ui::Box;
using ui::Color;
using ui::Item;
using ui::ItemKind;

/// The ink of a text: from the baseline up to the capitals and down to the descenders.
Box ink_of(const ui::Scene& scene, const Item& item) {
    const auto size = static_cast<double>(item.size);
    const double width = ui::text_width(item.face, size, scene.text(item.text));
    const double x = item.align == ui::TextAlign::left ? item.box.x
                     : item.align == ui::TextAlign::middle
                         ? item.box.x + (item.box.width - width) / 2
                         : item.box.right() - width;
    const auto baseline = static_cast<double>(item.baseline);
    return {x, baseline - 0.73 * size, width, 0.93 * size};
}

bool overlap(const Box& a, const Box& b) {
    constexpr double slack = 0.6;
    return a.x + slack < b.right() && b.x + slack < a.right() && a.y + slack < b.bottom() &&
           b.y + slack < a.bottom();
}

bool holds(const Box& outer, const Box& inner) {
    constexpr double slack = 0.6;
    return inner.x >= outer.x - slack && inner.y >= outer.y - slack &&
           inner.right() <= outer.right() + slack && inner.bottom() <= outer.bottom() + slack;
}

/// What lies under a text: all rectangles before it that hold its middle, painted over each other.
Color under(const ui::Scene& scene, std::size_t index, const Box& ink) {
    Color color = ui::rgb(0xFFFFFF);
    const double x = ink.x + ink.width / 2;
    const double y = ink.y + ink.height / 2;
    for (std::size_t i = 0; i < index; ++i) {
        const Item& item = scene.items()[i];
        if (item.kind != ItemKind::rectangle || item.fill.alpha == 0) continue;
        if (x < item.box.x || x > item.box.right() || y < item.box.y || y > item.box.bottom())
            continue;
        color = ui::blended(item.fill, color);
    }
    return color;
}

}  // namespace

std::vector<std::string> scene_faults(const ui::Scene& scene) {
    std::vector<std::string> faults;
    const auto blame = [&](std::string fault) {
        if (faults.size() < 10) faults.push_back(std::move(fault));
    };
    const Box canvas{0, 0, scene.width(), scene.height()};
    std::vector<std::pair<Box, std::string_view>> texts;
    for (std::size_t i = 0; i < scene.items().size(); ++i) {
        const Item& item = scene.items()[i];
        const Box& box = item.box;
        if (item.kind == ItemKind::path) {
            for (const ui::Point& point : scene.points(item)) {
                if (!holds(canvas, {point.x, point.y, 0, 0}))
                    blame(fmt::format("path leaves the canvas at {} {}", point.x, point.y));
            }
            continue;
        }
        if (item.kind == ItemKind::line) {
            const Box all{std::min(box.x, box.right()), std::min(box.y, box.bottom()),
                          std::abs(box.width), std::abs(box.height)};
            if (!holds(canvas, all))
                blame(fmt::format("line leaves the canvas at {} {}", box.x, box.y));
            continue;
        }
        if (!(box.width >= 0) || !(box.height >= 0) || !holds(canvas, box))
            blame(fmt::format("{} at {:.1f} {:.1f} {:.1f} {:.1f} leaves the canvas",
                              to_text(item.role), box.x, box.y, box.width, box.height));
        if (item.kind != ItemKind::text) continue;
        const std::string_view text = scene.text(item.text);
        const Box ink = ink_of(scene, item);
        if (!holds({box.x, box.y - 2, box.width, box.height + 4}, ink))
            blame(fmt::format("\"{}\" is outside of its box", text));
        if (item.size < 12) blame(fmt::format("\"{}\" has {} px", text, item.size));
        const double ratio = ui::contrast(item.fill, under(scene, i, ink));
        if (ratio < 4.5) blame(fmt::format("\"{}\" has a contrast of {:.2f}", text, ratio));
        if (text.ends_with("…") && item.title == ui::index_absent && !scene.text(item.text).empty())
            blame(fmt::format("\"{}\" is cut without a title", text));
        for (const auto& [other, other_text] : texts) {
            if (overlap(ink, other))
                blame(fmt::format("\"{}\" lies over \"{}\"", text, other_text));
        }
        texts.emplace_back(ink, text);
    }
    return faults;
}

std::string xml_fault(std::string_view xml) {
    std::vector<std::string> open;
    std::set<std::string> ids;
    std::size_t i = 0;
    const auto fault = [&](std::string_view what) { return fmt::format("{} at byte {}", what, i); };
    while (i < xml.size()) {
        if (xml[i] == '&') {
            const std::size_t end = xml.find(';', i);
            if (end == std::string_view::npos || end - i > 6) return fault("a bare &");
        }
        if (static_cast<unsigned char>(xml[i]) < 0x20 && xml[i] != '\n')
            return fault("a control character");
        if (xml[i] != '<') {
            ++i;
            continue;
        }
        if (xml.substr(i).starts_with("<?") || xml.substr(i).starts_with("<!--")) {
            i = xml.find('>', i) + 1;
            continue;
        }
        const std::size_t end = xml.find('>', i);
        if (end == std::string_view::npos) return fault("an open tag");
        std::string_view tag = xml.substr(i + 1, end - i - 1);
        if (tag.find('<') != std::string_view::npos) return fault("< inside of a tag");
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != tag.substr(1))
                return fault("a tag closed out of turn");
            open.pop_back();
        } else {
            const bool is_empty = tag.ends_with('/');
            if (is_empty) tag.remove_suffix(1);
            if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return fault("an odd quote");
            const std::size_t name_end = tag.find_first_of(" \n");
            std::string name{tag.substr(0, name_end)};
            if (name.empty()) return fault("a tag without a name");
            std::set<std::string> attributes;
            std::size_t at = std::min(name_end, tag.size());
            while (at < tag.size()) {
                const std::size_t first = tag.find_first_not_of(" \n", at);
                if (first == std::string_view::npos) break;
                const std::size_t equals = tag.find("=\"", first);
                if (equals == std::string_view::npos) return fault("an attribute without a value");
                const std::string key{tag.substr(first, equals - first)};
                if (!attributes.insert(key).second) return fault("an attribute twice");
                const std::size_t close = tag.find('"', equals + 2);
                if (close == std::string_view::npos) return fault("an open attribute");
                if (key == "id" &&
                    !ids.insert(std::string{tag.substr(equals + 2, close - equals - 2)}).second)
                    return fault("an id twice");
                at = close + 1;
            }
            if (!is_empty) open.push_back(std::move(name));
        }
        i = end + 1;
    }
    return open.empty() ? std::string{} : fmt::format("<{}> stays open", open.back());
}
