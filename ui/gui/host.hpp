#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/trace/trace.hpp"
#include "ui/layout/orders.hpp"
#include "ui/layout/scene.hpp"
#include "ui/layout/sweep.hpp"

namespace ui::gui {

/// What the window may change of a run; what is empty stays as the program says.
struct Knobs {
    std::string node;
    std::string module;  // "cjs", "esm"
    std::string scheduler;
    std::string costs;  // "none", "node"
    std::optional<std::int32_t> threadpool;
    std::optional<std::int32_t> cores;  // 0: unlimited
    std::optional<std::uint64_t> seed;
    std::string replay;  // a path of explore instead of the seed

    friend bool operator==(const Knobs&, const Knobs&) = default;
};

struct LoadRequest {
    std::string path;                 // a file, the name of a scenario, or a folder
    std::optional<std::string> text;  // of an editor, instead of the file's
    Knobs knobs;
    /// Fields of the program, by their paths, and the values that a cell of a sweep gives them.
    std::vector<std::pair<std::string, std::string>> changes;
};

/// A sweep as it was computed, and what its cells change.
struct SweepFile {
    SweepFigures figures;
    std::string program;             // the file, as it was given
    std::vector<std::string> paths;  // of the fields, by dimension
};

/// A question about the program's output: which of these orders can come?
struct QuizCard {
    struct Choice {
        std::vector<std::string> lines;
        bool is_right = false;
        std::string remark;  // what one would have to believe, and which line refutes it
    };
    std::string question;
    std::vector<Choice> choices;
};

/// What was asked of a program besides its run.
struct Inquiry {
    std::optional<PossibleOrders> orders;
    std::optional<QuizCard> quiz;
    std::string problem;
};

/// Shared by the thread that loads and the one that shows.
struct LoadProgress {
    std::atomic<std::int64_t> done{0};  // bytes
    std::atomic<std::int64_t> total{0};
    std::atomic<std::int64_t> runs{0};  // of exploring; how many there will be is not known
    std::atomic<bool> is_cancelled{false};
};

struct LessonName {
    std::string path;
    std::string title;
};

/// A run, or why there is none; of a folder what is in it.
struct LoadedRun {
    std::string path;
    std::string title;
    std::string about;
    std::string text;             // the program; empty for traces
    bool is_program = false;      // can run again with other knobs
    bool runs_from_file = false;  // and not from the editor
    std::optional<sim::Trace> trace;
    /// The part that was asked for, in ns; of a trace of level spans nothing else is there.
    std::optional<std::pair<std::int64_t, std::int64_t>> part;
    std::vector<sim::Diagnostic> problems;
    std::optional<sim::Diagnostic> ending;  // of a run that an exception or a limit ended
    std::vector<std::string> files;         // all that was read, for watching
    std::vector<LessonName> lessons;
    std::optional<SweepFile> sweep;
};

/// All that the window wants of the world. `load`, `explore` and `quiz` are called on a thread of their own, one call at a
/// time; the others are called by the window. What can go wrong comes back as a message, empty if nothing did.
class Host {
public:
    Host() = default;
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    virtual ~Host() = default;

    [[nodiscard]] virtual LoadedRun load(const LoadRequest& request, LoadProgress& progress) = 0;
    /// Every order in which the program may print.
    [[nodiscard]] virtual Inquiry explore(const LoadRequest& request, LoadProgress& progress) = 0;
    /// A question about the order in which it prints.
    [[nodiscard]] virtual Inquiry quiz(const LoadRequest& request, LoadProgress& progress) = 0;
    [[nodiscard]] virtual std::string save_text(const std::string& path, std::string_view text) = 0;
    /// The ending of `path` chooses the format.
    [[nodiscard]] virtual std::string save_picture(const std::string& path,
                                                   std::span<const Scene> scenes, double width) = 0;
    /// What the window shows, as PNG.
    [[nodiscard]] virtual std::string save_screenshot(const std::string& path, std::string png) = 0;
    /// Bytes of a file that we made ourselves.
    [[nodiscard]] virtual std::string save_bytes(const std::string& path,
                                                 std::string_view bytes) = 0;
    /// Whether one of the files of the last load has changed since.
    [[nodiscard]] virtual bool has_changed() = 0;
    /// The same file for a window that begins in another folder; what is no file stays as it is.
    [[nodiscard]] virtual std::string full_path(const std::string& path) const = 0;
    /// What was kept of the last window: lines of commands. Empty the first time.
    [[nodiscard]] virtual std::string load_settings() = 0;
    virtual void save_settings(std::string_view lines) = 0;
};

}  // namespace ui::gui
