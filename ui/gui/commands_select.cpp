// Commands of the timeline: what is selected, found, and taken as the range of the statistics.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/gui/command.hpp"
#include "ui/gui/sight.hpp"

namespace ui::gui {

namespace {

constexpr std::string_view group = "Timeline";
constexpr std::string_view nothing = "nothing is open";
constexpr std::size_t found_max = 100'000;
constexpr std::size_t parts_max = 200;

void choose(AppState& state, const Place& place) {
    state.selected = place;
    const Document& document = *state.document;
    state.related =
        document.history() == nullptr ? parts_of(document, place, parts_max) : std::vector<Place>{};
    const Span whole = document.whole();
    state.cursor = std::clamp(document.span_of(place).from, whole.from, whole.to);
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
    CommandRow{"select", "select an interval", group, "", "row, level and number", 'a', select},
    CommandRow{"select.next", "select the next in its row", group, "Right", "", 'a', select_next},
    CommandRow{"select.previous", "select the one before", group, "Left", "", 'a', select_previous},
    CommandRow{"select.below", "select in the row below", group, "Down", "", 'a', select_below},
    CommandRow{"select.above", "select in the row above", group, "Up", "", 'a', select_above},
    CommandRow{"select.none", "select nothing", group, "", "", 'a', unselect},
    CommandRow{"select.worst", "select the longest callback or job of the range", group, "L", "",
               'a', worst},
    CommandRow{"range", "statistics of the selection or of what is in sight", group, "R",
               "[two times, view or selection]", 'a', range},
    CommandRow{"range.clear", "statistics of the whole run", group, "Shift+R", "", 'a',
               range_clear},
    CommandRow{"find.open", "find by name, output or time", group, "Ctrl+F", "", '*', find_open},
    CommandRow{"find", "find by name, output or \">5ms\"", group, "", "a text", '*', find},
    CommandRow{"find.next", "next found", group, "N", "", 'a', find_next},
    CommandRow{"find.previous", "found before", group, "Shift+N", "", 'a', find_previous},
    CommandRow{"bin", "find what is in a bar of the histogram", group, "", "the number of a bar",
               'a', bin},
    CommandRow{"bin.next", "the next bar of the histogram", group, "H", "", 'a', bin_next},
};

}  // namespace

std::span<const CommandRow> select_rows() { return rows; }

}  // namespace ui::gui
