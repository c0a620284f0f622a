#include "ui/gui/document.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/core/table_memory.hpp"
#include "sim/trace/origin.hpp"
#include "ui/fonts/metrics.hpp"
#include "ui/layout/frame.hpp"
#include "ui/layout/step_reasons.hpp"
#include "ui/layout/timeline_parts.hpp"

namespace ui::gui {

namespace {

constexpr std::size_t bent_max = 160;  // steps up to which a lesson is told callback by callback
constexpr std::size_t reasons_max = 20000;  // steps up to which all reasons are made beforehand

TrackKind row_of_run(sim::Where from) {
    if (from == sim::Where::tick_queue) return TrackKind::ticks;
    if (from == sim::Where::microtask_queue) return TrackKind::microtasks;
    return TrackKind::stack;
}

/// From and to: what of the run lies within the part that was asked for.
std::pair<Position, Position> part_of(const Tracks& tracks,
                                      const std::pair<Position, Position>& part) {
    const Position from = std::clamp(part.first, tracks.from, tracks.to);
    return {from, std::clamp(part.second, from, tracks.to)};
}

}  // namespace

Document::Document(LoadedRun run) : run_(std::move(run)) {
    const sim::Trace& trace = *run_.trace;
    subject_ = subject_of(trace);
    if (subject_.steps.size() <= reasons_max) add_reasons(subject_);
    if (!run_.title.empty()) subject_.title = run_.title;
    subject_.about = run_.about;
    subject_.code = to_lines(run_.text);
    tracks_ = take_tracks(*run_.trace);
    // What was not read is not there, and is no idle time.
    if (run_.part && trace.level == sim::TraceLevel::spans)
        std::tie(tracks_.from, tracks_.to) = part_of(tracks_, *run_.part);
    if (trace.level == sim::TraceLevel::full) {
        history_.emplace(trace);
        findings_ = sim::diagnose(*history_);
        if (subject_.steps.size() <= bent_max) order_ = tracks_in_order(trace);
    }
    sim::free_spare_table_memory();
}

Span Document::first_view() const {
    if (!run_.part) return whole();
    const auto [from, to] = part_of(tracks_, *run_.part);
    return from < to ? Span{from, to} : whole();
}

Span Document::whole() const { return {tracks_.from, std::max(tracks_.to, tracks_.from + 1)}; }

bool Document::has(const Place& place) const {
    return place.row < tracks_.rows.size() && place.level < tracks_.rows[place.row].levels.size() &&
           place.index < level(place).size();
}

Span Document::span_of(const Place& place) const {
    const Level& of = level(place);
    return {of.from[place.index], of.to[place.index]};
}

std::string Document::name_of_place(const Place& place) const {
    const PictureOptions options;
    const View view{subject_, options, trace(), *options.theme, std::nullopt};
    const TrackKind kind = tracks_.rows[place.row].kind;
    std::string name = subject_name(view, kind, level(place).subject[place.index], Naming::full);
    return name.empty() ? std::string{row_of(level(place).hue[place.index]).name} : name;
}

bool Document::has_reasons() const { return sim::has_reasons(trace().facts); }

std::string Document::because(std::size_t step) const {
    if (step < subject_.reasons.size()) return subject_.reasons[step];
    if (step >= subject_.steps.size()) return {};
    return step_reason(*history_, subject_.steps[step]);
}

std::uint32_t Document::run_of(const Place& place) const {
    if (!history_) return sim::history_none;
    const TrackKind kind = tracks_.rows[place.row].kind;
    const std::uint32_t task = level(place).subject[place.index];
    const bool is_task = kind != TrackKind::phases && task < trace().tasks.size();
    if (!is_task) return sim::history_none;
    const std::vector<sim::TaskRun>& runs = history_->runs();
    const Position from = span_of(place).from;
    auto run = std::lower_bound(
        runs.begin(), runs.end(), from,
        [&](const sim::TaskRun& row, Position at) { return history_->at(row.started).ns < at; });
    const bool is_loop =
        kind == TrackKind::stack || kind == TrackKind::ticks || kind == TrackKind::microtasks;
    for (; run != runs.end(); ++run) {
        const Position at = history_->at(run->started).ns;
        if (is_loop && at > from) break;
        if (run->task.value == task) return static_cast<std::uint32_t>(run - runs.begin());
        if (run - runs.begin() > 1'000'000) break;
    }
    return is_loop ? sim::history_none : history_->facts(sim::TaskId{task}).first_run;
}

std::optional<Place> Document::place_of_run(std::uint32_t run) const {
    if (!history_ || run >= history_->runs().size()) return std::nullopt;
    const sim::TaskRun& row = history_->runs()[run];
    const Position from = history_->at(row.started).ns;
    const auto found = find_place(row_of_run(row.from), row.lane, from, row.task.value);
    return found ? found : find_place(TrackKind::stack, row.lane, from, row.task.value);
}

std::optional<Place> Document::find_place(TrackKind kind, std::uint16_t lane, Position from,
                                          std::uint32_t subject) const {
    for (std::uint32_t row = 0; row < tracks_.rows.size(); ++row) {
        const Track& track = tracks_.rows[row];
        if (track.kind != kind || track.lane != lane) continue;
        for (std::uint32_t l = 0; l < track.levels.size(); ++l) {
            const Level& of = track.levels[l];
            auto i = std::lower_bound(of.from.begin(), of.from.end(), from) - of.from.begin();
            for (; i < static_cast<std::ptrdiff_t>(of.size()); ++i) {
                const auto index = static_cast<std::size_t>(i);
                if (of.from[index] != from) break;
                if (of.subject[index] == subject)
                    return Place{row, l, static_cast<std::uint32_t>(index)};
            }
        }
    }
    return std::nullopt;
}

std::size_t Document::step_at(Position at) const {
    const std::vector<Step>& steps = subject_.steps;
    const auto after = std::upper_bound(
        steps.begin(), steps.end(), at,
        [&](Position value, const Step& step) { return value < trace().events[step.first].at.ns; });
    return after == steps.begin() ? 0 : static_cast<std::size_t>(after - steps.begin()) - 1;
}

}  // namespace ui::gui
