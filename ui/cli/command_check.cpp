#include <algorithm>
#include <ostream>

#include "ui/cli/command.hpp"
#include "ui/cli/input.hpp"

namespace ui {

namespace {

int check_one(const std::string& operand, const Options& options, const Console& console) {
    const Loaded<Input> input = read_input(operand, options, console);
    if (!input.value) return input.code;
    const sim::Result<sim::Program> program = load_program(*input.value);
    if (!program) {
        complain(console, program.diagnostics());
        return exit_bad_input;
    }
    if (options.is_verbose) console.out << input.value->name << ": ok\n";
    return exit_done;
}

}  // namespace

int check_command(const Options& options, const Console& console) {
    int code = exit_done;
    for (const std::string& operand : options.operands) {
        code = std::max(code, check_one(operand, options, console));
        if (is_interrupted(console)) return exit_limit;
    }
    return code;
}

}  // namespace ui
