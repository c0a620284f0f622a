// Commands of the timeline: what is in sight, the cursor and what is marked and measured from it, the drawer.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ui/gui/command.hpp"
#include "ui/gui/sight.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Timeline";
constexpr std::string_view nothing = "nothing is open";
constexpr Position view_min = 20;  // ns

}  // namespace

void show(AppState& state, double from, double length) {
    const Span whole = whole_of(state);
    const auto all = static_cast<double>(whole.length());
    length = std::clamp(length, std::min(static_cast<double>(view_min), all), all);
    from =
        std::clamp(from, static_cast<double>(whole.from), static_cast<double>(whole.to) - length);
    const auto begin = static_cast<Position>(std::floor(from));
    const auto size = std::max<Position>(static_cast<Position>(std::llround(length)), 1);
    state.view = {begin, begin + size};
}

void center_on(AppState& state, const Span& span) {
    const auto length = static_cast<double>(state.view.length());
    const bool is_inside = span.from >= state.view.from && span.to <= state.view.to;
    if (is_inside) return;
    const double middle = static_cast<double>(span.from) + static_cast<double>(span.length()) / 2;
    show(state, middle - length / 2, std::max(length, static_cast<double>(span.length()) * 1.2));
}

std::optional<Span> to_span(std::string_view argument) {
    const std::vector<std::string_view> words = words_of(argument);
    if (words.size() != 2) return std::nullopt;
    const std::optional<Position> a = to_position(words[0]);
    const std::optional<Position> b = to_position(words[1]);
    if (!a || !b || *a == *b) return std::nullopt;
    constexpr Position most = Position{1} << 60;
    const Span span{std::min(*a, *b), std::max(*a, *b)};
    if (span.from < -most || span.to > most) return std::nullopt;
    return span;
}

namespace {

void zoom_at(AppState& state, double factor, Position at) {
    at = std::clamp(at, state.view.from, state.view.to);
    const double length = static_cast<double>(state.view.length()) / factor;
    const double share =
        static_cast<double>(at - state.view.from) / static_cast<double>(state.view.length());
    show(state, static_cast<double>(at) - share * length, length);
}

std::string zoom(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    const std::size_t space = std::min(argument.find(' '), argument.size());
    const double factor = to_number(argument.substr(0, space)).value_or(0);
    std::optional<Position> at = state.view.from + state.view.length() / 2;
    if (space < argument.size()) at = to_position(argument.substr(space + 1));
    if (factor <= 0 || factor > 1e6 || !at)
        return fmt::format("zoom expects a factor and maybe a time, found \"{}\"", argument);
    zoom_at(state, factor, *at);
    return {};
}

std::string zoom_in(AppState& state, std::string_view /*argument*/) {
    if (!state.document) return std::string{nothing};
    zoom_at(state, 1.5, state.cursor);
    return {};
}
std::string zoom_out(AppState& state, std::string_view /*argument*/) {
    if (!state.document) return std::string{nothing};
    zoom_at(state, 1 / 1.5, state.view.from + state.view.length() / 2);
    return {};
}

std::string pan(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    const std::optional<double> share = to_number(argument);
    if (!share || std::abs(*share) > 1e6)
        return fmt::format("pan expects a share of the view such as 0.25, found \"{}\"", argument);
    const auto length = static_cast<double>(state.view.length());
    show(state, static_cast<double>(state.view.from) + *share * length, length);
    return {};
}
std::string pan_left(AppState& state, std::string_view /*argument*/) { return pan(state, "-0.2"); }
std::string pan_right(AppState& state, std::string_view /*argument*/) { return pan(state, "0.2"); }
std::string page_left(AppState& state, std::string_view /*argument*/) { return pan(state, "-0.9"); }
std::string page_right(AppState& state, std::string_view /*argument*/) { return pan(state, "0.9"); }

std::string view(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    const std::optional<Span> span = to_span(argument);
    if (!span) return fmt::format("view expects two times such as 2ms 5ms, found \"{}\"", argument);
    show(state, static_cast<double>(span->from), static_cast<double>(span->length()));
    return {};
}

std::string fit_all(AppState& state, std::string_view /*argument*/) {
    if (!state.document) return std::string{nothing};
    state.view = whole_of(state);
    return {};
}

std::string fit(AppState& state, std::string_view /*argument*/) {
    if (!state.document) return std::string{nothing};
    std::optional<Span> span = state.range;
    if (state.selected) span = state.document->span_of(*state.selected);
    if (!span) return fit_all(state, {});
    const double length = std::max(static_cast<double>(span->length()), 10.0) * 1.25;
    const double from =
        static_cast<double>(span->from) + static_cast<double>(span->length()) / 2 - length / 2;
    const Span before = state.view;
    show(state, from, length);
    if (state.view == before) state.view = whole_of(state);  // a second time shows all
    return {};
}

std::string scroll(AppState& state, std::string_view argument) {
    const std::optional<double> by = to_number(argument);
    if (!by || std::abs(*by) > 1e6)
        return fmt::format("scroll expects pixels, found \"{}\"", argument);
    state.scroll = std::clamp(state.scroll + *by, 0.0, 1e6);
    return {};
}
std::string scroll_up(AppState& state, std::string_view /*argument*/) {
    return scroll(state, "-40");
}
std::string scroll_down(AppState& state, std::string_view /*argument*/) {
    return scroll(state, "40");
}

/// Keeps a row in sight above the others, or lets it go; without a number that of the selection.
std::string pin(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    std::optional<double> row = to_number(argument);
    if (argument.empty() && state.selected) row = state.selected->row;
    const auto count = static_cast<double>(state.document->tracks().rows.size());
    if (!row || *row < 0 || *row >= count || std::floor(*row) != *row)
        return fmt::format("pin expects the number of a row from 0 to {}, or a selection",
                           state.document->tracks().rows.size() - 1);
    const auto number = static_cast<std::uint32_t>(*row);
    constexpr std::size_t pins_max = 6;
    if (std::erase(state.pinned, number) > 0) return {};
    if (state.pinned.size() >= pins_max) return "six rows are pinned; a pinned one has to go first";
    state.pinned.push_back(number);
    return {};
}

std::string cursor(AppState& state, std::string_view argument) {
    const std::optional<Position> at = to_position(argument);
    if (!state.document || !at) return fmt::format("cursor expects a time, found \"{}\"", argument);
    const Span whole = state.document->whole();
    state.cursor = std::clamp(*at, whole.from, whole.to);
    return {};
}

std::string measure(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    if (!argument.empty()) {
        const std::optional<Span> span = to_span(argument);
        if (!span) return fmt::format("measure expects two times, found \"{}\"", argument);
        state.measure = span;
        state.measure_from.reset();
        return {};
    }
    if (!state.measure_from) {
        state.measure_from = state.cursor;
        state.measure.reset();
        return {};
    }
    state.measure = Span{std::min(*state.measure_from, state.cursor),
                         std::max(*state.measure_from, state.cursor)};
    state.measure_from.reset();
    return {};
}

std::string bookmark(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    std::optional<Position> at =
        argument.empty() ? std::optional{state.cursor} : to_position(argument);
    if (!at) return fmt::format("bookmark expects a time, found \"{}\"", argument);
    at = std::clamp(*at, state.document->whole().from, state.document->whole().to);
    const auto there = std::lower_bound(state.bookmarks.begin(), state.bookmarks.end(), *at);
    if (there != state.bookmarks.end() && *there == *at) state.bookmarks.erase(there);
    else if (state.bookmarks.size() < 1000) state.bookmarks.insert(there, *at);
    return {};
}

std::string bookmark_go(AppState& state, bool is_next) {
    if (!state.document || state.bookmarks.empty()) return "there is no bookmark; B sets one";
    const std::vector<Position>& marks = state.bookmarks;
    const auto after = std::upper_bound(marks.begin(), marks.end(), state.cursor);
    const auto before = std::lower_bound(marks.begin(), marks.end(), state.cursor);
    state.cursor = is_next ? (after == marks.end() ? marks.front() : *after)
                           : (before == marks.begin() ? marks.back() : *(before - 1));
    center_on(state, {state.cursor, state.cursor + 1});
    return {};
}
std::string bookmark_next(AppState& state, std::string_view /*argument*/) {
    return bookmark_go(state, true);
}
std::string bookmark_previous(AppState& state, std::string_view /*argument*/) {
    return bookmark_go(state, false);
}

/// The first moment from `at` on at which something but sleep is under way.
std::optional<Position> busy_from(const Document& document, Position at, bool forward) {
    std::optional<Position> best;
    for (const Track& track : document.tracks().rows) {
        const bool counts = track.kind == TrackKind::stack || track.kind == TrackKind::worker ||
                            track.kind == TrackKind::station || track.kind == TrackKind::ticks ||
                            track.kind == TrackKind::microtasks;
        if (!counts) continue;
        for (const Level& level : track.levels) {
            if (forward) {
                const auto next = std::lower_bound(level.from.begin(), level.from.end(), at);
                if (next != level.from.end() && (!best || *next < *best)) best = *next;
            } else {
                const auto next = std::lower_bound(level.to.begin(), level.to.end(), at);
                if (next != level.to.begin() && (!best || *(next - 1) > *best)) best = *(next - 1);
            }
        }
    }
    return best;
}

/// Over the idle time: what follows stands at the edge of the view.
std::string skip_idle(AppState& state, bool forward) {
    if (!state.document) return std::string{nothing};
    const auto length = static_cast<double>(state.view.length());
    const std::optional<Position> at =
        busy_from(*state.document, forward ? state.view.to : state.view.from, forward);
    if (!at) return forward ? "nothing runs behind the view" : "nothing runs before the view";
    show(state, static_cast<double>(*at) - length * (forward ? 0.05 : 0.95), length);
    return {};
}
std::string skip_next(AppState& state, std::string_view /*argument*/) {
    return skip_idle(state, true);
}
std::string skip_previous(AppState& state, std::string_view /*argument*/) {
    return skip_idle(state, false);
}

std::string drawer(AppState& state, std::string_view argument) {
    if (argument.empty()) {
        state.has_drawer = !state.has_drawer;
        return {};
    }
    if (argument == "none") {
        state.has_drawer = false;
        return {};
    }
    std::string known;
    for (std::size_t i = 0; i < drawer_count; ++i) {
        const std::string_view name = to_text(static_cast<Drawer>(i));
        known.append(name).append(", ");
        if (name != argument) continue;
        state.drawer = static_cast<Drawer>(i);
        state.has_drawer = true;
        return {};
    }
    return fmt::format("drawer expects {}or none, found \"{}\"", known, argument);
}

constexpr std::array rows{
    CommandRow{"zoom", "zoom by a factor at a time", group, "", "a factor and maybe a time", 'a',
               zoom},
    CommandRow{"zoom.in", "zoom in at the cursor", group, "W, =, +", "", 'a', zoom_in},
    CommandRow{"zoom.out", "zoom out", group, "S, -", "", 'a', zoom_out},
    CommandRow{"pan", "move by a share of the view", group, "", "a share", 'a', pan},
    CommandRow{"pan.left", "move left", group, "A", "", 'a', pan_left},
    CommandRow{"pan.right", "move right", group, "D", "", 'a', pan_right},
    CommandRow{"page.left", "a view to the left", group, "PageUp", "", 'a', page_left},
    CommandRow{"page.right", "a view to the right", group, "PageDown", "", 'a', page_right},
    CommandRow{"view", "show from one time to another", group, "", "two times", 'a', view},
    CommandRow{"fit", "fit the selection or the range, again: everything", group, "F", "", 'a',
               fit},
    CommandRow{"fit.all", "show everything", group, "0, Home", "", 'a', fit_all},
    CommandRow{"scroll", "scroll the rows", group, "", "pixels", 'a', scroll},
    CommandRow{"scroll.up", "rows up", group, "Shift+PageUp", "", 'a', scroll_up},
    CommandRow{"scroll.down", "rows down", group, "Shift+PageDown", "", 'a', scroll_down},
    CommandRow{"pin", "keep the row of the selection in sight, or let it go", group, "I",
               "[the number of a row]", 'a', pin},
    CommandRow{"cursor", "put the cursor at a time", group, "", "a time", 'a', cursor},
    CommandRow{"measure", "measure from here, then to there", group, "M", "[two times]", 'a',
               measure},
    CommandRow{"bookmark", "set or remove a bookmark at the cursor", group, "B", "[a time]", 'a',
               bookmark},
    CommandRow{"bookmark.next", "next bookmark", group, "]", "", 'a', bookmark_next},
    CommandRow{"bookmark.previous", "bookmark before", group, "[", "", 'a', bookmark_previous},
    CommandRow{"idle.skip", "over the idle time to what runs next", group, ".", "", 'a', skip_next},
    CommandRow{"idle.skip-back", "over the idle time back", group, ",", "", 'a', skip_previous},
    CommandRow{"drawer", "show or hide the drawer, or one of its pages", group, "Q",
               "[statistics, latency, waits, compare, findings, sweep or none]", 'a', drawer},
};

}  // namespace

std::span<const CommandRow> view_rows() { return rows; }

}  // namespace ui::gui
