#include "ui/export/format.hpp"

#include <array>

#include "ui/export/gif.hpp"
#include "ui/export/pptx.hpp"
#include "ui/export/raster.hpp"
#include "ui/export/svg.hpp"
#include "ui/layout/request.hpp"

namespace ui {

namespace {

constexpr std::array picture_rows{
    PictureRow{PictureKind::timeline, "timeline", "what ran and waited where, over time",
               sim::TraceLevel::spans},
    PictureRow{PictureKind::state, "state", "queues, pool and loop at one step",
               sim::TraceLevel::full},
    PictureRow{PictureKind::steps, "steps", "every step as a picture of its state",
               sim::TraceLevel::full},
    PictureRow{PictureKind::request, "request", "what one request of a load waited for",
               sim::TraceLevel::spans},
    PictureRow{PictureKind::latency, "latency", "how the latencies of a load are distributed",
               sim::TraceLevel::none},
    PictureRow{PictureKind::sweep, "sweep", "forecasts of many values, from a result of sweep",
               sim::TraceLevel::none, "sweep"},
    PictureRow{PictureKind::orders, "orders", "every order in which a program may print",
               sim::TraceLevel::none, "explore"},
};

std::string write_svg(std::span<const Scene> scenes, double width) {
    return to_svg(scenes.front(), width);
}

std::string write_png(std::span<const Scene> scenes, double width) {
    return to_png(scenes.front(), width);
}

constexpr std::array format_rows{
    PictureFormatRow{"svg", ".svg", "vector picture with real text", PictureKind::timeline, false,
                     write_svg},
    PictureFormatRow{"png", ".png", "pixels", PictureKind::timeline, false, write_png,
                     undrawn_letters},
    PictureFormatRow{"pdf", ".pdf", "pages with searchable text", PictureKind::timeline, true,
                     to_pdf, undrawn_letters},
    PictureFormatRow{"pptx", ".pptx", "slides of shapes that can be edited, with notes",
                     PictureKind::steps, true, to_pptx},
    PictureFormatRow{"gif", ".gif", "the steps as an animation", PictureKind::steps, true, to_gif,
                     undrawn_letters},
    PictureFormatRow{"html", ".html", "a page that plays the steps", PictureKind::steps, true,
                     nullptr},
};

}  // namespace

std::span<const PictureRow> pictures() { return picture_rows; }

const PictureRow* find_picture(std::string_view name) {
    for (const PictureRow& row : picture_rows) {
        if (row.name == name) return &row;
    }
    return nullptr;
}

std::string picture_names(std::string_view separator) {
    std::string names;
    for (const PictureRow& row : picture_rows)
        names.append(names.empty() ? "" : separator).append(row.name);
    return names;
}

std::vector<Scene> scenes_of(PictureKind kind, const Subject& subject,
                             const PictureOptions& options) {
    std::vector<Scene> scenes;
    switch (kind) {
        case PictureKind::timeline: scenes.push_back(timeline_picture(subject, options)); break;
        case PictureKind::request:
            if (!subject.trace->requests.empty())
                scenes.push_back(request_picture(subject, options));
            break;
        case PictureKind::latency:
            if (has_latencies(*subject.trace)) scenes.push_back(latency_picture(subject, options));
            break;
        case PictureKind::sweep:
        case PictureKind::orders: break;
        case PictureKind::state: scenes.push_back(state_picture(subject, options)); break;
        case PictureKind::steps: {
            PictureOptions at = options;
            for (std::size_t i = 0; i < subject.steps.size(); ++i) {
                const sim::Instant from = subject.trace->events[subject.steps[i].first].at;
                if ((options.from && from < *options.from) || (options.to && from > *options.to))
                    continue;
                at.step = i;
                scenes.push_back(state_picture(subject, at));
            }
            break;
        }
    }
    return scenes;
}

std::span<const PictureFormatRow> picture_formats() { return format_rows; }

const PictureFormatRow* find_picture_format(std::string_view format, std::string_view path) {
    for (const PictureFormatRow& row : format_rows) {
        if (format.empty() ? path.ends_with(row.ending) : format == row.name) return &row;
    }
    return nullptr;
}

}  // namespace ui
