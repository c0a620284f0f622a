#include "ui/cli/help.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/core.h>

#include "ui/cli/table.hpp"

namespace ui {

namespace {

constexpr std::size_t name_width = 18;

std::size_t page_width(int width) { return static_cast<std::size_t>(std::min(width, 100)); }

/// "  name      text", the text wrapped under itself.
std::string entry(std::string_view name, std::string_view text, std::size_t width) {
    std::string lines = wrap(text, width, name_width + 4);
    lines.replace(0, name_width + 4, pad_right(fmt::format("  {}", name), name_width + 4));
    return lines;
}

std::string option_entry(const OptionRow& row, std::size_t width) {
    std::string name{row.short_name};
    if (!name.empty()) name.append(", ");
    name.append(row.name);
    if (!row.value.empty()) name.append(" ").append(row.value);
    return entry(name, row.text, width);
}

std::string options_text(const Command& command, std::size_t width, bool has_colour) {
    const std::vector<std::string_view> names = option_names(command);
    std::string text;
    std::string_view group;
    for (const OptionRow& row : option_rows()) {
        if (std::find(names.begin(), names.end(), row.name) == names.end()) continue;
        if (row.group != group)
            text.append("\n").append(paint(row.group, Ink::bold, has_colour)).append("\n");
        group = row.group;
        text.append(option_entry(option_of(command.name, row), width));
    }
    return text;
}

std::string examples_text(std::string_view examples, bool has_colour) {
    Table table{{{"", Align::left}, {"", Align::left}}};
    while (!examples.empty()) {
        const std::size_t end = std::min(examples.find('\n'), examples.size());
        const std::string_view line = examples.substr(0, end);
        const std::size_t comment = line.find(" # ");
        const bool has_comment = comment != std::string_view::npos;
        table.add(
            {fmt::format("  {}", line.substr(0, comment)),
             has_comment ? paint(line.substr(comment + 1), Ink::dim, has_colour) : std::string{}});
        examples.remove_prefix(std::min(end + 1, examples.size()));
    }
    return table.to_text(false);
}

}  // namespace

std::string help_text(int width, bool has_colour) {
    const std::size_t page = page_width(width);
    std::string text = fmt::format("{} - a deterministic simulator of how Node.js schedules\n\n",
                                   paint("loopglass", Ink::bold, has_colour));
    text.append("Usage: loopglass COMMAND [OPERANDS] [OPTIONS]\n");
    std::string_view group;
    for (const Command& command : commands()) {
        if (command.group != group)
            text.append("\n").append(paint(command.group, Ink::bold, has_colour)).append("\n");
        group = command.group;
        text.append(
            entry(fmt::format("{} {}", command.name, command.operands), command.summary, page));
    }
    text.append("\n").append(paint("Start here", Ink::bold, has_colour)).append("\n");
    text.append(
        examples_text("loopglass run pool/logins # six logins hash passwords on a pool of four\n"
                      "loopglass list scenarios # more to run and to read\n"
                      "loopglass help run # all about one command\n"
                      "loopglass --version # what this build is made of",
                      has_colour));
    return text;
}

std::string help_text(const Command& command, int width, bool has_colour) {
    const std::size_t page = page_width(width);
    std::string text = fmt::format(
        "{} - {}\n\n", paint(fmt::format("loopglass {}", command.name), Ink::bold, has_colour),
        command.summary);
    const std::string_view space = command.operands.empty() ? "" : " ";
    text.append(fmt::format("Usage: loopglass {}{}{} [OPTIONS]{}\n\n", command.name, space,
                            command.operands, command.passes_arguments ? " [-- ARGUMENTS]" : ""));
    text.append(wrap(command.about, page, 0));
    text.append(options_text(command, page, has_colour));
    text.append("\n").append(paint("Examples", Ink::bold, has_colour)).append("\n");
    text.append(examples_text(command.examples, has_colour));
    text.append(
        "\nExit codes: 0 done, 1 an expectation failed, 2 bad input or usage, 3 a limit reached, "
        "130 "
        "Ctrl-C.\n");
    return text;
}

int help_command(const Options& options, const Console& console) {
    const Terminal& terminal = console.out_terminal;
    if (options.operands.empty()) {
        console.out << help_text(terminal.width, terminal.has_colour);
        return exit_done;
    }
    const std::string& name = options.operands.front();
    const Command* command = find_command(name);
    if (command == nullptr) {
        complain(console, fmt::format("unknown command \"{}\"", name),
                 guess(name, command_names()));
        return exit_bad_input;
    }
    console.out << help_text(*command, terminal.width, terminal.has_colour);
    return exit_done;
}

}  // namespace ui
