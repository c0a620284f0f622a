#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/core.h>

#include "ui/cli/command.hpp"
#include "ui/cli/exploration.hpp"
#include "ui/cli/input.hpp"
#include "ui/cli/script_expectations.hpp"
#include "ui/host/read_file.hpp"

namespace ui {

namespace {

/// Of a script only what it expects is checked: the language is for Node to judge.
int check_script(const std::string& operand, const Options& options, const Console& console) {
    const bool is_stdin = operand == "-";
    const std::string name = is_stdin ? "stdin" : operand;
    const sim::Result<std::string> text = is_stdin ? read_code(console.in, name) : read_code(name);
    if (!text) {
        complain(console, text.diagnostics());
        return exit_bad_input;
    }
    const sim::Result<std::vector<ScriptExpectation>> expectations =
        read_script_expectations(*text, name);
    if (!expectations) {
        complain(console, expectations.diagnostics());
        return exit_bad_input;
    }
    if (options.is_verbose) {
        const std::size_t count = expectations->size();
        console.out << fmt::format("{}: ok, {}\n", name,
                                   count == 0   ? "it says nothing about what it prints"
                                   : count == 1 ? "one expectation"
                                                : fmt::format("{} expectations", count));
    }
    return exit_done;
}

/// What is refuted weighs more than what was not seen to its end.
int worse_of(int a, int b) {
    if (a == exit_bad_input || b == exit_bad_input) return exit_bad_input;
    if (a == exit_failed || b == exit_failed) return exit_failed;
    return std::max(a, b);
}

int check_one(const std::string& operand, const Options& options, const Console& console) {
    if (is_script(operand, options)) return check_script(operand, options, console);
    const Loaded<Input> input = read_input(operand, options, console);
    if (!input.value) return input.code;
    const sim::Result<sim::Program> program = load_program(*input.value);
    if (!program) {
        complain(console, program.diagnostics());
        return exit_bad_input;
    }
    complain(console, program->warnings);
    if (options.is_verbose) console.out << input.value->name << ": ok\n";
    return exit_done;
}

int prove_one(const std::string& operand, Options options, const Console& console) {
    options.operands = {operand};
    const Loaded<Exploration> found = explore_file(0, options, console);
    if (found.code != exit_done) return found.code;
    const int code = report_claims(found.value->claims, found.value->orders, options, console);
    if (options.is_verbose && code == exit_done)
        console.out << fmt::format("{}: ok, {} of {} orders\n", operand,
                                   found.value->claims.empty() ? "it says nothing" : "all holds",
                                   found.value->orders.orders.size());
    return code;
}

/// They would look like a proof.
bool refuse_options_of_exploring(const Options& options, const Console& console) {
    constexpr std::array<std::string_view, 7> own{"--from-start", "--under-load", "--paths",
                                                  "--threads",    "--node",       "--module",
                                                  "--threadpool"};
    if (options.is_exploring) return false;
    const auto found = std::ranges::find_first_of(options.given, own);
    if (found == options.given.end()) return false;
    complain(console,
             fmt::format("option {} is for --explore, without which nothing is run", *found));
    return true;
}

}  // namespace

int check_command(const Options& options, const Console& console) {
    if (refuse_options_of_exploring(options, console)) return exit_bad_input;
    int code = exit_done;
    for (const std::string& operand : options.operands) {
        const int one = options.is_exploring ? prove_one(operand, options, console)
                                             : check_one(operand, options, console);
        code = worse_of(code, one);
        if (is_interrupted(console)) return exit_limit;
    }
    return code;
}

}  // namespace ui
