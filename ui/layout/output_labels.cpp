// The lines that a program prints, on a timeline: each label begins at its moment. Where the next one comes too soon for
// its text they stand on up to three levels, so that short words are whole.
#include <algorithm>
#include <string>
#include <vector>

#include "ui/fonts/metrics.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui {

namespace {

constexpr std::size_t levels_max = 3;
constexpr double least_width = 2;  // of a label
constexpr double text_least = 18;  // of one that shows its text

struct Label {
    std::uint32_t line = 0;  // index into the trace's outputs
    double x = 0;
    double width = 0;
    double wanted = 0;  // the width of its text
    std::size_t level = 0;

    [[nodiscard]] bool is_cut() const { return width < wanted - 0.01; }
};

std::string text_of(const View& view, std::uint32_t line) {
    return to_plain_line(view.trace.names.text(view.trace.outputs[line].text));
}

/// Each on the first level that is free at its moment; if none is, the label that ends first is cut.
std::vector<Label> place(const Track& track, const Scale& scale, const View& view,
                         std::size_t levels) {
    std::vector<Label> labels;
    std::vector<std::size_t> last(levels, index_absent);  // of each level, in `labels`
    const auto free_from = [&](std::size_t label) {
        return label == index_absent ? scale.left() : labels[label].x + labels[label].width + 1;
    };
    const auto free_at = [&](double x) {
        return std::ranges::find_if(
            last, [&](std::size_t before) { return free_from(before) <= x + 0.01; });
    };
    for (const Output& output : track.outputs) {
        if (output.at < scale.from() || output.at > scale.to()) continue;
        Label label{.line = output.line, .x = scale.x(output.at)};
        if (label.x + least_width > scale.right()) continue;
        auto level = free_at(label.x);
        if (level == last.end()) {
            level = std::ranges::min_element(last, {}, free_from);
            Label& before = labels[*level];
            const double room = label.x - 1 - before.x;
            // Of many lines most end here, before they are measured.
            if (room < least_width) continue;
            before.width = room;
        }
        label.wanted = text_width(Face::mono, text_small, text_of(view, label.line)) + 14;
        // At the end of the axis a label may begin before its moment, though behind the one before.
        const double first = labels.empty() ? scale.left() : labels.back().x + 1;
        const double at_end = std::max(scale.right() - label.wanted, first);
        if (const auto free = free_at(at_end); at_end < label.x && free != last.end()) {
            level = free;
            label.x = at_end;
        }
        label.width = std::min(label.wanted, scale.right() - label.x);
        label.level = static_cast<std::size_t>(level - last.begin());
        *level = labels.size();
        labels.push_back(label);
    }
    return labels;
}

}  // namespace

std::size_t output_levels(const Track& track, const Scale& scale, const View& view) {
    std::size_t best = 1;
    std::ptrdiff_t fewest = 0;
    for (std::size_t levels = 1; levels <= levels_max; ++levels) {
        const std::vector<Label> labels = place(track, scale, view, levels);
        const std::ptrdiff_t cut = std::ranges::count_if(labels, &Label::is_cut);
        if (levels == 1 || cut < fewest) {
            best = levels;
            fewest = cut;
        }
    }
    return best;
}

void draw_outputs(Frame& frame, const RowBox& row, const Scale& scale, const View& view) {
    if (row.track->outputs.empty()) return;
    Scene& scene = frame.scene;
    const auto levels = static_cast<std::size_t>(std::max(1.0, row.box.height / row.level + 0.5));
    // However high the row is, its labels stand close together.
    const double pitch = std::min(row.level, 25.0);
    const double top = row.box.y + (row.box.height - pitch * static_cast<double>(levels)) / 2;
    const double height = std::min(20.0, pitch - 1);
    for (const Label& label : place(*row.track, scale, view, levels)) {
        const std::string text = text_of(view, label.line);
        const double middle = top + pitch * (static_cast<double>(label.level) + 0.5);
        const Box box{label.x + 0.5, middle - height / 2, label.width, height};
        Item& back = scene.rectangle(Role::output, box, frame.theme->panel);
        back.stroke = frame.theme->border;
        back.stroke_width = 1;
        back.radius = static_cast<float>(std::min(3.0, box.width / 3));
        scene.set_title(back, text);
        if (box.width >= text_least)
            scene.text(Role::output, box.inset(box.width < 34 ? 2 : 6, 0), text,
                       {.face = Face::mono, .size = text_small, .color = frame.theme->ink});
    }
}

}  // namespace ui
