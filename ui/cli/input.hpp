#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/node/profile.hpp"
#include "sim/program/program.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"

namespace ui {

/// The text behind an operand: a file, stdin ("-"), or an installed scenario by its name.
struct Input {
    std::string name;  // for messages: the file, "stdin"
    std::string
        given;  // as the user named it; goes into traces, which are the same wherever scenarios are installed
    std::string text;
    InputKind kind = InputKind::json;
    std::string change =
        {};  // what was changed in the text, "--vary work.hash.time=5ms"; empty: nothing
    std::string original = {};  // the text before that
};

/// A scenario ready to run: the command line's options have replaced what the scenario says.
struct Job {
    std::string name;   // for messages
    std::string given;  // for traces
    sim::Program program;
    const sim::Profile* profile = nullptr;
    std::vector<std::string> files;  // all that was read, for --watch
};

/// Something, or the exit code after a message on stderr.
template <class T>
struct Loaded {
    std::optional<T> value;
    int code = exit_done;
};

/// Whether an operand is taken for JavaScript, by its ending or --as, or because it has no ending and no text of JSON.
[[nodiscard]] bool is_script(const std::string& operand, const Options& options);

/// Refuses what is no JSON; for JavaScript with `script_code`.
[[nodiscard]] Loaded<Input> read_input(const std::string& operand, const Options& options,
                                       const Console& console, int script_code = exit_bad_input);

/// Parses `input` and applies the options.
[[nodiscard]] Loaded<Job> load_job(const Input& input, const Options& options,
                                   const Console& console);

/// A cost file's values, in the runtime and the works of a program that has nothing else.
[[nodiscard]] sim::Result<sim::Program> load_costs(const std::string& file);

/// Refuses a scheduler that is asked for where every thread has a core of its own; `runtime` as the program states it.
[[nodiscard]] bool refuse_idle_scheduler(const std::string& name, const sim::Runtime& runtime,
                                         const Options& options, const Console& console);

/// Puts those of a cost file in the place of what `runtime` has, the cores only where none are stated.
void take_costs(sim::Runtime& runtime, const sim::Runtime& costs);

/// Only the program, with nothing applied.
[[nodiscard]] sim::Result<sim::Program> load_program(const Input& input,
                                                     std::vector<std::string>* files = nullptr);

/// The profile a program runs under: the one it asks for, otherwise the default if it names that, otherwise the newest
/// that it names. Null if it asks for one that does not exist.
[[nodiscard]] const sim::Profile* profile_of(const sim::Program& program);

/// Whether the program is meant for `profile`: it names the profile, or none at all.
[[nodiscard]] bool is_meant_for(const sim::Program& program, std::string_view profile);

}  // namespace ui
