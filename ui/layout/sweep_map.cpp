// A map of the values of two fields: the second to the right, the first upwards. Colours are of one hue and fall in
// lightness, by the logarithm of the latency, so that grey print keeps them. More cells than pixels are shown by the worst of
// those that fall together.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/sweep_parts.hpp"

namespace ui {

namespace {

constexpr double cell_min = 4;     // pixels
constexpr double key_width = 124;  // of the key to the colours
constexpr std::array<Color, 5> ramp{rgb(0xE3F0F9), rgb(0xA6CFEA), rgb(0x56A5D6), rgb(0x0072B2),
                                    rgb(0x00344F)};
constexpr Color black = rgb(0x000000);
constexpr Color white = rgb(0xFFFFFF);

Color ramp_at(double share) {
    const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(ramp.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(at), ramp.size() - 2);
    const double part = at - static_cast<double>(index);
    const auto mix = [part](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>(std::lround(a + (b - a) * part));
    };
    const Color& a = ramp[index];
    const Color& b = ramp[index + 1];
    return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue), 255};
}

Color ink_on(Color fill) {
    // On any grey one of the two has a contrast of 4.58.
    return contrast(black, fill) > contrast(white, fill) ? black : white;
}

class Map {
public:
    Map(Frame& frame, const SweepView& view)
        : frame_(frame),
          view_(view),
          down_(view.sweep->dimensions[0].values),
          across_(view.sweep->dimensions[1].values) {}

    void draw() {
        place();
        if (plot_.width < 40 || plot_.height < 20) return;  // a window may be as small
        find_range();
        draw_cells();
        draw_contour();
        draw_values();
        draw_key();
    }

private:
    struct Cell {
        std::size_t index = 0;
        const SweepFigure* figure = nullptr;
    };

    void place() {
        double names = 30;
        for (const std::string& value : down_)
            names = std::max(names, text_width(Face::sans, text_small, value) + 2);
        names = std::min(names, 140.0) + 10;
        const Box& body = frame_.body;
        plot_ = {body.x + names, body.y + 26, body.width - names - key_width - 24,
                 body.height - 26 - 46};
        const auto group = [](std::size_t count, double room) {
            return static_cast<std::size_t>(
                std::max(1.0, std::ceil(static_cast<double>(count) * cell_min / room)));
        };
        group_across_ = group(across_.size(), plot_.width);
        group_down_ = group(down_.size(), plot_.height);
        columns_ = (across_.size() + group_across_ - 1) / group_across_;
        rows_ = (down_.size() + group_down_ - 1) / group_down_;
    }

    [[nodiscard]] double value_of(const SweepFigure& figure) const {
        if (is_overloaded(figure)) return 1e19;
        const std::optional<SweepLatency>& latency = figure.latencies[view_.percentile];
        return latency ? latency->value : 0;
    }

    /// The worst of the cells that share a place.
    [[nodiscard]] Cell cell_at(std::size_t column, std::size_t row) const {
        Cell worst;
        for (std::size_t i = row * group_down_; i < std::min((row + 1) * group_down_, down_.size());
             ++i) {
            for (std::size_t k = column * group_across_;
                 k < std::min((column + 1) * group_across_, across_.size()); ++k) {
                const std::size_t index = i * across_.size() + k;
                const std::optional<SweepFigure>& figure = view_.sweep->cells[index];
                const bool is_worse = figure && (worst.figure == nullptr ||
                                                 value_of(*figure) > value_of(*worst.figure));
                if (is_worse) worst = {index, &*figure};
            }
        }
        if (worst.figure == nullptr)
            worst.index = row * group_down_ * across_.size() + column * group_across_;
        return worst;
    }

    void find_range() {
        low_ = 1e18;
        high_ = 0;
        for (const std::optional<SweepFigure>& figure : view_.sweep->cells) {
            if (!figure || is_overloaded(*figure) || !figure->latencies[view_.percentile]) continue;
            low_ = std::min(low_, std::max(value_of(*figure), 1.0));
            high_ = std::max(high_, std::max(value_of(*figure), 1.0));
        }
    }
    [[nodiscard]] double share_of(double ns) const {
        if (high_ <= low_) return 0.25;
        return (std::log(std::max(ns, 1.0)) - std::log(low_)) / (std::log(high_) - std::log(low_));
    }

    [[nodiscard]] Box box_of(std::size_t column, std::size_t row) const {
        const double width = plot_.width / static_cast<double>(columns_);
        const double height = plot_.height / static_cast<double>(rows_);
        return {plot_.x + width * static_cast<double>(column),
                plot_.bottom() - height * static_cast<double>(row + 1), width, height};
    }

    void draw_cells() {
        Scene& scene = frame_.scene;
        const Theme& theme = *frame_.theme;
        for (std::size_t row = 0; row < rows_; ++row) {
            for (std::size_t column = 0; column < columns_; ++column) {
                const Cell cell = cell_at(column, row);
                const Box box = box_of(column, row);
                const double gap = box.width > 16 && box.height > 16 ? 1 : 0;
                Color fill = theme.background;
                std::string text;
                bool is_over = false;
                if (cell.figure != nullptr && is_overloaded(*cell.figure)) {
                    is_over = true;
                    fill = theme.panel;
                    text = "overload";
                } else if (cell.figure != nullptr && cell.figure->latencies[view_.percentile]) {
                    fill = ramp_at(share_of(value_of(*cell.figure)));
                    text = latency_text(value_of(*cell.figure));
                }
                Item& item = scene.rectangle(Role::span, box.inset(gap, gap), fill);
                if (is_over) {
                    item.pattern = Pattern::hatched;
                    item.stroke = theme.border;
                }
                item.subject = static_cast<std::uint32_t>(cell.index);
                scene.set_title(item, cell_words(view_, cell.index));
                if (!text.empty()) draw_text(box, text, fill, is_over);
            }
        }
    }

    void draw_text(const Box& box, const std::string& text, Color fill, bool is_over) {
        const double width = text_width(Face::sans_bold, text_normal, text) + 10;
        if (box.width < width || box.height < 20) return;
        const Theme& theme = *frame_.theme;
        const Box tag{box.x + (box.width - width) / 2, box.y + box.height / 2 - 10, width, 20};
        if (is_over) frame_.scene.rectangle(Role::label, tag, theme.background).radius = 4;
        frame_.scene.text(Role::label, tag, text,
                          {.face = is_over ? Face::sans : Face::sans_bold,
                           .size = is_over ? text_small : text_normal,
                           .color = is_over ? theme.ink : ink_on(fill),
                           .align = TextAlign::middle});
    }

    /// Along the sides between cells that keep the target and those that do not.
    void draw_contour() {
        if (!view_.target) return;
        const auto is_met = [&](std::size_t column, std::size_t row) -> std::optional<bool> {
            const Cell cell = cell_at(column, row);
            return cell.figure == nullptr ? std::nullopt : meets(view_, *cell.figure);
        };
        const auto side = [&](Point from, Point to) {
            frame_.scene.line(Role::now, from, to, frame_.theme->background,
                              frame_.theme->line + 4.5);
            sides_.emplace_back(from, to);
        };
        for (std::size_t row = 0; row < rows_; ++row) {
            for (std::size_t column = 0; column < columns_; ++column) {
                const std::optional<bool> here = is_met(column, row);
                const Box box = box_of(column, row);
                if (!here) continue;
                if (column + 1 < columns_) {
                    const std::optional<bool> right = is_met(column + 1, row);
                    if (right && *right != *here)
                        side({box.right(), box.y}, {box.right(), box.bottom()});
                }
                if (row + 1 < rows_) {
                    const std::optional<bool> above = is_met(column, row + 1);
                    if (above && *above != *here) side({box.x, box.y}, {box.right(), box.y});
                }
            }
        }
        // Above all the light edges, which part the line from dark cells.
        for (const auto& [from, to] : sides_)
            frame_.scene.line(Role::now, from, to, rgb(0xD55E00), frame_.theme->line + 2);
    }

    void draw_values() {
        Scene& scene = frame_.scene;
        const Theme& theme = *frame_.theme;
        scene.text(Role::label, {frame_.body.x, frame_.body.y - 2, plot_.width, 20},
                   view_.sweep->dimensions[0].field,
                   {.face = Face::sans_bold, .size = text_normal, .color = theme.ink});
        scene.text(Role::label, {plot_.x, plot_.bottom() + 25, plot_.width, 20},
                   view_.sweep->dimensions[1].field,
                   {.face = Face::sans_bold,
                    .size = text_normal,
                    .color = theme.ink,
                    .align = TextAlign::middle});
        double free_above = scene.height();
        for (std::size_t row = 0; row < rows_; ++row) {
            const Box box = box_of(0, row);
            const double y = box.y + box.height / 2 - 9;
            if (y + 18 > free_above) continue;
            scene.text(Role::axis, {frame_.body.x, y, plot_.x - frame_.body.x - 10, 18},
                       down_[row * group_down_],
                       {.size = text_small, .color = theme.muted, .align = TextAlign::right});
            free_above = y - 2;
        }
        double free_from = plot_.x - 20;
        for (std::size_t column = 0; column < columns_; ++column) {
            const std::string& value = across_[column * group_across_];
            const Box box = box_of(column, 0);
            const double width = text_width(Face::sans, text_small, value) + 1;
            const double left = box.x + (box.width - width) / 2;
            if (left < free_from) continue;
            scene.text(Role::axis, {left, plot_.bottom() + 5, width, 18}, value,
                       {.size = text_small, .color = theme.muted, .align = TextAlign::middle});
            free_from = left + width + 10;
        }
    }

    void draw_key() {
        Scene& scene = frame_.scene;
        const Theme& theme = *frame_.theme;
        const double x = plot_.right() + 24;
        const auto say = [&](double y, std::string_view text, Face face = Face::sans) {
            scene.text(Role::legend, {x + 22, y, key_width - 22, 18}, text,
                       {.face = face, .size = text_small, .color = theme.muted});
        };
        double y = plot_.y;
        if (high_ > 0) {
            scene.text(Role::legend, {x, y - 22, key_width, 18},
                       sweep_percentile_name(view_.percentile),
                       {.face = Face::sans_bold, .size = text_normal, .color = theme.ink});
            constexpr int parts = 24;
            const double length = std::min(plot_.height - 110, 190.0);
            if (length > 60) {
                for (int i = 0; i < parts; ++i)
                    scene.rectangle(Role::legend,
                                    {x, y + length / parts * i, 14, length / parts + 0.4},
                                    ramp_at(1 - (i + 0.5) / parts));
                say(y - 2, latency_text(high_));
                if (high_ > low_) {
                    say(y + length / 2 - 9, latency_text(std::sqrt(low_ * high_)));
                    say(y + length - 16, latency_text(low_));
                }
                y += length + 18;
            }
        }
        if (view_.target && y + 40 < plot_.bottom()) {
            scene.line(Role::legend, {x, y + 9}, {x + 15, y + 9}, rgb(0xD55E00), theme.line + 2);
            say(y, target_words(*view_.target));
            y += 26;
        }
        const bool has_over =
            std::any_of(view_.sweep->cells.begin(), view_.sweep->cells.end(),
                        [](const auto& figure) { return figure && is_overloaded(*figure); });
        if (!has_over || y + 40 > plot_.bottom()) return;
        Item& sample = scene.rectangle(Role::legend, {x, y + 2, 14, 14}, theme.panel);
        sample.pattern = Pattern::hatched;
        sample.stroke = theme.border;
        say(y, "more load than");
        say(y + 16, "can be served");
    }

    Frame& frame_;
    const SweepView& view_;
    const std::vector<std::string>& down_;
    const std::vector<std::string>& across_;
    Box plot_;
    std::size_t group_across_ = 1;
    std::size_t group_down_ = 1;
    std::size_t columns_ = 1;
    std::size_t rows_ = 1;
    double low_ = 0;
    double high_ = 0;
    std::vector<std::pair<Point, Point>> sides_;
};

}  // namespace

void draw_sweep_map(Frame& frame, const SweepView& view) { Map{frame, view}.draw(); }

}  // namespace ui
