#include "ui/cli/completion_scripts.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "ui/cli/command.hpp"

namespace ui {

namespace {

// The first column of the list, below its title.
constexpr std::string_view scenario_names =
    "loopglass list scenarios 2>/dev/null | sed -e 1d -e 's/ .*//'";

/// Choices without the word FILE.
std::string words_of(std::string_view choices) {
    const std::size_t file = choices.find("FILE");
    if (file == std::string_view::npos) return std::string{choices};
    return std::string{choices.substr(0, file > 0 ? file - 1 : 0)};
}

bool has_files(std::string_view choices) { return choices.find("FILE") != std::string_view::npos; }

std::string join(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

bool takes(const Command& command, std::string_view option) {
    const std::vector<std::string_view> names = option_names(command);
    return std::find(names.begin(), names.end(), option) != names.end();
}

std::string bash_values() {
    std::string text;
    for (const OptionRow& row : option_rows()) {
        if (row.value.empty()) continue;
        std::string names{row.name};
        if (!row.short_name.empty()) names.append("|").append(row.short_name);
        std::string reply =
            words_of(row.choices).empty()
                ? std::string{}
                : fmt::format(R"sh($(compgen -W "{}" -- "$word") )sh", words_of(row.choices));
        if (has_files(row.choices)) reply.append("$(compgen -f -- \"$word\")");
        text.append(fmt::format("        {}) COMPREPLY=({}); return ;;\n", names, reply));
    }
    return text;
}

std::string bash_commands() {
    std::string text;
    for (const Command& command : commands()) {
        std::string operands = words_of(command.choices);
        if (command.name == "help") operands = join(command_names());
        if (command.name == "run" || command.name == "export")
            operands = fmt::format("$({})", scenario_names);
        text.append(fmt::format("        {}) options=\"{}\"; operands=\"{}\"; files={} ;;\n",
                                command.name, join(option_names(command)), operands,
                                has_files(command.choices) ? 1 : 0));
    }
    return text;
}

std::string zsh_option(const OptionRow& row) {
    std::string action;
    if (!row.value.empty()) {
        action = fmt::format(":{}:", row.value);
        const std::string words = words_of(row.choices);
        if (has_files(row.choices)) {
            action.append("_files");
        } else if (!words.empty()) {
            action.append(fmt::format("({})", words));
        }
    }
    return fmt::format(" \\\n            '{}[{}]{}'", row.name, row.text, action);
}

std::string zsh_commands() {
    std::string text;
    for (const Command& command : commands()) {
        std::string line = fmt::format("        {}) _arguments", command.name);
        for (const OptionRow& row : option_rows()) {
            if (takes(command, row.name)) line.append(zsh_option(option_of(command.name, row)));
        }
        const std::string words =
            command.name == "help" ? join(command_names()) : words_of(command.choices);
        if (has_files(command.choices)) {
            line.append(" \\\n            '*:file:_loopglass_files'");
        } else if (!words.empty()) {
            line.append(fmt::format(" \\\n            '*:operand:({})'", words));
        }
        text.append(line).append(" ;;\n");
    }
    return text;
}

/// Single quotes are the only thing that a quoted word of fish minds besides backslashes, of which there are none.
std::string fish_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) quoted.append(c == '\'' ? std::string{"\\'"} : std::string{c});
    return quoted + "'";
}

}  // namespace

std::string bash_completion() {
    return fmt::format(R"sh(# bash completion for loopglass
_loopglass() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
    local options operands files=0
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "{} --help --version" -- "$word"))
        return
    fi
    case "$previous" in
{}    esac
    case "${{COMP_WORDS[1]}}" in
{}        *) return ;;
    esac
    case "$word" in
        -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
        *)
            COMPREPLY=($(compgen -W "$operands" -- "$word"))
            if [ "$files" -eq 1 ]; then COMPREPLY+=($(compgen -f -- "$word")); fi
            ;;
    esac
}}
complete -o filenames -F _loopglass loopglass
)sh",
                       join(command_names()), bash_values(), bash_commands());
}

std::string zsh_completion() {
    std::string descriptions;
    for (const Command& command : commands())
        descriptions.append(fmt::format("        '{}:{}'\n", command.name, command.summary));
    return fmt::format(R"sh(#compdef loopglass
_loopglass_files() {{
    local -a scenarios
    scenarios=(${{(f)"$({})"}})
    compadd -a scenarios
    _files
}}
_loopglass() {{
    local -a names
    names=(
{}    )
    if (( CURRENT == 2 )); then
        _describe command names
        return
    fi
    shift words
    (( CURRENT-- ))
    case $words[1] in
{}    esac
}}
if [ "$funcstack[1]" = "_loopglass" ]; then _loopglass "$@"; else compdef _loopglass loopglass; fi
)sh",
                       scenario_names, descriptions, zsh_commands());
}

std::string fish_completion() {
    std::string text = "# fish completion for loopglass\ncomplete -c loopglass -f\n";
    for (const Command& command : commands()) {
        text.append(fmt::format("complete -c loopglass -n __fish_use_subcommand -a {} -d {}\n",
                                command.name, fish_quoted(command.summary)));
    }
    for (const Command& command : commands()) {
        const std::string condition =
            fmt::format("complete -c loopglass -n '__fish_seen_subcommand_from {}'", command.name);
        for (const OptionRow& common : option_rows()) {
            if (!takes(command, common.name)) continue;
            const OptionRow& row = option_of(command.name, common);
            text.append(fmt::format("{} -l {}", condition, row.name.substr(2)));
            if (!row.short_name.empty())
                text.append(fmt::format(" -s {}", row.short_name.substr(1)));
            if (!row.value.empty()) text.append(has_files(row.choices) ? " -r -F" : " -x");
            const std::string words = words_of(row.choices);
            if (!words.empty()) text.append(fmt::format(" -a {}", fish_quoted(words)));
            text.append(fmt::format(" -d {}\n", fish_quoted(row.text)));
        }
        std::string words =
            command.name == "help" ? join(command_names()) : words_of(command.choices);
        if (command.name == "run" || command.name == "export")
            words = fmt::format("({})", scenario_names);
        if (!words.empty()) text.append(fmt::format("{} -a \"{}\"\n", condition, words));
        if (has_files(command.choices)) text.append(fmt::format("{} -F\n", condition));
    }
    return text;
}

}  // namespace ui
