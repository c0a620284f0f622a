// Statistics of a range. Counts and times of intervals come from the index of the rows, so that they cost the same for a
// thousand and for ten million; medians are taken from at most 20,000 evenly chosen intervals of a name.
#include "ui/gui/analysis.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui::gui {

namespace {

constexpr std::size_t named_max = 2'000'000;  // intervals up to which each is counted by its name
constexpr std::size_t sample_max = 20'000;

struct Slice {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// The intervals that have time in the range.
Slice slice_of(const Level& level, const Span& range) {
    const auto first = std::upper_bound(level.to.begin(), level.to.end(), range.from);
    const auto last = std::lower_bound(level.from.begin(), level.from.end(), range.to);
    const auto begin = static_cast<std::size_t>(first - level.to.begin());
    const auto end = static_cast<std::size_t>(last - level.from.begin());
    return {std::min(begin, end), end};
}

Position clipped(const Level& level, std::size_t i, const Span& range) {
    return std::max<Position>(std::min(level.to[i], range.to) - std::max(level.from[i], range.from),
                              0);
}

/// Time of `hue` in the range, the ends cut.
Position time_in(const Level& level, const Slice& slice, Hue hue, const Span& range) {
    if (slice.first >= slice.last) return 0;
    Position sum = length_of(level, hue, slice.first, slice.last);
    const auto cut = [&](std::size_t i) {
        if (level.hue[i] == hue) sum -= level.to[i] - level.from[i] - clipped(level, i, range);
    };
    cut(slice.first);
    if (slice.last - slice.first > 1) cut(slice.last - 1);
    return sum;
}

bool is_busy_row(TrackKind kind) {
    return kind == TrackKind::stack || kind == TrackKind::ticks || kind == TrackKind::microtasks ||
           kind == TrackKind::worker || kind == TrackKind::station;
}

struct Gathered {
    NameRow row;
    std::vector<std::int64_t> lengths;
};

void add_interval(Gathered& to, const Level& level, const Place& place, const Span& range) {
    const std::size_t i = place.index;
    const sim::Duration length{level.to[i] - level.from[i]};
    if (to.row.count == 0 || length > to.row.worst) {
        to.row.worst = length;
        to.row.worst_place = place;
    }
    ++to.row.count;
    to.row.total += sim::Duration{clipped(level, i, range)};
    if (to.lengths.size() < sample_max) to.lengths.push_back(length.ns);
    else to.lengths[static_cast<std::size_t>(to.row.count) % sample_max] = length.ns;
}

std::string name_for(const Document& document, const Track& track, const Level& level,
                     std::size_t i) {
    if (document.trace().level == sim::TraceLevel::full && track.kind != TrackKind::worker)
        return document.subject().names.of(sim::TaskId{level.subject[i]}, Naming::full);
    return std::string{row_of(level.hue[i]).name};
}

/// Every interval by its name.
void gather_all(const Document& document, const Span& range,
                std::map<std::string, Gathered>& rows) {
    const std::vector<Track>& tracks = document.tracks().rows;
    for (std::uint32_t r = 0; r < tracks.size(); ++r) {
        if (!is_busy_row(tracks[r].kind)) continue;
        for (std::uint32_t l = 0; l < tracks[r].levels.size(); ++l) {
            const Level& level = tracks[r].levels[l];
            const Slice slice = slice_of(level, range);
            for (std::size_t i = slice.first; i < slice.last; ++i) {
                Gathered& to = rows[name_for(document, tracks[r], level, i)];
                to.row.hue = level.hue[i];
                add_interval(to, level, {r, l, static_cast<std::uint32_t>(i)}, range);
            }
        }
    }
}

/// By hue only, from the index.
void gather_hues(const Document& document, const Span& range,
                 std::map<std::string, Gathered>& rows) {
    const std::vector<Track>& tracks = document.tracks().rows;
    for (std::uint32_t r = 0; r < tracks.size(); ++r) {
        if (!is_busy_row(tracks[r].kind)) continue;
        for (std::uint32_t l = 0; l < tracks[r].levels.size(); ++l) {
            const Level& level = tracks[r].levels[l];
            const Slice slice = slice_of(level, range);
            if (slice.first >= slice.last) continue;
            const std::size_t stride = (slice.last - slice.first) / 5000 + 1;
            std::array<std::int64_t, hue_count> seen{};
            std::int64_t sampled = 0;
            for (std::size_t i = slice.first; i < slice.last; i += stride, ++sampled) {
                ++seen[static_cast<std::size_t>(level.hue[i])];
                Gathered& to = rows[std::string{row_of(level.hue[i]).name}];
                to.row.hue = level.hue[i];
                if (to.lengths.size() < sample_max)
                    to.lengths.push_back(level.to[i] - level.from[i]);
            }
            const auto longest =
                static_cast<std::uint32_t>(longest_of(level, slice.first, slice.last));
            for (std::size_t h = 0; h < hue_count; ++h) {
                if (seen[h] == 0) continue;
                const auto hue = static_cast<Hue>(h);
                NameRow& row = rows[std::string{row_of(hue).name}].row;
                row.count +=
                    static_cast<std::int64_t>(slice.last - slice.first) * seen[h] / sampled;
                row.total += sim::Duration{time_in(level, slice, hue, range)};
                const sim::Duration length{level.to[longest] - level.from[longest]};
                if (level.hue[longest] == hue && length >= row.worst) {
                    row.worst = length;
                    row.worst_place = {r, l, longest};
                }
            }
        }
    }
}

void add_names(const Document& document, Summary& summary) {
    std::size_t count = 0;
    for (const Track& track : document.tracks().rows) {
        for (const Level& level : track.levels) {
            const Slice slice = slice_of(level, summary.range);
            count += is_busy_row(track.kind) ? slice.last - slice.first : 0;
        }
    }
    std::map<std::string, Gathered> rows;
    if (count <= named_max) gather_all(document, summary.range, rows);
    else gather_hues(document, summary.range, rows);
    for (auto& [name, gathered] : rows) {
        std::vector<std::int64_t>& lengths = gathered.lengths;
        if (lengths.empty()) continue;
        const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
        std::nth_element(lengths.begin(), middle, lengths.end());
        gathered.row.name = name;
        gathered.row.median = sim::Duration{*middle};
        summary.names.push_back(gathered.row);
    }
    std::stable_sort(summary.names.begin(), summary.names.end(),
                     [](const NameRow& a, const NameRow& b) { return a.total > b.total; });
}

void add_lanes(const Document& document, Summary& summary) {
    const auto whole = static_cast<double>(std::max<Position>(summary.range.length(), 1));
    double main = 0;
    for (const Track& track : document.tracks().rows) {
        if (!is_busy_row(track.kind)) continue;
        double busy = 0;
        Hue hue = Hue::script;
        for (const Level& level : track.levels) {
            const Slice slice = slice_of(level, summary.range);
            for (std::size_t h = 0; h < hue_count; ++h)
                busy +=
                    static_cast<double>(time_in(level, slice, static_cast<Hue>(h), summary.range));
            if (level.size() > 0) hue = level.hue.front();
        }
        const bool is_loop = track.kind < TrackKind::timers;
        if (is_loop) {
            main += busy;
            continue;
        }
        summary.lanes.push_back({.name = track.label, .hue = hue, .busy = busy / whole});
    }
    summary.lanes.insert(summary.lanes.begin(),
                         {.name = "main thread", .hue = Hue::script, .busy = main / whole});
}

/// Requests that arrive in the range.
void add_requests(const sim::Trace& trace, Summary& summary) {
    std::vector<std::pair<std::int64_t, std::uint32_t>> found;
    for (std::uint32_t i = 0; i < trace.requests.size(); ++i) {
        const sim::RequestRecord& request = trace.requests[i];
        if (request.arrival.ns < summary.range.from || request.arrival.ns >= summary.range.to)
            continue;
        if (request.outcome != sim::RequestOutcome::done) {
            ++summary.failed;
            continue;
        }
        found.emplace_back((request.done - request.arrival).ns, i);
    }
    std::sort(found.begin(), found.end());
    summary.measured = found.empty() ? Measured::nothing : Measured::requests;
    std::array<double, sim::wait_reasons> mean{};
    std::array<double, sim::wait_reasons> worst{};
    const std::size_t slow = found.size() - std::max<std::size_t>(found.size() / 100, 1);
    for (std::size_t n = 0; n < found.size(); ++n) {
        summary.latencies.push_back(sim::Duration{found[n].first});
        summary.requests.push_back(found[n].second);
        const sim::Waits& waits = trace.requests[found[n].second].waits;
        for (std::size_t w = 0; w < waits.size(); ++w) {
            mean[w] += static_cast<double>(waits[w].ns);
            if (n >= slow) worst[w] += static_cast<double>(waits[w].ns);
        }
    }
    if (found.empty()) return;
    const auto rounded = [](double value, std::size_t count) {
        return sim::Duration{std::llround(value / static_cast<double>(count))};
    };
    for (std::size_t w = 0; w < mean.size(); ++w) {
        summary.waits_mean[w] = rounded(mean[w], found.size());
        summary.waits_worst[w] = rounded(worst[w], found.size() - slow);
    }
}

/// Where there are no requests: how long callbacks that could run had to wait.
void add_run_waits(const sim::History& history, Summary& summary) {
    std::vector<std::pair<std::int64_t, std::uint32_t>> found;
    for (std::uint32_t i = 0; i < history.runs().size(); ++i) {
        const sim::TaskRun& run = history.runs()[i];
        const sim::Instant started = history.at(run.started);
        if (started.ns < summary.range.from || started.ns >= summary.range.to) continue;
        found.emplace_back(std::max<std::int64_t>((started - history.runnable(run)).ns, 0), i);
    }
    std::sort(found.begin(), found.end());
    summary.measured = found.empty() ? Measured::nothing : Measured::waits;
    for (const auto& [ns, run] : found) {
        summary.latencies.push_back(sim::Duration{ns});
        summary.requests.push_back(run);
    }
}

/// Order statistics: the rank of a percentile is binomial.
void add_percentiles(Summary& summary) {
    const std::vector<sim::Duration>& sorted = summary.latencies;
    if (sorted.empty()) return;
    const auto count = static_cast<double>(sorted.size());
    const auto at = [&](double rank) {
        return sorted[static_cast<std::size_t>(std::clamp(rank, 0.0, count - 1))];
    };
    for (const std::int32_t parts : {50'000, 90'000, 95'000, 99'000, 99'900}) {
        const double p = parts / 1e5;
        const double rank = std::ceil(p * count) - 1;
        const double spread = 1.96 * std::sqrt(count * p * (1 - p));
        summary.percentiles.push_back({.parts = parts,
                                       .value = at(rank),
                                       .low = at(std::floor(p * count - spread)),
                                       .high = at(std::ceil(p * count + spread))});
    }
}

void add_bins(Summary& summary) {
    constexpr std::size_t bins = 48;
    const std::vector<sim::Duration>& sorted = summary.latencies;
    if (sorted.empty()) return;
    const double low =
        std::log(static_cast<double>(std::max<std::int64_t>(sorted.front().ns, 100)));
    const double high =
        std::max(std::log(static_cast<double>(std::max<std::int64_t>(sorted.back().ns, 100))), low);
    const double step = std::max((high - low) / bins, 1e-3);
    std::size_t next = 0;
    for (std::size_t i = 0; i < bins && next < sorted.size(); ++i) {
        const double until = std::exp(low + step * static_cast<double>(i + 1));
        Bin bin{.from = {i == 0 ? 0 : std::llround(std::exp(low + step * static_cast<double>(i)))},
                .to = {std::llround(until) + 1}};
        while (next < sorted.size() && (sorted[next] < bin.to || i + 1 == bins)) {
            ++bin.count;
            ++next;
        }
        if (i + 1 == bins) bin.to = std::max(bin.to, sorted.back() + sim::Duration{1});
        summary.bins.push_back(bin);
    }
}

std::string lowered(std::string_view text) {
    std::string low{text};
    for (char& c : low) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return low;
}

void sort_by_time(const Document& document, std::vector<Place>& places) {
    std::stable_sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
        return document.span_of(a).from < document.span_of(b).from;
    });
}

/// Calls `take(place)` for every interval until it says false.
template <class Take>
bool each_place(const Document& document, const Take& take) {
    const std::vector<Track>& tracks = document.tracks().rows;
    for (std::uint32_t r = 0; r < tracks.size(); ++r) {
        if (tracks[r].kind == TrackKind::phases) continue;
        for (std::uint32_t l = 0; l < tracks[r].levels.size(); ++l) {
            const auto count = static_cast<std::uint32_t>(tracks[r].levels[l].size());
            for (std::uint32_t i = 0; i < count; ++i) {
                if (!take(Place{r, l, i})) return false;
            }
        }
    }
    return true;
}

/// Which tasks have a name, or print a line, that holds the text.
std::vector<bool> named_tasks(const Document& document, const std::string& text) {
    const sim::Trace& trace = document.trace();
    std::vector<bool> names(trace.names.size());
    for (std::uint32_t i = 0; i < names.size(); ++i)
        names[i] = lowered(trace.names.text(sim::NameId{i})).find(text) != std::string::npos;
    std::vector<bool> tasks(trace.tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const sim::TaskId task{static_cast<std::uint32_t>(i)};
        for (const sim::NameId name :
             {trace.tasks[i].name, document.subject().names.function_of(task)}) {
            if (name && names[name.index()]) tasks[i] = true;
        }
    }
    for (const sim::OutputLine& line : trace.outputs) {
        if (line.task && names[line.text.index()]) tasks[line.task.index()] = true;
    }
    return tasks;
}

}  // namespace

Summary summarise(const Document& document, const Span& range) {
    Summary summary;
    summary.range = range;
    add_names(document, summary);
    add_lanes(document, summary);
    add_requests(document.trace(), summary);
    if (summary.measured == Measured::nothing && document.history() != nullptr)
        add_run_waits(*document.history(), summary);
    add_percentiles(summary);
    add_bins(summary);
    return summary;
}

Matches find_places(const Document& document, std::string_view text, std::size_t most) {
    Matches matches;
    if (text.empty()) return matches;
    const auto put = [&](const Place& place) {
        if (matches.places.size() >= most) {
            matches.is_cut = true;
            return false;
        }
        matches.places.push_back(place);
        return true;
    };
    if (text.starts_with('>')) {
        const sim::Result<sim::Duration> least = sim::parse_duration(text.substr(1));
        if (!least) {
            matches.problem = "a time is expected behind \">\", such as >5ms";
            return matches;
        }
        each_place(document, [&](const Place& place) {
            return document.span_of(place).length() < least->ns || put(place);
        });
    } else if (document.trace().level == sim::TraceLevel::full) {
        const std::vector<bool> tasks = named_tasks(document, lowered(text));
        each_place(document, [&](const Place& place) {
            const std::uint32_t task = document.level(place).subject[place.index];
            return task >= tasks.size() || !tasks[task] || put(place);
        });
    } else {
        const std::string low = lowered(text);
        each_place(document, [&](const Place& place) {
            return lowered(document.name_of_place(place)).find(low) == std::string::npos ||
                   put(place);
        });
    }
    sort_by_time(document, matches.places);
    return matches;
}

std::vector<Place> parts_of(const Document& document, const Place& place, std::size_t most) {
    std::vector<Place> parts;
    const std::uint32_t subject = document.level(place).subject[place.index];
    if (subject == index_absent || document.tracks().rows[place.row].kind == TrackKind::phases)
        return {place};
    const std::vector<Track>& tracks = document.tracks().rows;
    for (std::uint32_t r = 0; r < tracks.size(); ++r) {
        if (tracks[r].kind == TrackKind::phases) continue;
        for (std::uint32_t l = 0; l < tracks[r].levels.size(); ++l) {
            const std::vector<std::uint32_t>& of = tracks[r].levels[l].subject;
            for (auto at = std::find(of.begin(), of.end(), subject);
                 at != of.end() && parts.size() < most; at = std::find(at + 1, of.end(), subject))
                parts.push_back({r, l, static_cast<std::uint32_t>(at - of.begin())});
        }
    }
    sort_by_time(document, parts);
    return parts;
}

}  // namespace ui::gui
