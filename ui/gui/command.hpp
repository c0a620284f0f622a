#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "ui/gui/app_state.hpp"

namespace ui::gui {

/// The one way to change the state: what keys, buttons, the palette, scripts and tests all make.
struct Command {
    std::string id;
    std::string argument;

    friend bool operator==(const Command&, const Command&) = default;
};

/// One command: keys, palette, help and scripts are made from these rows.
struct CommandRow {
    std::string_view id;
    std::string_view title;
    std::string_view group;
    std::string_view keys;      // "Left, Shift+N", of the mode below; may be empty
    std::string_view argument;  // what it takes, empty: nothing; in brackets: may be left out
    /// In which mode its keys hold: 't', 'a' or '*'.
    char mode = '*';
    /// Changes the state; what is wrong with the argument or the moment, empty if nothing.
    std::string (*apply)(AppState& state, std::string_view argument);
};

[[nodiscard]] std::span<const CommandRow> command_rows();
[[nodiscard]] const CommandRow* find_command(std::string_view id);

/// Applies the command and returns what is wrong with it, empty if nothing; then nothing has changed. A problem is shown,
/// too, until the next command.
std::string apply(AppState& state, const Command& command);

/// One command from "id argument".
[[nodiscard]] Command to_command(std::string_view line);
/// Lines of commands; empty lines and those that begin with # are left out. Unknown commands are refused by line.
[[nodiscard]] sim::Result<std::vector<Command>> read_script(std::string_view text,
                                                            std::string_view file);

// Rows by subject, one source file each.
[[nodiscard]] std::span<const CommandRow> step_rows();
[[nodiscard]] std::span<const CommandRow> view_rows();
[[nodiscard]] std::span<const CommandRow> select_rows();
[[nodiscard]] std::span<const CommandRow> run_rows();
[[nodiscard]] std::span<const CommandRow> inquiry_rows();
[[nodiscard]] std::span<const CommandRow> window_rows();

/// A number, or nothing if the text is none; no infinities.
[[nodiscard]] std::optional<double> to_number(std::string_view text);
/// "12ms", or plain nanoseconds.
[[nodiscard]] std::optional<Position> to_position(std::string_view text);
/// The words of an argument.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

}  // namespace ui::gui
