// Commands of the timeline: what is in sight, what is selected, found, marked and measured.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/gui/command.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Timeline";
constexpr std::string_view nothing = "nothing is open";
constexpr Position view_min = 20;  // ns
constexpr std::size_t found_max = 100'000;
constexpr std::size_t parts_max = 200;

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

void choose(AppState& state, const Place& place) {
    state.selected = place;
    const Document& document = *state.document;
    state.related =
        document.history() == nullptr ? parts_of(document, place, parts_max) : std::vector<Place>{};
    state.cursor = document.span_of(place).from;
    if (document.has_steps()) state.step = document.step_at(state.cursor);
    const sim::History* const history = document.history();
    const std::uint32_t run = document.run_of(place);
    if (history == nullptr || run == sim::history_none || !document.has_steps()) return;
    const std::uint64_t event = history->runs()[run].started;
    const std::vector<Step>& steps = document.subject().steps;
    const auto at =
        std::lower_bound(steps.begin(), steps.end(), event,
                         [](const Step& step, std::uint64_t value) { return step.first < value; });
    if (at != steps.end() && at->first == event)
        state.step = static_cast<std::size_t>(at - steps.begin());
}

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

/// Two times in ascending order.
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

std::string select(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    const std::vector<std::string_view> words = words_of(argument);
    std::array<std::uint32_t, 3> numbers{};
    bool is_good = words.size() == 3;
    for (std::size_t i = 0; is_good && i < 3; ++i) {
        const std::optional<double> number = to_number(words[i]);
        is_good = number && *number >= 0 && *number < 4e9;
        if (is_good) numbers[i] = static_cast<std::uint32_t>(*number);
    }
    const Place place{numbers[0], numbers[1], numbers[2]};
    if (!is_good || !state.document->has(place))
        return fmt::format("select expects row, level and number of an interval, found \"{}\"",
                           argument);
    choose(state, place);
    return {};
}

std::string unselect(AppState& state, std::string_view /*argument*/) {
    state.selected.reset();
    state.related.clear();
    return {};
}

/// The first interval in sight, to begin with.
std::optional<Place> first_in_view(const AppState& state) {
    std::optional<Place> best;
    const std::vector<Track>& tracks = state.document->tracks().rows;
    for (std::uint32_t r = 0; r < tracks.size(); ++r) {
        if (tracks[r].kind == TrackKind::phases) continue;
        for (std::uint32_t l = 0; l < tracks[r].levels.size(); ++l) {
            const Level& level = tracks[r].levels[l];
            const auto at = std::lower_bound(level.from.begin(), level.from.end(), state.view.from);
            if (at == level.from.end()) continue;
            const Place place{r, l, static_cast<std::uint32_t>(at - level.from.begin())};
            if (!best || state.document->span_of(place).from < state.document->span_of(*best).from)
                best = place;
        }
    }
    return best;
}

std::string select_beside(AppState& state, int by) {
    if (!state.document) return std::string{nothing};
    if (!state.selected) {
        if (const std::optional<Place> place = first_in_view(state)) choose(state, *place);
        return {};
    }
    Place place = *state.selected;
    if (by < 0 && place.index == 0) return {};
    place.index = by < 0 ? place.index - 1 : place.index + 1;
    if (!state.document->has(place)) return {};
    choose(state, place);
    center_on(state, state.document->span_of(place));
    return {};
}
std::string select_next(AppState& state, std::string_view /*argument*/) {
    return select_beside(state, 1);
}
std::string select_previous(AppState& state, std::string_view /*argument*/) {
    return select_beside(state, -1);
}

/// The nearest interval in the next row that has any.
std::string select_row(AppState& state, int by) {
    if (!state.document) return std::string{nothing};
    if (!state.selected) return select_beside(state, 1);
    const std::vector<Track>& tracks = state.document->tracks().rows;
    const Position at = state.document->span_of(*state.selected).from;
    auto row = static_cast<std::ptrdiff_t>(state.selected->row);
    auto of = static_cast<std::ptrdiff_t>(state.selected->level);
    for (;;) {
        of += by;
        if (of < 0 || of >= static_cast<std::ptrdiff_t>(
                                tracks[static_cast<std::size_t>(row)].levels.size())) {
            row += by;
            if (row < 0 || row >= static_cast<std::ptrdiff_t>(tracks.size())) return {};
            const auto levels =
                static_cast<std::ptrdiff_t>(tracks[static_cast<std::size_t>(row)].levels.size());
            of = by > 0 ? 0 : levels - 1;
            if (levels == 0) continue;
        }
        const Level& level =
            tracks[static_cast<std::size_t>(row)].levels[static_cast<std::size_t>(of)];
        if (level.size() == 0) continue;
        const auto after =
            std::upper_bound(level.from.begin(), level.from.end(), at) - level.from.begin();
        choose(state, {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(of),
                       static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(after - 1, 0))});
        center_on(state, state.document->span_of(*state.selected));
        return {};
    }
}
std::string select_below(AppState& state, std::string_view /*argument*/) {
    return select_row(state, 1);
}
std::string select_above(AppState& state, std::string_view /*argument*/) {
    return select_row(state, -1);
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

std::string range(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    if (argument.empty() || argument == "view" || argument == "selection") {
        state.range = state.selected && argument != "view"
                          ? state.document->span_of(*state.selected)
                          : state.view;
    } else {
        state.range = to_span(argument);
        if (!state.range)
            return fmt::format("range expects two times, \"view\" or \"selection\", found \"{}\"",
                               argument);
    }
    if (state.range->length() < 1) state.range->to = state.range->from + 1;
    state.summary = summarise(*state.document, *state.range);
    if (state.other) state.other_summary = summarise(*state.other, *state.range);
    state.bin = 0;
    return {};
}

std::string range_clear(AppState& state, std::string_view /*argument*/) {
    if (!state.document) return std::string{nothing};
    if (!state.range) return {};
    state.range.reset();
    state.summary = summarise(*state.document, state.document->whole());
    if (state.other) state.other_summary = summarise(*state.other, state.other->whole());
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

std::string find_open(AppState& state, std::string_view /*argument*/) {
    state.found.is_open = true;
    return {};
}

std::string find(AppState& state, std::string_view argument) {
    if (!state.document) return std::string{nothing};
    Matches matches = find_places(*state.document, argument, found_max);
    state.found = {.is_open = true,
                   .text = std::string{argument},
                   .places = std::move(matches.places),
                   .is_cut = matches.is_cut,
                   .current = 0};
    return matches.problem;
}

std::string go_to_found(AppState& state, std::size_t index) {
    state.found.current = index;
    choose(state, state.found.places[index]);
    center_on(state, state.document->span_of(*state.selected));
    return {};
}

std::string find_beside(AppState& state, int by) {
    const Found& found = state.found;
    if (!state.document || found.places.empty()) return "nothing is found";
    const std::size_t count = found.places.size();
    const bool is_there = state.selected && *state.selected == found.places[found.current];
    const std::size_t index = !is_there ? found.current
                              : by > 0  ? (found.current + 1) % count
                                        : (found.current + count - 1) % count;
    return go_to_found(state, index);
}
std::string find_next(AppState& state, std::string_view /*argument*/) {
    return find_beside(state, 1);
}
std::string find_previous(AppState& state, std::string_view /*argument*/) {
    return find_beside(state, -1);
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

/// The intervals of the requests, or runs, of one bar of the histogram.
std::string bin(AppState& state, std::string_view argument) {
    const std::optional<double> number = to_number(argument);
    const std::vector<Bin>& bins = state.summary.bins;
    if (!state.document || !number || *number < 1 || *number > static_cast<double>(bins.size()))
        return fmt::format("bin expects a bar of the histogram from 1 to {}, found \"{}\"",
                           bins.size(), argument);
    state.bin = static_cast<std::size_t>(*number);
    const Bin& chosen = bins[state.bin - 1];
    const Summary& summary = state.summary;
    const auto first =
        std::lower_bound(summary.latencies.begin(), summary.latencies.end(), chosen.from) -
        summary.latencies.begin();
    const auto last =
        std::lower_bound(summary.latencies.begin(), summary.latencies.end(), chosen.to) -
        summary.latencies.begin();
    std::vector<bool> wanted(state.document->trace().requests.size());
    state.found = {};
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
        const std::uint32_t who = summary.requests[i];
        if (summary.measured == Measured::waits) {
            if (const auto place = state.document->place_of_run(who))
                state.found.places.push_back(*place);
        } else if (who < wanted.size()) {
            wanted[who] = true;
        }
    }
    const std::vector<Track>& tracks = state.document->tracks().rows;
    const bool is_full = state.document->trace().level == sim::TraceLevel::full;
    for (std::uint32_t r = 0; summary.measured == Measured::requests && r < tracks.size(); ++r) {
        if (tracks[r].kind == TrackKind::phases) continue;
        for (std::uint32_t l = 0; l < tracks[r].levels.size(); ++l) {
            const Level& level = tracks[r].levels[l];
            for (std::uint32_t i = 0; i < level.size() && state.found.places.size() < found_max;
                 ++i) {
                std::uint32_t request = level.subject[i];
                if (is_full && request < state.document->trace().tasks.size())
                    request = state.document->trace().tasks[request].request.value;
                if (request < wanted.size() && wanted[request])
                    state.found.places.push_back({r, l, i});
            }
        }
    }
    std::stable_sort(state.found.places.begin(), state.found.places.end(),
                     [&](const Place& a, const Place& b) {
                         return state.document->span_of(a).from < state.document->span_of(b).from;
                     });
    return {};
}
std::string bin_next(AppState& state, std::string_view /*argument*/) {
    if (state.summary.bins.empty()) return "there is no histogram";
    return bin(state, fmt::format("{}", state.bin % state.summary.bins.size() + 1));
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

std::string worst(AppState& state, std::string_view /*argument*/) {
    if (!state.document || state.summary.names.empty()) return std::string{nothing};
    const auto longest =
        std::max_element(state.summary.names.begin(), state.summary.names.end(),
                         [](const NameRow& a, const NameRow& b) { return a.worst < b.worst; });
    choose(state, longest->worst_place);
    center_on(state, state.document->span_of(*state.selected));
    return {};
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
    CommandRow{"select", "select an interval", group, "", "row, level and number", 'a', select},
    CommandRow{"select.next", "select the next in its row", group, "Right", "", 'a', select_next},
    CommandRow{"select.previous", "select the one before", group, "Left", "", 'a', select_previous},
    CommandRow{"select.below", "select in the row below", group, "Down", "", 'a', select_below},
    CommandRow{"select.above", "select in the row above", group, "Up", "", 'a', select_above},
    CommandRow{"select.none", "select nothing", group, "", "", 'a', unselect},
    CommandRow{"select.worst", "select the longest callback or job of the range", group, "L", "",
               'a', worst},
    CommandRow{"pin", "keep the row of the selection in sight, or let it go", group, "I",
               "[the number of a row]", 'a', pin},
    CommandRow{"cursor", "put the cursor at a time", group, "", "a time", 'a', cursor},
    CommandRow{"range", "statistics of the selection or of what is in sight", group, "R",
               "[two times, view or selection]", 'a', range},
    CommandRow{"range.clear", "statistics of the whole run", group, "Shift+R", "", 'a',
               range_clear},
    CommandRow{"measure", "measure from here, then to there", group, "M", "[two times]", 'a',
               measure},
    CommandRow{"find.open", "find by name, output or time", group, "Ctrl+F", "", '*', find_open},
    CommandRow{"find", "find by name, output or \">5ms\"", group, "", "a text", '*', find},
    CommandRow{"find.next", "next found", group, "N", "", 'a', find_next},
    CommandRow{"find.previous", "found before", group, "Shift+N", "", 'a', find_previous},
    CommandRow{"bookmark", "set or remove a bookmark at the cursor", group, "B", "[a time]", 'a',
               bookmark},
    CommandRow{"bookmark.next", "next bookmark", group, "]", "", 'a', bookmark_next},
    CommandRow{"bookmark.previous", "bookmark before", group, "[", "", 'a', bookmark_previous},
    CommandRow{"idle.skip", "over the idle time to what runs next", group, ".", "", 'a', skip_next},
    CommandRow{"idle.skip-back", "over the idle time back", group, ",", "", 'a', skip_previous},
    CommandRow{"bin", "find what is in a bar of the histogram", group, "", "the number of a bar",
               'a', bin},
    CommandRow{"bin.next", "the next bar of the histogram", group, "H", "", 'a', bin_next},
    CommandRow{"drawer", "show or hide the drawer, or one of its pages", group, "Q",
               "[statistics, latency, waits, compare, findings, sweep or none]", 'a', drawer},
};

}  // namespace

std::span<const CommandRow> view_rows() { return rows; }

}  // namespace ui::gui
