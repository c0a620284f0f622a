#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.hpp"
#include "sim/program/program.hpp"
#include "traces/log_line.hpp"
#include "ui/layout/tracks.hpp"

namespace ui {

/// How a file's text is to be read.
enum class InputKind : std::uint8_t { json, js, mjs, cjs };

struct PixelSize {
    std::int32_t width = 0;
    std::int32_t height = 0;
};

/// The group of options that say how to run.
constexpr std::string_view options_of_runs =
    "What is simulated (each replaces what the scenario says)";

/// What the user wrote on the command line; what was not written stays empty and leaves the scenario's own value.
struct Options {
    std::vector<std::string> operands;
    std::vector<std::string_view> given;  // the options that were written, by their long names

    std::string node;
    std::optional<bool> is_module;
    std::optional<std::int32_t> threadpool;
    std::optional<std::int32_t> cores;
    std::optional<sim::Scheduler> scheduler;
    std::string costs;  // a file, "none" or "node"
    std::uint64_t seed = 1;
    bool is_seed_stated = false;
    std::optional<sim::Duration> until;

    std::vector<std::pair<std::string, std::string>> environment;  // of a JavaScript program
    std::string root;                        // a folder that a JavaScript program may read, too
    std::optional<sim::Duration> cpu_limit;  // real CPU time of a JavaScript program
    bool is_cpu_measured = false;            // its CPU time is real
    bool is_cpu_modelled = false;            // all of it, also where it computes for long
    bool has_fake_results = false;           // its hashes and keys are not computed

    std::optional<std::int32_t> threads;  // of this machine
    std::string replay;                   // a path through the choices: "0,2,1"
    bool is_from_start = false;           // the OS may delay the script as long as it likes
    bool is_exploring = false;            // check: prove what is said of the orders
    bool is_under_load = false;           // and every turn of the loop
    std::optional<std::int64_t> paths;    // to explore at most
    std::optional<std::int64_t> samples;  // runs for likelihoods

    std::int32_t runs = 20;  // of real Node
    std::string with;        // a real Node; empty: the one on the path

    std::vector<std::string> works;  // to calibrate: "login=bcrypt:12"
    std::string work_module;         // to calibrate: a file
    bool is_quick = false;

    std::vector<std::string> paths_wanted;  // of an access log
    std::string duration;                   // field of an access log, "responseTime:ms"
    traces::LogStamp stamp = traces::LogStamp::as_known;  // of an access log

    std::string trace;
    std::string output;
    std::string format;
    std::string picture;  // "timeline", "state" ...
    std::optional<std::int64_t> step;
    std::optional<std::int64_t> request;  // from 1
    std::optional<sim::Instant> from;
    std::optional<sim::Instant> to;
    std::optional<PixelSize> size;
    std::string theme;
    std::vector<TrackKind> lanes;
    std::string title;
    bool hides_code = false;
    bool has_orders = false;  // a page with a tab for each order
    std::string screenshot;   // of the window
    std::string script;       // of commands for the window
    std::string state_file;   // gets the window's state
    double scale = 0;         // of the window; 0: that of the screen
    std::optional<InputKind> input_kind;
    bool is_json = false;
    bool is_audited = false;
    bool is_forced = false;
    bool is_verbose = false;
    bool is_watched = false;
    std::string compare;  // "node=18,24"
    std::string answer;   // of a quiz
    std::string topic;    // of a quiz to make
    std::int32_t difficulty = 2;
    bool is_choosing = false;
    std::optional<std::int32_t> line;  // of the output, from 1

    // Of forecasts.
    bool has_both_schedulers = false;
    std::int32_t replications = 0;         // 0: as many as the precision takes
    std::optional<double> precision;       // of p99
    std::optional<std::int64_t> requests;  // of one replication
    std::optional<sim::Duration> warmup;
    std::vector<std::string> vary;                               // "threadpool=1..16"
    std::optional<std::pair<std::int32_t, std::int32_t>> shard;  // this one, from 1, of so many
    bool is_resumed = false;
    bool is_csv = false;
    std::vector<std::string> targets;  // "p99<200ms"
    std::vector<std::string> finds;    // what to find: "threadpool"
    bool wants_help = false;
};

/// One option: help, completion and the parser are made from these rows.
struct OptionRow {
    std::string_view name;        // "--node"
    std::string_view short_name;  // "-o", may be empty
    std::string_view value;       // what stands for its value in help, empty for a flag
    std::string_view choices;     // for completion: words, "FILE", or empty
    std::string_view group;
    std::string_view text;
    /// Puts the value into the options; returns what is wrong with it, empty if nothing.
    std::string (*apply)(Options& options, std::string_view value);
    bool is_repeated = false;      // may be given several times; otherwise the last one counts
    bool is_for_programs = false;  // of JavaScript only
};

/// In the order of the help; rows of one group are neighbours.
[[nodiscard]] std::span<const OptionRow> option_rows();
/// By its long or short name; null if there is none.
[[nodiscard]] const OptionRow* find_option(std::string_view name);
/// The row as one command means it: a few words say something else there.
[[nodiscard]] const OptionRow& option_of(std::string_view command, const OptionRow& row);

/// "14 16 18", the names of the profiles.
[[nodiscard]] std::string profile_names(std::string_view separator);

/// The options that make another model of what is simulated, as written; empty if none. Then expectations are not checked.
[[nodiscard]] std::string model_changes(const Options& options);

}  // namespace ui
