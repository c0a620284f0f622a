#include <ostream>

#include <fmt/core.h>

#include "sim/node/catalogue.hpp"
#include "sim/scenario/scenario.hpp"
#include "ui/cli/command.hpp"

namespace ui {

namespace {

/// One part of the reference: a key with its text, heading included.
struct Entry {
    std::string_view word;
    std::string_view text;
};

/// In the order of the reference; a word that is both a section and an action has two.
std::vector<Entry> entries_of(std::string_view reference) {
    constexpr std::string_view mark = "\n### ";
    std::vector<Entry> entries;
    for (std::size_t at = reference.find(mark); at != std::string_view::npos;
         at = reference.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        const std::size_t end = std::min(reference.find("\n##", begin), reference.size() - 1);
        entries.push_back({reference.substr(begin, reference.find('\n', begin) - begin),
                           reference.substr(at + 1, end - at)});
    }
    return entries;
}

}  // namespace

int language_command(const Options& options, const Console& console) {
    const std::string reference = sim::scenario_reference();
    if (options.operands.empty()) {
        console.out << reference;
        return exit_done;
    }
    const std::vector<Entry> entries = entries_of(reference);
    for (const std::string& word : options.operands) {
        // All APIs of the catalogue share one entry.
        const std::string wanted = sim::find_api(word) != nullptr ? "API" : word;
        bool is_known = false;
        for (const Entry& entry : entries) {
            if (entry.word != wanted) continue;
            console.out << entry.text;
            is_known = true;
        }
        if (is_known) continue;
        std::vector<std::string_view> known;
        known.reserve(entries.size());
        for (const Entry& entry : entries) known.push_back(entry.word);
        const std::string hint = guess(word, known);
        complain(console, fmt::format("unknown word \"{}\"", word),
                 hint.empty() ? "see: loopglass language" : hint);
        return exit_bad_input;
    }
    return exit_done;
}

}  // namespace ui
