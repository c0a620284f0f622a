#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/fonts/fonts.hpp"

namespace ui {

struct Color {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;  // 0: not drawn

    friend constexpr bool operator==(const Color&, const Color&) = default;
};
constexpr Color transparent{0, 0, 0, 0};
[[nodiscard]] constexpr Color rgb(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value >> 16U), static_cast<std::uint8_t>(value >> 8U),
            static_cast<std::uint8_t>(value), 255};
}
[[nodiscard]] constexpr Color faded(Color color, std::uint8_t alpha) {
    return {color.red, color.green, color.blue, alpha};
}
/// `top` painted over `bottom`, which is opaque.
[[nodiscard]] Color blended(Color top, Color bottom);
/// Ratio of the luminances of two opaque colours, 1 to 21 (WCAG 2.2, contrast ratio).
[[nodiscard]] double contrast(Color a, Color b);

struct Point {
    double x = 0;
    double y = 0;
};

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    [[nodiscard]] double right() const { return x + width; }
    [[nodiscard]] double bottom() const { return y + height; }
    [[nodiscard]] Box inset(double by) const { return inset(by, by); }
    [[nodiscard]] Box inset(double across, double down) const {
        return {x + across, y + down, width - 2 * across, height - 2 * down};
    }
};

/// What an item is in the picture; names the groups and ids in files.
enum class Role : std::uint8_t {
    background,
    heading,
    panel,
    label,
    grid,
    axis,
    span,
    depth,
    queue,
    phase,
    output,
    code,
    arrow,
    now,
    legend,
    caption,
    curve,
};
[[nodiscard]] std::string_view to_text(Role role);

enum class ItemKind : std::uint8_t { rectangle, line, text, path };
enum class TextAlign : std::uint8_t { left, middle, right };
enum class Pattern : std::uint8_t { solid, hatched };  // hatched: lines in `stroke` over `fill`

constexpr std::uint32_t index_absent = 0xFFFF'FFFFU;

/// One mark. Everything a writer needs and nothing it has to decide: no clipping, no wrapping, no measuring.
struct Item {
    ItemKind kind = ItemKind::rectangle;
    Role role = Role::panel;
    Pattern pattern = Pattern::solid;
    Face face = Face::sans;
    TextAlign align = TextAlign::left;
    bool is_dashed = false;
    bool has_arrow = false;    // lines and open paths: at the end
    bool is_closed = false;    // paths
    Box box;                   // of a text: its room; of a line: from (x, y) to (right, bottom)
    Color fill = transparent;  // of a text: its colour
    Color stroke = transparent;
    float stroke_width = 0;
    float radius = 0;
    float size = 0;                        // of a text, pixels per em
    float baseline = 0;                    // of a text
    std::uint32_t text = index_absent;     // of a text: what is written
    std::uint32_t title = index_absent;    // the whole text or an explanation; shown on hover
    std::uint32_t subject = index_absent;  // the task, request or lane that it shows
    std::uint32_t first = 0;               // of a path: its points
    std::uint32_t count = 0;
};

/// A picture as a list of marks, drawn in order; a value without any reference to the trace.
class Scene {
public:
    Scene() = default;
    Scene(double width, double height) : width_(width), height_(height) {}

    [[nodiscard]] double width() const { return width_; }
    [[nodiscard]] double height() const { return height_; }
    [[nodiscard]] std::span<const Item> items() const { return items_; }
    [[nodiscard]] std::string_view text(std::uint32_t index) const { return texts_[index]; }
    [[nodiscard]] std::span<const Point> points(const Item& item) const {
        return std::span{points_}.subspan(item.first, item.count);
    }

    /// What the picture is and shows, for readers who do not see it.
    std::string title;
    std::string description;
    std::string caption;  // the sentence below it, whole; the notes of a slide

    Item& rectangle(Role role, Box box, Color fill);
    Item& line(Role role, Point from, Point to, Color color, double width);
    Item& path(Role role, std::span<const Point> points, bool is_closed);

    struct Style {
        Face face = Face::sans;
        double size = 13;
        Color color;
        TextAlign align = TextAlign::left;
    };
    /// One line in `room`, vertically in its middle; what does not fit ends with "…" and has the whole as its title.
    /// Null if not even one letter fits: then nothing is written.
    Item* text(Role role, Box room, std::string_view line, const Style& style);
    void set_title(Item& item, std::string_view title);
    /// What was added last; there is something.
    [[nodiscard]] Item& last() { return items_.back(); }

private:
    std::uint32_t store(std::string_view text);

    double width_ = 0;
    double height_ = 0;
    std::vector<Item> items_;
    std::vector<Point> points_;
    std::vector<std::string> texts_;
};

/// One line an item, with all numbers rounded to tenths of a pixel: for golden tests.
[[nodiscard]] std::string to_text(const Scene& scene);

/// `text` cut into lines of at most `width` between words; the last of `lines_max` lines holds all the rest.
[[nodiscard]] std::vector<std::string> wrap(Face face, double size, std::string_view text,
                                            double width, std::size_t lines_max);

}  // namespace ui
