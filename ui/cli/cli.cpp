// Arguments to a command: the first word chooses the row of the command table, CLI11 takes the rest apart by the
// rows of the option table. CLI11 throws; all of its exceptions end in this file.

#include "ui/cli/cli.hpp"

#include <algorithm>
#include <exception>
#include <ostream>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "ui/cli/command.hpp"
#include "ui/cli/foreign_options.hpp"
#include "ui/cli/help.hpp"
#include "ui/cli/input.hpp"
#include "ui/export/drawing.hpp"

namespace ui {

namespace {

/// What stands behind it are operands, even if they look like options.
constexpr std::string_view behind_options = "--";

std::vector<std::string_view> known_options(const Command& command) {
    std::vector<std::string_view> names = option_names(command);
    for (const OptionRow& row : option_rows()) {
        const bool is_known = std::find(names.begin(), names.end(), row.name) != names.end();
        if (is_known && !row.short_name.empty()) names.push_back(row.short_name);
    }
    return names;
}

void explain_unknown_option(const Command& command, const std::string& word, const Options& options,
                            const Console& console) {
    const std::string name = word.substr(0, word.find('='));
    // One letter is near to every other.
    std::string hint = name.size() <= 2 ? std::string{} : guess(name, known_options(command));
    if (hint.empty() && find_option(name) != nullptr) {
        hint = fmt::format("it belongs to other commands; \"loopglass {}\" does not take it",
                           command.name);
    }
    const std::string file = options.operands.empty() ? std::string{} : options.operands.front();
    if (hint.empty() && command.passes_arguments && !file.empty() && is_script(file, options)) {
        hint = fmt::format("options of a program stand behind --: loopglass {} {} -- {}",
                           command.name, file, word);
    }
    if (hint.empty()) hint = fmt::format("see: loopglass {} --help", command.name);
    complain(console, fmt::format(R"(unknown option "{}" of "loopglass {}")", name, command.name),
             hint);
}

/// Says so if a flag is given a value, "--json=5", and returns whether one is.
bool refuse_valued_flag(const Command& command, const std::vector<std::string>& arguments,
                        const Console& console) {
    const std::vector<std::string_view> known = known_options(command);
    const auto end = std::find(arguments.begin(), arguments.end(), behind_options);
    const auto word = std::find_if(arguments.begin(), end, [&](const std::string& argument) {
        const std::string name = argument.substr(0, argument.find('='));
        return name.size() < argument.size() && std::ranges::find(known, name) != known.end() &&
               option_of(command.name, *find_option(name)).value.empty();
    });
    if (word == end) return false;
    complain(console,
             fmt::format("option {} takes no value, found \"{}\"", word->substr(0, word->find('=')),
                         word->substr(word->find('=') + 1)));
    return true;
}

/// Adds the command's options to `app`; what is wrong with a value ends up in `problem`.
void add_options(CLI::App& app, const Command& command, Options& options, std::string& problem) {
    for (const std::string_view name : option_names(command)) {
        const OptionRow* row = &option_of(command.name, *find_option(name));
        const std::string names = row->short_name.empty()
                                      ? std::string{row->name}
                                      : fmt::format("{},{}", row->short_name, row->name);
        const auto apply = [row, &options, &problem](const std::string& value) {
            options.given.push_back(row->name);
            const std::string wrong = row->apply(options, value);
            if (!wrong.empty() && problem.empty())
                problem = fmt::format("option {} {}", row->name, wrong);
        };
        if (row->value.empty()) {
            app.add_flag_callback(names, [apply] { apply({}); });
        } else {
            const auto apply_each = [row, apply](const std::vector<std::string>& values) {
                if (!row->is_repeated) return apply(values.back());
                for (const std::string& value : values) apply(value);
            };
            // One value each time: what follows it is an operand.
            app.add_option_function<std::vector<std::string>>(names, apply_each)
                ->type_size(1)
                ->expected(1)
                ->allow_extra_args(false)
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        }
    }
    app.add_option("operands", options.operands);
}

/// Fills `options`; false after a message.
bool parse(const Command& command, const std::vector<std::string>& arguments, Options& options,
           const Console& console) {
    if (refuse_valued_flag(command, arguments, console)) return false;
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::string problem;
    add_options(app, command, options, problem);
    const std::string see = fmt::format("see: loopglass {} --help", command.name);
    try {
        app.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
    } catch (const CLI::ArgumentMismatch& mismatch) {
        const std::string text = mismatch.what();
        const std::string name = text.substr(0, text.find(':'));
        const OptionRow* known = find_option(name);
        const OptionRow* row = known == nullptr ? nullptr : &option_of(command.name, *known);
        complain(console,
                 row == nullptr
                     ? text
                     : fmt::format("option {} needs a value: {} {}", name, name, row->value),
                 see);
        return false;
    } catch (const CLI::Error& error) {
        complain(console, error.what(), see);
        return false;
    }
    for (const std::string& word : app.remaining()) {
        if (word == behind_options) continue;
        explain_unknown_option(command, word, options, console);
        return false;
    }
    if (options.has_both_schedulers && command.name != "predict" && problem.empty())
        problem = "option --scheduler expects linux or ps; both is for \"loopglass predict\"";
    if (!problem.empty()) complain(console, problem);
    return problem.empty();
}

bool has_right_operands(const Command& command, const Options& options, const Console& console) {
    const int count = static_cast<int>(options.operands.size());
    if (count >= command.operands_min && count <= command.operands_max) return true;
    const bool has_more = count > command.operands_max;
    if (has_more && command.passes_arguments && is_script(options.operands.front(), options))
        return true;
    const std::string usage = fmt::format("usage: loopglass {} {}", command.name, command.operands);
    if (!has_more) {
        complain(console, fmt::format("\"loopglass {}\" needs {}", command.name, command.operands),
                 usage);
    } else {
        const std::string& first = options.operands[static_cast<std::size_t>(command.operands_max)];
        complain(console,
                 fmt::format(R"(unexpected "{}" after "loopglass {}")", first, command.name),
                 command.passes_arguments ? "only a JavaScript program takes arguments" : usage);
    }
    return false;
}

int run_row(const Command& command, const std::vector<std::string>& arguments,
            const Console& console) {
    const auto asks_help = [](const std::string& word) { return word == "--help" || word == "-h"; };
    const auto end = std::find(arguments.begin(), arguments.end(), behind_options);
    if (std::any_of(arguments.begin(), end, asks_help)) {
        console.out << help_text(command, console.out_terminal.width,
                                 console.out_terminal.has_colour);
        return exit_done;
    }
    Options options;
    if (!parse(command, arguments, options, console)) return exit_bad_input;
    // Node would take such a name for an option.
    if (!options.operands.empty() && options.operands.front().size() > 1 &&
        options.operands.front().front() == '-')
        options.operands.front().insert(0, "./");
    if (!has_right_operands(command, options, console)) return exit_bad_input;
    // The window opens other files, too.
    if (command.name != "view" && refuse_program_options(options, console)) return exit_bad_input;
    return command.run(options, console);
}

int explain_first_word(const std::string& word, const Console& console) {
    const std::string see = "loopglass --help shows the commands";
    if (word.size() > 1 && word[0] == '-') {
        std::string hint = guess(word, {"--help", "--version"});
        if (find_option(word) != nullptr)
            hint = fmt::format("options follow the command: loopglass run FILE {} ...", word);
        complain(console, fmt::format("unknown option \"{}\"", word), hint.empty() ? see : hint);
        return exit_bad_input;
    }
    std::string hint = guess(word, command_names());
    const bool is_file = word.find('/') != std::string::npos || word.find('.') != std::string::npos;
    if (hint.empty() && is_file) hint = fmt::format("to run a scenario: loopglass run {}", word);
    complain(console, fmt::format("unknown command \"{}\"", word), hint.empty() ? see : hint);
    return exit_bad_input;
}

int dispatch(const std::vector<std::string>& arguments, const Console& console) {
    if (arguments.empty()) {
        complain(console, "a command is missing",
                 "loopglass --help shows the commands; a first one: loopglass run pool/logins");
        return exit_bad_input;
    }
    const std::string& word = arguments.front();
    if (word == "--help" || word == "-h") return help_command({}, console);
    if (word == "--version") {
        console.out << version_text();
        return exit_done;
    }
    const Command* command = find_command(word);
    if (command == nullptr) return explain_first_word(word, console);
    return run_row(*command, {arguments.begin() + 1, arguments.end()}, console);
}

}  // namespace

int run_cli(const std::vector<std::string>& arguments, const Console& console) {
    try {
        const int code = dispatch(arguments, console);
        const bool is_stopped = code == exit_limit || code == exit_script_limit;
        return is_stopped && is_interrupted(console) ? exit_interrupted : code;
    } catch (const std::bad_alloc&) {
        complain(console, "out of memory", "use a smaller load, or a lower trace level");
        return exit_limit;
    } catch (const NoDrawing& error) {
        complain(console, error.what(),
                 "pictures and the window are drawn by loopglass-drawing.so, which belongs beside "
                 "the program or into lib/loopglass of its installation");
        return exit_bad_input;
    } catch (const std::exception& error) {
        complain(console, fmt::format("internal error: {}", error.what()),
                 "this is a defect of loopglass, please report it");
        return exit_bad_input;
    }
}

}  // namespace ui
