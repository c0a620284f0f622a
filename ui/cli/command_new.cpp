#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "ui/cli/command.hpp"
#include "ui/cli/starters.hpp"
#include "ui/host/output_file.hpp"

namespace ui {

namespace {

const Starter* find_starter(std::string_view kind) {
    for (const Starter& starter : starters()) {
        if (starter.kind == kind) return &starter;
    }
    return nullptr;
}

/// Says that there is no such kind, and returns whether a kind was meant: a word alone may be the name of a file.
bool refuse_kind(const std::string& word, bool has_name, const Console& console) {
    std::vector<std::string_view> known;
    for (const Starter& row : starters()) known.push_back(row.kind);
    std::string hint = guess(word, known);
    const bool begins_with_kind =
        std::ranges::any_of(known, [&](std::string_view kind) { return word.starts_with(kind); });
    if (!has_name && (hint.empty() || begins_with_kind)) return false;
    if (hint.empty()) hint = "known: order, load";
    if (!has_name) hint.append(fmt::format(" a file of that name: loopglass new order {}", word));
    complain(console, fmt::format("unknown kind of scenario \"{}\"", word), hint);
    return true;
}

std::string default_file_name(const std::string& name) {
    return name.ends_with(".json") ? name : name + ".json";
}

}  // namespace

int new_command(const Options& options, const Console& console) {
    const Starter* starter = &starters().front();
    std::string name{starter->kind};
    if (!options.operands.empty()) {
        const std::string& first = options.operands.front();
        const Starter* named = find_starter(first);
        if (named == nullptr && refuse_kind(first, options.operands.size() == 2, console))
            return exit_bad_input;
        if (named != nullptr) starter = named;
        name = options.operands.back();
    }
    if (name.empty()) {
        complain(console, "the name of the file is empty");
        return exit_bad_input;
    }
    const std::string file = default_file_name(name);
    std::error_code error;
    if (std::filesystem::symlink_status(file, error).type() !=
        std::filesystem::file_type::not_found) {
        complain(console, fmt::format("{}: the file exists", file),
                 "choose another name; new never replaces a file");
        return exit_bad_input;
    }
    std::string text{starter->text};
    for (std::size_t at = text.find("FILE"); at != std::string::npos;
         at = text.find("FILE", at + file.size()))
        text.replace(at, 4, file);
    if (const std::optional<sim::Diagnostic> problem =
            write_file(file, text, {.is_forced = false, .interrupt = console.interrupt})) {
        complain(console, *problem);
        return exit_bad_input;
    }
    console.out << fmt::format("{} is written; next: loopglass run {}\n", file, file);
    return exit_done;
}

}  // namespace ui
