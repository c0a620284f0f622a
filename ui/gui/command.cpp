#include "ui/gui/command.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace ui::gui {

namespace {

constexpr std::int64_t message_ms = 6000;

std::vector<CommandRow> all_rows() {
    std::vector<CommandRow> rows;
    for (const std::span<const CommandRow> part :
         {step_rows(), view_rows(), select_rows(), run_rows(), inquiry_rows(), window_rows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

std::string unknown_command(std::string_view id) {
    std::vector<std::string_view> known;
    for (const CommandRow& row : command_rows()) known.push_back(row.id);
    const std::string_view nearest = sim::find_nearest(id, known);
    return nearest.empty()
               ? fmt::format("unknown command \"{}\"", id)
               : fmt::format("unknown command \"{}\", did you mean \"{}\"?", id, nearest);
}

}  // namespace

std::span<const CommandRow> command_rows() {
    static const std::vector<CommandRow> rows = all_rows();
    return rows;
}

const CommandRow* find_command(std::string_view id) {
    for (const CommandRow& row : command_rows()) {
        if (row.id == id) return &row;
    }
    return nullptr;
}

std::string apply(AppState& state, const Command& command) {
    const CommandRow* const row = find_command(command.id);
    std::string problem;
    if (row == nullptr) problem = unknown_command(command.id);
    else if (row->argument.empty() && !command.argument.empty())
        problem = fmt::format("{} takes nothing, found \"{}\"", row->id, command.argument);
    else if (!row->argument.empty() && !row->argument.starts_with('[') && command.argument.empty())
        problem = fmt::format("{} needs {}", row->id, row->argument);
    else problem = row->apply(state, command.argument);
    if (!problem.empty()) {
        state.message = problem;
        state.is_error = true;
        state.message_ms = message_ms;
    }
    return problem;
}

Command to_command(std::string_view line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    Command command{.id = std::string{line.substr(0, end)}, .argument = {}};
    line.remove_prefix(end);
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    command.argument = line.substr(begin);
    while (command.argument.ends_with(' ')) command.argument.pop_back();
    return command;
}

sim::Result<std::vector<Command>> read_script(std::string_view text, std::string_view file) {
    std::vector<Command> commands;
    std::vector<sim::Diagnostic> problems;
    for (std::int32_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
        const std::string_view word = line.substr(begin);
        if (word.empty() || word.starts_with('#')) continue;
        Command command = to_command(word);
        if (find_command(command.id) == nullptr) {
            problems.push_back({.place = {.file = std::string{file},
                                          .line = number,
                                          .column = static_cast<std::int32_t>(begin) + 1},
                                .message = unknown_command(command.id),
                                .excerpt = std::string{line},
                                .hint = {}});
            continue;
        }
        commands.push_back(std::move(command));
    }
    if (!problems.empty()) return problems;
    return commands;
}

std::optional<double> to_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

std::optional<Position> to_position(std::string_view text) {
    Position number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) return number;
    const sim::Result<sim::Duration> duration = sim::parse_duration(text);
    if (!duration) return std::nullopt;
    return duration->ns;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
        text.remove_prefix(begin);
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

}  // namespace ui::gui
