#include "ui/gui/draw_scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ui/fonts/metrics.hpp"

namespace ui::gui {

namespace {

struct Painter {
    ImDrawList& list;
    FontAtlas& fonts;
    const Scene& scene;
    ImVec2 origin;
    double zoom = 1;

    [[nodiscard]] ImVec2 at(double x, double y) const {
        return {origin.x + static_cast<float>(x * zoom), origin.y + static_cast<float>(y * zoom)};
    }
    [[nodiscard]] float wide(float width) const {
        return std::max(width * static_cast<float>(zoom), 1.0F);
    }
};

/// Lines at 45 degrees, six pixels apart.
void draw_hatch(const Painter& painter, const Item& item, ImVec2 from, ImVec2 to) {
    const float step = 6 * static_cast<float>(painter.zoom);
    painter.list.PushClipRect(from, to, true);
    // Lines on which x + y is a multiple of the step: they go on in the rectangle beside this one.
    const float first = std::ceil((from.x + from.y) / step) * step;
    const auto count = static_cast<int>(std::min((to.x + to.y - first) / step + 1, 4000.0F));
    for (int i = 0; i < count; ++i) {
        const float sum = first + step * static_cast<float>(i);
        painter.list.AddLine({sum - from.y, from.y}, {sum - to.y, to.y}, to_imgui(item.stroke), 1);
    }
    painter.list.PopClipRect();
}

void draw_rectangle(const Painter& painter, const Item& item) {
    ImVec2 from = painter.at(item.box.x, item.box.y);
    ImVec2 to = painter.at(item.box.right(), item.box.bottom());
    const float radius = item.radius * static_cast<float>(painter.zoom);
    if (item.fill.alpha > 0) {
        if (radius > 0.6F) painter.list.AddRectFilled(from, to, to_imgui(item.fill), radius);
        else painter.list.AddRectFilled(from, to, to_imgui(item.fill));
    }
    if (item.stroke.alpha == 0) return;
    if (item.pattern == Pattern::hatched) return draw_hatch(painter, item, from, to);
    painter.list.AddRect(from, to, to_imgui(item.stroke), radius, 0,
                         painter.wide(item.stroke_width));
}

void draw_head(const Painter& painter, ImVec2 before, ImVec2 tip, const Item& item) {
    const float dx = tip.x - before.x;
    const float dy = tip.y - before.y;
    const float length = std::sqrt(dx * dx + dy * dy);
    if (length < 0.5F) return;
    const float size = (4 + 2 * item.stroke_width) * static_cast<float>(painter.zoom);
    const ImVec2 along{dx / length * size, dy / length * size};
    const ImVec2 across{-along.y * 0.5F, along.x * 0.5F};
    painter.list.AddTriangleFilled(tip, {tip.x - along.x + across.x, tip.y - along.y + across.y},
                                   {tip.x - along.x - across.x, tip.y - along.y - across.y},
                                   to_imgui(item.stroke));
}

void draw_line(const Painter& painter, const Item& item) {
    ImVec2 from = painter.at(item.box.x, item.box.y);
    ImVec2 to = painter.at(item.box.right(), item.box.bottom());
    const float width = painter.wide(item.stroke_width);
    const bool is_straight = from.x == to.x || from.y == to.y;
    if (is_straight && width < 1.6F) {  // on the pixels, not between them
        from = {std::floor(from.x) + 0.5F, std::floor(from.y) + 0.5F};
        to = {std::floor(to.x) + 0.5F, std::floor(to.y) + 0.5F};
    }
    if (item.is_dashed) {
        const float dx = to.x - from.x;
        const float dy = to.y - from.y;
        const float length = std::max(std::sqrt(dx * dx + dy * dy), 1.0F);
        const float dash = 5 * static_cast<float>(painter.zoom);
        for (int i = 0; static_cast<float>(i) * dash < length && i < 4000; i += 2) {
            const float a = static_cast<float>(i) * dash / length;
            const float b = std::min(static_cast<float>(i + 1) * dash / length, 1.0F);
            painter.list.AddLine({from.x + dx * a, from.y + dy * a},
                                 {from.x + dx * b, from.y + dy * b}, to_imgui(item.stroke), width);
        }
        return;
    }
    painter.list.AddLine(from, to, to_imgui(item.stroke), width);
    if (item.has_arrow) draw_head(painter, from, to, item);
}

/// An area above a straight base: ImGui fills convex shapes only.
void draw_area(const Painter& painter, const Item& item, std::span<const Point> points) {
    const double base = points.front().y;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        if (points[i + 1].x <= points[i].x) continue;
        const double top = std::min(points[i].y, points[i + 1].y);
        if (top < base)
            painter.list.AddRectFilled(painter.at(points[i].x, top),
                                       painter.at(points[i + 1].x, base), to_imgui(item.fill));
    }
}

void draw_path(const Painter& painter, const Item& item) {
    const std::span<const Point> points = painter.scene.points(item);
    if (points.size() < 2) return;
    if (item.role == Role::depth) return draw_area(painter, item, points);
    std::vector<ImVec2> at;
    at.reserve(points.size());
    for (const Point& point : points) at.push_back(painter.at(point.x, point.y));
    const auto count = static_cast<int>(at.size());
    if (item.is_closed && item.fill.alpha > 0)
        painter.list.AddConvexPolyFilled(at.data(), count, to_imgui(item.fill));
    if (item.stroke.alpha > 0)
        painter.list.AddPolyline(at.data(), count, to_imgui(item.stroke),
                                 item.is_closed ? ImDrawFlags_Closed : ImDrawFlags_None,
                                 painter.wide(item.stroke_width));
    if (item.has_arrow) draw_head(painter, at[at.size() - 2], at.back(), item);
}

void draw_text(const Painter& painter, const Item& item) {
    const double size = static_cast<double>(item.size) * painter.zoom;
    if (size < 4) return;
    ImFont* const font = painter.fonts.find(item.face, size);
    if (font == nullptr) return;
    const std::string_view text = painter.scene.text(item.text);
    painter.fonts.want(text);
    double x = item.box.x;
    if (item.align != TextAlign::left) {
        const double slack =
            item.box.width - text_width(item.face, static_cast<double>(item.size), text);
        x += item.align == TextAlign::middle ? slack / 2 : slack;
    }
    const ImVec2 base = painter.at(x, static_cast<double>(item.baseline));
    const float top = std::round(base.y) - static_cast<float>(std::round(ascent(item.face, size)));
    painter.list.AddText(font, line_height(item.face, size), {base.x, top}, to_imgui(item.fill),
                         text.data(), text.data() + text.size());
}

}  // namespace

ImU32 to_imgui(Color color) { return IM_COL32(color.red, color.green, color.blue, color.alpha); }

void draw_scene(ImDrawList& list, FontAtlas& fonts, const Scene& scene, ImVec2 origin,
                double zoom) {
    const Painter painter{list, fonts, scene, origin, zoom};
    for (const Item& item : scene.items()) {
        switch (item.kind) {
            case ItemKind::rectangle: draw_rectangle(painter, item); break;
            case ItemKind::line: draw_line(painter, item); break;
            case ItemKind::text: draw_text(painter, item); break;
            case ItemKind::path: draw_path(painter, item); break;
        }
    }
}

}  // namespace ui::gui
