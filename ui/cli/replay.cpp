#include "ui/cli/replay.hpp"

#include <charconv>

#include <fmt/format.h>

#include "sim/explore/explore.hpp"

namespace ui {

namespace {

constexpr std::string_view under_load = "under-load:";
constexpr std::string_view from_start = "from-start:";
constexpr std::string_view each_trip = "each-trip:";
constexpr std::string_view read_clocks = "clocks:";
constexpr std::string_view timers_of = "timers-";  // of these durations: "timers-1-5:"
static_assert(under_load.size() == from_start.size());

/// Numbers with `between` between them.
template <class Number>
std::optional<std::vector<Number>> parse_numbers(std::string_view text, char between) {
    std::vector<Number> picks;
    while (true) {
        Number pick = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pick);
        if (error != std::errc{}) return std::nullopt;
        picks.push_back(pick);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) return picks;
        if (text.front() != between) return std::nullopt;
        text.remove_prefix(1);
    }
}

/// The durations of timers that `text` begins with, which it then no longer does; none if they are not numbers.
std::optional<std::vector<std::int64_t>> take_durations(std::string_view& text) {
    if (!text.starts_with(timers_of)) return std::vector<std::int64_t>{};
    text.remove_prefix(timers_of.size());
    const std::size_t end = std::min(text.find(':'), text.size());
    auto durations = parse_numbers<std::int64_t>(text.substr(0, end), '-');
    text.remove_prefix(std::min(end + 1, text.size()));
    return durations;
}

}  // namespace

std::string picks_text(const sim::Order& order, const Options& options) {
    const std::string_view prefix = options.is_under_load   ? under_load
                                    : options.is_from_start ? from_start
                                                            : std::string_view{};
    const std::string timers =
        order.durations.empty() ? std::string{}
                                : fmt::format("{}{}:", timers_of, fmt::join(order.durations, "-"));
    return fmt::format("{}{}{}{}{}", prefix, order.steps_wait ? each_trip : std::string_view{},
                       order.clocks_are_read ? read_clocks : std::string_view{}, timers,
                       order.picks.empty() ? "0" : fmt::format("{}", fmt::join(order.picks, ",")));
}

sim::Latitude latitude_of(const Options& options) {
    sim::Latitude latitude;
    if (options.is_from_start || options.is_under_load) latitude.script = sim::latitude_any;
    if (options.is_under_load) latitude.turn = sim::latitude_any;
    return latitude;
}

bool can_explore(const Job& job, const Console& console) {
    const std::string hindrance = sim::hinders_exploring(job.program);
    if (hindrance.empty()) return true;
    complain(console, fmt::format("{}: exploring does not know {} yet", job.name, hindrance),
             "it takes programs with one loop and no load");
    return false;
}

std::optional<sim::Path> replayed_path(const Options& options, const Console& console) {
    Options wide;
    std::string_view text = options.replay;
    wide.is_under_load = text.starts_with(under_load);
    wide.is_from_start = text.starts_with(from_start);
    if (wide.is_under_load || wide.is_from_start) text.remove_prefix(under_load.size());
    sim::Latitude latitude = latitude_of(wide);
    latitude.steps_may_wait = text.starts_with(each_trip);
    if (latitude.steps_may_wait) text.remove_prefix(each_trip.size());
    latitude.clocks_are_read = text.starts_with(read_clocks);
    if (latitude.clocks_are_read) text.remove_prefix(read_clocks.size());
    auto durations = take_durations(text);
    const auto picks = parse_numbers<std::uint32_t>(text, ',');
    if (durations) latitude.durations = std::move(*durations);
    if (picks && durations) return sim::Path{.latitude = latitude, .picks = *picks, .taken = {}};
    complain(console,
             fmt::format("option --replay: found \"{}\", expected numbers such as 0,2,1",
                         options.replay),
             "loopglass explore FILE shows them");
    return std::nullopt;
}

bool fits(const sim::Path& path, const Console& console) {
    for (std::size_t i = 0; i < path.picks.size(); ++i) {
        const bool is_there = i < path.taken.size();
        if (is_there && path.taken[i].picked == path.picks[i]) continue;
        if (!is_there && path.picks[i] == 0) continue;
        complain(console,
                 is_there ? fmt::format("--replay: choice {} is {}, and there are only {} "
                                        "alternatives, from 0",
                                        i + 1, path.picks[i], path.taken[i].alternatives)
                          : fmt::format("--replay: {} choices, and this path has only {}",
                                        path.picks.size(), path.taken.size()),
                 "the path is of another program, version or latitude; loopglass explore FILE "
                 "shows those of this one");
        return false;
    }
    return true;
}

std::optional<sim::Trace> run_once_or_replay(const Job& job, sim::RunOptions run_options,
                                             const Options& options, const Console& console) {
    if (options.replay.empty()) return sim::run(job.program, *job.profile, run_options);
    if (!can_explore(job, console)) return std::nullopt;
    std::optional<sim::Path> path = replayed_path(options, console);
    if (!path) return std::nullopt;
    run_options.path = &*path;
    sim::Trace trace = sim::run(job.program, *job.profile, run_options);
    if (!fits(*path, console)) return std::nullopt;
    return trace;
}

}  // namespace ui
