#include "ui/gui/lanes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/explain/diagnosis.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/density.hpp"

namespace ui::gui {

namespace {

constexpr double label_width = 118;
constexpr double edge = 10;
constexpr double row_gap = 6;
constexpr std::size_t iterations_max = 50'000;
constexpr std::size_t ticks_max = 3000;

struct Height {
    double level = 0;
    double levels = 1;
    double depth = 0;
};

Height height_of(const Track& track) {
    const auto levels = static_cast<double>(std::max<std::size_t>(track.levels.size(), 1));
    const double depth = track.depth_max > 1 || track.kind == TrackKind::pool_queue ? 16 : 0;
    switch (track.kind) {
        case TrackKind::phases: return {22, 1, 0};
        case TrackKind::stack: return {28, levels, 0};
        case TrackKind::ticks:
        case TrackKind::microtasks: return {22, levels, depth};
        case TrackKind::timers:
        case TrackKind::outside:
            return track.levels.empty() ? Height{0, 0, 34} : Height{16, levels, 0};
        case TrackKind::pool_queue: return {0, 0, 34};
        case TrackKind::worker: return {22, levels, 0};
        case TrackKind::station: return {20, levels, depth};
        case TrackKind::output: return {24, 1, 0};
    }
    return {};
}

double x_of(const Lanes& lanes, Position at) { return lanes.scale.x(at); }

void draw_band(Scene& scene, const Lanes& lanes, const Span& span, Color color,
               const Theme& theme) {
    if (span.to < lanes.scale.from() || span.from > lanes.scale.to()) return;
    const double x = x_of(lanes, span.from);
    const double width = std::max(x_of(lanes, span.to) - x, 1.0);
    scene.rectangle(Role::now, {x, lanes.plot.y, width, lanes.plot.height},
                    blended(color, theme.background));
    for (const double at : {x, x + width})
        scene.line(Role::now, {at, lanes.plot.y}, {at, lanes.plot.bottom()}, theme.muted, 1);
}

/// A text on a panel of its own, kept inside the plot.
void draw_tag(Scene& scene, const Lanes& lanes, double middle, double y, const std::string& text,
              const Theme& theme) {
    const double width = text_width(Face::sans_bold, text_small, text) + 14;
    const double x = std::clamp(middle - width / 2, lanes.plot.x,
                                std::max(lanes.plot.right() - width, lanes.plot.x));
    const Box box{x, y, width, 20};
    Item& back = scene.rectangle(Role::now, box, theme.ink);
    back.radius = 4;
    scene.text(Role::now, box, text,
               {.face = Face::sans_bold,
                .size = text_small,
                .color = theme.background,
                .align = TextAlign::middle});
}

void draw_measure(Scene& scene, const AppState& state, const Lanes& lanes, const Theme& theme,
                  double hover) {
    std::optional<Span> span = state.measure;
    if (state.measure_from) {
        const Position other = hover >= 0 ? lanes.scale.position(hover) : state.cursor;
        span = Span{std::min(*state.measure_from, other), std::max(*state.measure_from, other)};
    }
    if (!span || span->to < lanes.scale.from() || span->from > lanes.scale.to()) return;
    const double from = x_of(lanes, span->from);
    const double to = x_of(lanes, span->to);
    const double y = lanes.plot.y + 12;
    for (const double at : {from, to}) {
        Item& line =
            scene.line(Role::now, {at, lanes.plot.y}, {at, lanes.plot.bottom()}, theme.ink, 1.5);
        line.is_dashed = true;
    }
    scene.line(Role::now, {from, y + 10}, {to, y + 10}, theme.ink, 1.5);
    draw_tag(scene, lanes, (from + to) / 2, y, to_short(sim::Duration{span->length()}), theme);
}

void draw_hover(Scene& scene, const Lanes& lanes, const Theme& theme, double hover) {
    if (hover < lanes.plot.x || hover > lanes.plot.right()) return;
    scene.line(Role::now, {hover, lanes.plot.y}, {hover, lanes.plot.bottom()}, theme.muted, 1);
    draw_tag(scene, lanes, hover, lanes.plot.bottom() + 4,
             to_short(sim::Duration{std::max<Position>(lanes.scale.position(hover), 0)}), theme);
}

void draw_bookmarks(Scene& scene, const AppState& state, const Lanes& lanes) {
    for (std::size_t i = 0; i < state.bookmarks.size(); ++i) {
        const Position at = state.bookmarks[i];
        if (at < lanes.scale.from() || at > lanes.scale.to()) continue;
        const double x = x_of(lanes, at);
        scene.line(Role::now, {x, lanes.plot.y}, {x, lanes.plot.bottom()}, row_of(Hue::tick).fill,
                   1.5);
        const Box flag{std::min(x, lanes.plot.right() - 20), lanes.plot.y, 20, 16};
        scene.rectangle(Role::now, flag, row_of(Hue::tick).fill).radius = 2;
        scene.text(Role::now, flag, std::to_string(i + 1),
                   {.face = Face::sans_bold,
                    .size = text_small,
                    .color = row_of(Hue::tick).ink,
                    .align = TextAlign::middle});
    }
}

void outline(Scene& scene, const Box& box, const Theme& theme, double width) {
    Item& frame = scene.rectangle(
        Role::now, {box.x - 1, box.y - 1, std::max(box.width, 2.0) + 2, box.height + 2},
        transparent);
    frame.stroke = theme.ink;
    frame.stroke_width = static_cast<float>(width);
    frame.radius = 3;
}

void arrow(Scene& scene, Point from, Point to, const Theme& theme) {
    const double middle = std::abs(to.y - from.y) < 2 ? from.y - 9 : (from.y + to.y) / 2;
    const std::array<Point, 4> points{{from, {from.x, middle}, {to.x, middle}, to}};
    Item& path = scene.path(Role::arrow, points, false);
    path.stroke = theme.ink;
    path.stroke_width = static_cast<float>(theme.line);
    path.has_arrow = true;
}

/// An arrow from one interval, left at `at`, to the beginning of another.
void connect(Scene& scene, const Document& document, const Lanes& lanes, const Place& from,
             Position at, const Place& to, const Theme& theme) {
    const std::optional<Box> a = box_of(document, lanes, from);
    const std::optional<Box> b = box_of(document, lanes, to);
    if (!a || !b) return;
    const bool is_down = b->y > a->y;
    const double x = std::clamp(x_of(lanes, at), a->x, a->right());
    const double target = b->x + std::min(4.0, b->width / 2);
    arrow(scene, {x, is_down ? a->bottom() : a->y}, {target, is_down ? b->y : b->bottom()}, theme);
}

/// Where a worker had the task of a run.
std::optional<Place> work_of(const Document& document, const sim::TaskFacts& facts,
                             sim::TaskId task) {
    if (facts.begun == sim::history_none) return std::nullopt;
    const sim::TraceEvent& event = document.trace().events[facts.begun];
    return document.find_place(TrackKind::worker, event.lane, event.at.ns, task.value);
}

/// What caused the selected run, the work that it waited for, and what it made.
void draw_causes(Scene& scene, const AppState& state, const Document& document, const Lanes& lanes,
                 const Theme& theme) {
    const std::uint32_t index = document.run_of(*state.selected);
    if (index == sim::history_none) return;
    const sim::History& history = *document.history();
    const sim::TaskRun& run = history.runs()[index];
    const sim::TaskFacts& facts = history.facts(run.task);
    const std::optional<Place> own = document.place_of_run(index);
    const std::optional<Place> work = work_of(document, facts, run.task);
    if (facts.maker != sim::history_none && facts.maker != index) {
        const std::optional<Place> maker = document.place_of_run(facts.maker);
        const Position made = history.at(facts.made).ns;
        if (maker && work) connect(scene, document, lanes, *maker, made, *work, theme);
        else if (maker && own) connect(scene, document, lanes, *maker, made, *own, theme);
    }
    if (work && own)
        connect(scene, document, lanes, *work, document.span_of(*work).to, *own, theme);
    std::size_t shown = 0;
    for (std::uint32_t i = index + 1; i < history.runs().size() && shown < 12 && i < index + 2000;
         ++i) {
        const sim::TaskRun& other = history.runs()[i];
        const sim::TaskFacts& other_facts = history.facts(other.task);
        if (other_facts.maker != index || other_facts.first_run != i) continue;
        std::optional<Place> to = work_of(document, other_facts, other.task);
        if (!to) to = document.place_of_run(i);
        if (!to || !own) continue;
        connect(scene, document, lanes, *own, history.at(other_facts.made).ns, *to, theme);
        ++shown;
    }
}

void draw_selected(Scene& scene, const AppState& state, const Document& document,
                   const Lanes& lanes, const Theme& theme) {
    if (!state.selected || !document.has(*state.selected)) return;
    for (std::size_t i = 0; i < state.related.size() && i < 40; ++i) {
        if (const std::optional<Box> box = box_of(document, lanes, state.related[i]))
            outline(scene, *box, theme, 1);
        if (i > 0)
            connect(scene, document, lanes, state.related[i - 1],
                    document.span_of(state.related[i - 1]).to, state.related[i], theme);
    }
    if (document.history() != nullptr) draw_causes(scene, state, document, lanes, theme);
    if (const std::optional<Box> box = box_of(document, lanes, *state.selected))
        outline(scene, *box, theme, theme.line + 0.8);
}

/// A tick below each interval that was found.
void draw_found(Scene& scene, const AppState& state, const Document& document, const Lanes& lanes,
                const Theme& theme) {
    const std::vector<Place>& places = state.found.places;
    auto first = std::lower_bound(
        places.begin(), places.end(), lanes.scale.from(),
        [&](const Place& place, Position at) { return document.span_of(place).from < at; });
    double last = -10;
    for (std::size_t shown = 0; first != places.end() && shown < ticks_max; ++first) {
        if (document.span_of(*first).from > lanes.scale.to()) break;
        const std::optional<Box> box = box_of(document, lanes, *first);
        if (!box || (box->x - last < 1 && box->x >= last)) continue;
        last = box->x;
        scene.rectangle(Role::now, {box->x, box->bottom() - 1, std::max(box->width, 2.0), 3},
                        theme.ink);
        ++shown;
    }
}

}  // namespace

Lanes place_lanes(const Document& document, const Span& view, double scroll, double width,
                  double height, std::span<const std::uint32_t> pinned) {
    Lanes lanes;
    lanes.plot = {edge + label_width, 4, std::max(width - label_width - 2 * edge, 50.0),
                  std::max(height - 4 - axis_height, 40.0)};
    lanes.scale = Scale{{view.from, view.to}, lanes.plot.x, lanes.plot.width};
    const double top = lanes.plot.y + head_height;
    const double room = lanes.plot.bottom() - top - 4;
    const std::vector<Track>& tracks = document.tracks().rows;
    const auto is_pinned = [&](std::uint32_t row) {
        return std::find(pinned.begin(), pinned.end(), row) != pinned.end();
    };
    const auto natural_of = [&](const Track& track) {
        const Height row = height_of(track);
        return row.level * row.levels + row.depth;
    };
    double total = 0;
    for (const Track& track : tracks) {
        if (!track.is_empty()) total += std::min(natural_of(track), room) + row_gap;
    }
    lanes.height = total;
    lanes.scroll_max = std::max(total - room, 0.0);
    // What has room to spare gets larger.
    const double stretch = std::clamp(room / std::max(total, 1.0), 1.0, 2.6);
    double y = top;
    double least = top;
    const auto put = [&](std::uint32_t i) {
        const Height row = height_of(tracks[i]);
        const double natural = natural_of(tracks[i]);
        const double fit = std::min(1.0, room / std::max(natural, 1.0)) * stretch;
        const double full = std::min(natural * fit, room);
        const double share = full / std::max(natural, 1.0);
        // Rows are in sight whole or not at all: pictures have no clipping.
        if (y >= least - 0.5 && y + full <= lanes.plot.bottom() + 0.5) {
            lanes.rows.push_back({.track = &tracks[i],
                                  .box = {lanes.plot.x, y, lanes.plot.width, full},
                                  .level = row.level * share,
                                  .depth = row.depth * share});
            lanes.numbers.push_back(i);
        }
        y += full + row_gap * stretch;
    };
    for (const std::uint32_t row : pinned) {
        if (row < tracks.size() && !tracks[row].is_empty()) put(row);
    }
    lanes.pinned = lanes.rows.size();
    lanes.pinned_to = y;
    least = y;
    y -= std::min(scroll, lanes.scroll_max);
    for (std::uint32_t i = 0; i < tracks.size(); ++i) {
        if (!tracks[i].is_empty() && !is_pinned(i)) put(i);
    }
    return lanes;
}

namespace {

/// Ground, rows and axis of any run.
Frame begin_lanes(const AppState& state, const Document& document, const Lanes& lanes, double width,
                  double height) {
    Frame frame;
    frame.scene = Scene{width, height};
    frame.theme = &theme_of(state);
    const Theme& theme = *frame.theme;
    Scene& scene = frame.scene;
    scene.title = document.subject().title;
    scene.rectangle(Role::background, {0, 0, width, height}, theme.background);
    frame.body = {edge, 0, width - 2 * edge, height};
    const PictureOptions options;
    const View view{document.subject(), options, document.trace(), theme, std::nullopt};
    if (document.tracks().iterations.size() <= iterations_max)
        draw_iterations(frame, document.tracks(), lanes.scale, lanes.plot);
    if (state.range && &document == state.document.get())
        draw_band(scene, lanes, *state.range, faded(theme.mark, 90), theme);
    if (lanes.pinned > 0) {
        const double y = lanes.pinned_to - row_gap / 2;
        scene.line(Role::grid, {edge, y}, {lanes.plot.right(), y}, theme.muted, 1.5);
    }
    std::uint32_t used = 0;
    for (const RowBox& row : lanes.rows) {
        draw_label(frame, row, lanes.plot);
        scene.line(Role::grid, {lanes.plot.x, row.box.bottom() + row_gap / 2},
                   {lanes.plot.right(), row.box.bottom() + row_gap / 2}, theme.grid, 1);
        draw_row(frame, row, lanes.scale, view, used);
    }
    draw_axis(frame, document.tracks(), lanes.scale, view, lanes.plot);
    return frame;
}

}  // namespace

Scene lanes_scene(const AppState& state, const Document& document, const Lanes& lanes, double width,
                  double height) {
    Frame frame = begin_lanes(state, document, lanes, width, height);
    const Theme& theme = *frame.theme;
    Scene& scene = frame.scene;
    draw_found(scene, state, document, lanes, theme);
    draw_selected(scene, state, document, lanes, theme);
    draw_bookmarks(scene, state, lanes);
    return std::move(frame.scene);
}

Scene second_lanes_scene(const AppState& state, const Document& document, const Lanes& lanes,
                         double width, double height) {
    Frame frame = begin_lanes(state, document, lanes, width, height);
    Scene& scene = frame.scene;
    const std::string name =
        state.other_path.empty()
            ? fmt::format("B: Node {}, pool of {}, seed {}", document.trace().facts.profile,
                          document.trace().facts.threadpool, document.trace().facts.seed)
            : "B: " + state.other_path.substr(state.other_path.rfind('/') + 1);
    draw_tag(scene, lanes, lanes.plot.right(), lanes.plot.y, name, *frame.theme);
    Lanes first = lanes;  // marks are in the time of the first run
    first.scale = Scale{{state.view.from, state.view.to}, lanes.plot.x, lanes.plot.width};
    draw_bookmarks(scene, state, first);
    return std::move(frame.scene);
}

namespace {

/// Where keys zoom, measure and set bookmarks: a line with a grip, seen once it has been put somewhere.
void draw_cursor(Scene& scene, const AppState& state, const Lanes& lanes, const Theme& theme) {
    const Position at = state.cursor;
    const bool is_in_sight = at >= lanes.scale.from() && at <= lanes.scale.to();
    if (!is_in_sight || at == whole_of(state).from) return;
    const double x = x_of(lanes, at);
    scene.line(Role::now, {x, lanes.plot.y}, {x, lanes.plot.bottom()}, theme.muted, 1).is_dashed =
        true;
    scene.rectangle(Role::now, {x - 3, lanes.plot.y - 3, 6, 8}, theme.ink).radius = 2;
}

}  // namespace

void add_pointer(Scene& scene, const AppState& state, const Lanes& lanes, double hover) {
    Lanes first = lanes;  // marks are in the time of the first run
    first.scale = Scale{{state.view.from, state.view.to}, lanes.plot.x, lanes.plot.width};
    draw_cursor(scene, state, first, theme_of(state));
    draw_measure(scene, state, first, theme_of(state), hover);
    draw_hover(scene, first, theme_of(state), hover);
}

std::optional<Place> place_at(const Document& /*document*/, const Lanes& lanes, Point point) {
    if (point.x < lanes.plot.x || point.x > lanes.plot.right()) return std::nullopt;
    for (std::size_t n = 0; n < lanes.rows.size(); ++n) {
        const RowBox& row = lanes.rows[n];
        if (point.y < row.box.y || point.y >= row.box.bottom() || row.level <= 0) continue;
        const auto l = static_cast<std::size_t>((point.y - row.box.y) / row.level);
        if (l >= row.track->levels.size()) return std::nullopt;
        const Level& level = row.track->levels[l];
        // The pixel around the pointer, not less than a position.
        const Position from = lanes.scale.position(point.x - 1.5);
        const Position to = std::max(lanes.scale.position(point.x + 1.5), from + 1);
        const auto first = static_cast<std::size_t>(
            std::lower_bound(level.to.begin(), level.to.end(), from) - level.to.begin());
        const auto last = static_cast<std::size_t>(
            std::upper_bound(level.from.begin(), level.from.end(), to) - level.from.begin());
        if (first >= last) return std::nullopt;
        return Place{lanes.numbers[n], static_cast<std::uint32_t>(l),
                     static_cast<std::uint32_t>(longest_of(level, first, last))};
    }
    return std::nullopt;
}

std::optional<Box> box_of(const Document& document, const Lanes& lanes, const Place& place) {
    if (!document.has(place)) return std::nullopt;
    const Span span = document.span_of(place);
    if (span.to < lanes.scale.from() || span.from > lanes.scale.to()) return std::nullopt;
    for (std::size_t n = 0; n < lanes.rows.size(); ++n) {
        if (lanes.numbers[n] != place.row) continue;
        const RowBox& row = lanes.rows[n];
        const double x = x_of(lanes, span.from);
        return Box{x, row.box.y + row.level * place.level, std::max(x_of(lanes, span.to) - x, 1.0),
                   row.level};
    }
    return std::nullopt;
}

std::vector<OverviewColumn> overview_columns(const Document& document, std::size_t columns) {
    std::vector<OverviewColumn> made(columns);
    const Span whole = document.whole();
    double workers = 0;
    for (const Track& track : document.tracks().rows)
        workers += track.kind == TrackKind::worker || track.kind == TrackKind::station ? 1 : 0;
    for (const Track& track : document.tracks().rows) {
        const bool is_loop = track.kind == TrackKind::stack || track.kind == TrackKind::ticks ||
                             track.kind == TrackKind::microtasks;
        const bool is_pool = track.kind == TrackKind::worker || track.kind == TrackKind::station;
        if (!is_loop && !is_pool) continue;
        for (const Level& level : track.levels) {
            std::size_t first = 0;
            for (std::size_t c = 0; c < columns && first < level.size(); ++c) {
                const auto at = [&](std::size_t i) {
                    return whole.from + static_cast<Position>(static_cast<double>(whole.length()) *
                                                              static_cast<double>(i) /
                                                              static_cast<double>(columns));
                };
                const Position from = at(c);
                const Position to = std::max(at(c + 1), from + 1);
                first = static_cast<std::size_t>(
                    std::upper_bound(level.to.begin() + static_cast<std::ptrdiff_t>(first),
                                     level.to.end(), from) -
                    level.to.begin());
                const auto last = static_cast<std::size_t>(
                    std::lower_bound(level.from.begin() + static_cast<std::ptrdiff_t>(first),
                                     level.from.end(), to) -
                    level.from.begin());
                if (first >= last) continue;
                double busy = 0;
                Position most = 0;
                for (std::size_t h = 0; h < hue_count; ++h) {
                    const Position length = length_of(level, static_cast<Hue>(h), first, last);
                    busy += static_cast<double>(length);
                    if (is_loop && length > most) {
                        most = length;
                        made[c].hue = static_cast<Hue>(h);
                    }
                }
                busy -= static_cast<double>(std::max<Position>(from - level.from[first], 0));
                busy -= static_cast<double>(std::max<Position>(level.to[last - 1] - to, 0));
                const double share = std::clamp(busy / static_cast<double>(to - from), 0.0, 1.0);
                if (is_loop) made[c].main = std::min(made[c].main + share, 1.0);
                else made[c].pool = std::min(made[c].pool + share / workers, 1.0);
                const std::size_t longest = longest_of(level, first, last);
                if (is_loop && level.to[longest] - level.from[longest] >= sim::blocked_min.ns &&
                    level.from[longest] >= from)
                    made[c].is_blocked = true;
            }
        }
    }
    return made;
}

Scene overview_scene(const AppState& state, const Document& document,
                     const std::vector<OverviewColumn>& columns, double width, double height) {
    Scene scene{width, height};
    const Theme& theme = theme_of(state);
    scene.rectangle(Role::background, {0, 0, width, height}, theme.background);
    const Box plot{edge + label_width, 4, std::max(width - label_width - 2 * edge, 50.0),
                   height - 8};
    const double half = plot.height / 2 - 1;
    const auto label = [&](double y, std::string_view text) {
        scene.text(Role::label, {edge, y, label_width - 14, half}, text,
                   {.size = text_small, .color = theme.muted, .align = TextAlign::right});
    };
    label(plot.y, "main thread");
    label(plot.y + half + 2, "pool, stations");
    scene.rectangle(Role::panel, plot, theme.panel);
    const double step = plot.width / static_cast<double>(std::max<std::size_t>(columns.size(), 1));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const OverviewColumn& column = columns[i];
        const double x = plot.x + step * static_cast<double>(i);
        if (column.main > 0) {
            const double bar = std::max(column.main * half, 1.0);
            scene.rectangle(Role::span, {x, plot.y + half - bar, step, bar},
                            row_of(column.hue).fill);
        }
        if (column.pool > 0) {
            const double bar = std::max(column.pool * half, 1.0);
            scene.rectangle(Role::span, {x, plot.bottom() - bar, step, bar},
                            row_of(Hue::pool).fill);
        }
        if (column.is_blocked)
            scene.rectangle(Role::now, {x, plot.y - 3, std::max(step, 3.0), 3}, theme.ink);
    }
    const Span whole = document.whole();
    const Scale scale{{whole.from, whole.to}, plot.x, plot.width};
    for (const Position at : state.bookmarks)
        scene.line(Role::now, {scale.x(at), plot.y}, {scale.x(at), plot.bottom()},
                   row_of(Hue::tick).fill, 2);
    if (state.range) {
        const double x = scale.x(state.range->from);
        scene.rectangle(Role::now,
                        {x, plot.bottom(), std::max(scale.x(state.range->to) - x, 2.0), 3},
                        row_of(Hue::timer).fill);
    }
    const double from = scale.x(state.view.from);
    const double to = std::max(scale.x(state.view.to), from + 3);
    const Color veil = faded(theme.background, 150);
    if (from > plot.x)
        scene.rectangle(Role::now, {plot.x, plot.y, from - plot.x, plot.height}, veil);
    if (to < plot.right())
        scene.rectangle(Role::now, {to, plot.y, plot.right() - to, plot.height}, veil);
    Item& window = scene.rectangle(
        Role::now, {from, plot.y, std::min(to, plot.right()) - from, plot.height}, transparent);
    window.stroke = theme.ink;
    window.stroke_width = static_cast<float>(theme.line);
    window.radius = 2;
    return scene;
}

}  // namespace ui::gui
