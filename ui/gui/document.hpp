#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/explain/comparison.hpp"
#include "sim/explain/diagnosis.hpp"
#include "sim/explain/history.hpp"
#include "sim/explain/reason.hpp"
#include "ui/gui/host.hpp"
#include "ui/layout/picture.hpp"
#include "ui/layout/tracks.hpp"

namespace ui::gui {

struct Span {
    Position from = 0;
    Position to = 0;

    [[nodiscard]] Position length() const { return to - from; }
    friend bool operator==(const Span&, const Span&) = default;
};

/// An interval of a row of `Document::tracks`.
struct Place {
    std::uint32_t row = 0;
    std::uint32_t level = 0;
    std::uint32_t index = 0;

    friend bool operator==(const Place&, const Place&) = default;
};

/// A trace with all that showing it needs, made once beside the window. It refers to itself: it never moves.
class Document {
public:
    /// `run` has a trace.
    explicit Document(LoadedRun run);
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    [[nodiscard]] const sim::Trace& trace() const { return *run_.trace; }
    [[nodiscard]] const LoadedRun& run() const { return run_; }
    [[nodiscard]] const Subject& subject() const { return subject_; }
    [[nodiscard]] const Tracks& tracks() const { return tracks_; }
    /// Null if lessons are shown to scale.
    [[nodiscard]] const Tracks* order() const { return order_ ? &*order_ : nullptr; }
    /// Null below trace level full.
    [[nodiscard]] const sim::History* history() const { return history_ ? &*history_ : nullptr; }
    /// What is known to go wrong in it; empty below trace level full.
    [[nodiscard]] const std::vector<sim::Finding>& findings() const { return findings_; }
    [[nodiscard]] bool has_steps() const { return !subject_.steps.empty(); }
    /// All of it that is there.
    [[nodiscard]] Span whole() const;
    /// What was asked for, otherwise all.
    [[nodiscard]] Span first_view() const;

    [[nodiscard]] const Level& level(const Place& place) const {
        return tracks_.rows[place.row].levels[place.level];
    }
    [[nodiscard]] Span span_of(const Place& place) const;
    [[nodiscard]] bool has(const Place& place) const;
    /// What an interval is called: "setTimeout(greet)", "login 7".
    [[nodiscard]] std::string name_of_place(const Place& place) const;
    /// Why step `step` ran when it ran.
    [[nodiscard]] std::string because(std::size_t step) const;
    /// Whether it is known why callbacks ran when they did: not of a real program that was watched.
    [[nodiscard]] bool has_reasons() const;
    /// The run of a task that an interval of a stack shows, an index into the history's runs; history_none if none.
    [[nodiscard]] std::uint32_t run_of(const Place& place) const;
    /// Where the loop's run stands in the rows.
    [[nodiscard]] std::optional<Place> place_of_run(std::uint32_t run) const;
    /// The interval of the row of this kind and lane that begins at `from` and shows `subject`.
    [[nodiscard]] std::optional<Place> find_place(TrackKind kind, std::uint16_t lane, Position from,
                                                  std::uint32_t subject) const;
    /// The step during which `at` lies, or the last before it.
    [[nodiscard]] std::size_t step_at(Position at) const;

private:
    LoadedRun run_;
    Subject subject_;
    Tracks tracks_;
    std::optional<Tracks> order_;
    std::optional<sim::History> history_;
    std::vector<sim::Finding> findings_;
};

}  // namespace ui::gui
