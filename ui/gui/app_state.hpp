#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/gui/analysis.hpp"
#include "ui/gui/document.hpp"
#include "ui/gui/host.hpp"

namespace ui::gui {

enum class Mode : std::uint8_t { teach, analyse };
enum class Drawer : std::uint8_t { statistics, latency, waits, compare, findings, sweep };
constexpr std::size_t drawer_count = 6;
[[nodiscard]] std::string_view to_text(Drawer drawer);

/// What the machine around the window has to do for a command; taken in order by whoever runs the window.
struct Effect {
    enum class Kind : std::uint8_t {
        load,
        load_other,
        explore,
        quiz,
        cancel,
        save,
        export_scene,
        screenshot,
        quit
    };
    Kind kind = Kind::load;
    std::string argument;
};

/// "Which line comes next?" before a step that prints.
struct Question {
    std::size_t step = 0;  // that prints
    std::vector<std::string> choices;
    std::size_t right = 0;
    std::optional<std::size_t> answer;
};

struct Prediction {
    bool is_on = false;
    std::optional<Question> question;
    std::string verdict;
    std::int32_t asked = 0;
    std::int32_t right = 0;
};

struct Found {
    bool is_open = false;
    std::string text;
    std::vector<Place> places;  // by time
    bool is_cut = false;        // there are more
    std::size_t current = 0;
};

struct Editor {
    bool is_open = false;
    bool is_changed = false;  // against the file
    std::string text;
    std::int64_t run_in_ms = -1;  // until the program runs again; negative: it does not
};

/// Why there is nothing to step through.
constexpr std::string_view no_steps =
    "this run is kept as intervals, not event by event: it has no steps to go through";

/// What is above the panels; at most one.
enum class Overlay : std::uint8_t { none, help, palette, open, orders, quiz };

/// The orders that explore found, as a list to walk through.
struct OrderList {
    std::optional<PossibleOrders> found;
    std::optional<std::size_t> current;  // whose run is shown
};

/// A question about the order of the whole output.
struct Quiz {
    std::optional<QuizCard> card;
    std::optional<std::size_t> answer;
    std::int32_t asked = 0;
    std::int32_t right = 0;
};

struct Palette {
    std::string text;
    std::size_t current = 0;
};

/// All that the window shows, a value that only commands change (see command.hpp). Time in it is that of the trace, ns.
struct AppState {
    std::unique_ptr<Document> document;  // null: nothing is open
    std::unique_ptr<Document> other;     // the second run of a comparison
    std::optional<sim::Parting> parting;
    std::vector<LessonName> lessons;
    std::vector<sim::Diagnostic> problems;  // of the last load that failed
    std::optional<LoadedRun> refused;       // what was opened last, if it did not load
    OrderList orders;
    Quiz quiz;
    std::optional<SweepFile> sweep;
    std::optional<std::size_t> sweep_cell;  // whose run is shown
    std::optional<SweepTarget> sweep_target;

    Mode mode = Mode::teach;
    std::size_t theme = 0;  // index into themes()

    std::size_t step = 0;
    bool is_playing = false;
    double speed = 1;  // steps a second
    std::int64_t played_ms = 0;
    Prediction prediction;

    Span view{0, 1};
    double scroll = 0;                  // of the rows, in pixels of the scene
    std::vector<std::uint32_t> pinned;  // rows that stay in sight
    std::optional<Place> selected;
    std::vector<Place> related;  // of the selected request
    std::optional<Span> range;
    std::optional<Position> measure_from;  // the first end, while the second is not set
    std::optional<Span> measure;
    Position cursor = 0;
    std::vector<Position> bookmarks;  // ascending
    Found found;
    Drawer drawer = Drawer::statistics;
    bool has_drawer = true;
    std::size_t bin = 0;  // of the histogram, chosen
    Summary summary;      // of the range, otherwise of the whole run
    Summary other_summary;

    Overlay overlay = Overlay::none;
    Palette palette;
    Editor editor;

    std::string path;  // as it was opened
    Knobs knobs;
    std::optional<Knobs> other_knobs;  // set: a second run stands beside the first
    std::string other_path;            // of the second run, if it is of another file
    Position other_shift = 0;          // by which it stands later on the axis
    std::vector<std::pair<std::string, std::string>> changes;  // of a cell of a sweep
    std::optional<std::pair<std::int32_t, std::int32_t>> window_size;
    std::vector<std::string> recent;  // latest first
    bool is_loading = false;
    std::string message;  // what a command had to say
    bool is_error = false;
    std::int64_t message_ms = 0;  // how long it is still shown
    std::deque<Effect> effects;
};

/// Puts a load into the state: a run, a list of lessons, or problems. `is_other` for the second run of a comparison.
void take_loaded(AppState& state, LoadedRun run, std::unique_ptr<Document> document, bool is_other);

/// Puts orders or a question into the state, or says why there are none.
void take_inquiry(AppState& state, Inquiry inquiry);
/// The second run goes, and what was compared with it.
void drop_other(AppState& state);
/// After what there is to see has become less: the view stays within it.
void keep_view(AppState& state);

/// All that can be looked at: the run, and the second one where it stands on the axis. There is a run.
[[nodiscard]] Span whole_of(const AppState& state);

/// The program that can be edited: what was opened last, whether or not it runs. Null for traces, sweeps and folders.
[[nodiscard]] const LoadedRun* program_of(const AppState& state);

/// What is wrong with what is open: why it could not be loaded, or what ended its run. A lesson comes to the latter in
/// its last step.
[[nodiscard]] std::vector<sim::Diagnostic> problems_of(const AppState& state);

[[nodiscard]] const Theme& theme_of(const AppState& state);
/// The reason of the step, the question, or what there is to say where there are no steps.
[[nodiscard]] std::string band_text(const AppState& state);
/// Lines printed up to the current step, its own included unless they are asked for.
[[nodiscard]] std::vector<std::string> printed(const AppState& state);
/// For --dump-state: one JSON object.
[[nodiscard]] std::string to_json(const AppState& state);

}  // namespace ui::gui
