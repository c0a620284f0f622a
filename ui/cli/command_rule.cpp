#include <ostream>

#include <fmt/core.h>

#include "sim/node/rules.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

void tell(const sim::Rule& rule, const Console& console) {
    const std::size_t width = static_cast<std::size_t>(std::min(console.out_terminal.width, 100));
    const bool has_colour = console.out_terminal.has_colour;
    console.out << paint(rule.number, Ink::bold, has_colour) << "  "
                << paint(rule.section, Ink::dim, has_colour) << '\n';
    console.out << wrap(rule.text, width, 4);
    const std::string evidence = fmt::format("evidence: {}{}", rule.evidence,
                                             rule.observable ? "" : " (no program can observe it)");
    console.out << paint(wrap(evidence, width, 4), Ink::dim, has_colour);
}

/// "R2", "r2." and "2" name a section.
std::string section_prefix(std::string_view operand) {
    if (operand.starts_with('R') || operand.starts_with('r')) operand.remove_prefix(1);
    if (operand.ends_with('.')) operand.remove_suffix(1);
    const bool is_number =
        !operand.empty() && operand.find_first_not_of("0123456789") == std::string_view::npos;
    return is_number ? fmt::format("R{}.", operand) : std::string{};
}

bool tell_section(const std::string& operand, const Console& console) {
    const std::string prefix = section_prefix(operand);
    bool is_first = true;
    for (const sim::Rule& rule : sim::rules()) {
        if (prefix.empty() || !rule.number.starts_with(prefix)) continue;
        if (!is_first) console.out << '\n';
        tell(rule, console);
        is_first = false;
    }
    return !is_first;
}

}  // namespace

int rule_command(const Options& options, const Console& console) {
    bool is_first = true;
    for (const std::string& operand : options.operands) {
        if (!is_first) console.out << '\n';
        is_first = false;
        if (const sim::Rule* rule = sim::find_rule(operand)) {
            tell(*rule, console);
        } else if (!tell_section(operand, console)) {
            std::vector<std::string_view> known;
            for (const sim::Rule& other : sim::rules()) known.push_back(other.number);
            const std::string hint = guess(operand, known);
            complain(console, fmt::format("unknown rule \"{}\"", operand),
                     hint.empty() ? "see: loopglass list rules" : hint);
            return exit_bad_input;
        }
    }
    return exit_done;
}

}  // namespace ui
