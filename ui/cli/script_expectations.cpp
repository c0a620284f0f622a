#include "ui/cli/script_expectations.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "sim/node/profile.hpp"
#include "ui/cli/expectations.hpp"
#include "ui/cli/order_claims.hpp"

namespace ui {

namespace {

using Kind = ScriptExpectation::Kind;

constexpr std::string_view comment = "//";
constexpr std::string_view indent = "//   ";
constexpr std::string_view forms =
    R"(known: "expect:", "expect one of:" (or "either"), "expect always:", "expect never before:", "expect exit code: N", each also with ", Node N..." before the colon)";

bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    text.remove_suffix(text.size() - (text.find_last_not_of(blank) + 1));
    return text;
}

std::string_view without_return(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Reads one line after the other; what is wrong ends up in `problems`.
class Reader {
public:
    Reader(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {}

    void read() {
        while (next_line()) {
            std::string_view words = line_;
            if (!take(words, comment)) continue;
            words = trim(words);
            if (!take(words, "expect")) continue;
            // "expected", "expects": prose.
            if (!words.empty() && std::string_view{" :,"}.find(words[0]) == std::string_view::npos)
                continue;
            read_one(words);
        }
    }

    std::vector<ScriptExpectation> expectations;
    std::vector<sim::Diagnostic> problems;

private:
    bool next_line() {
        if (rest_.empty()) return false;
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        line_ = without_return(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        return true;
    }

    /// `words` is what follows "expect".
    void read_one(std::string_view words) {
        ScriptExpectation one;
        one.line = number_;
        if (take(words, " either") || take(words, " one of")) {
            one.kind = Kind::either;
        } else if (take(words, " always")) {
            one.kind = Kind::always;
        } else if (take(words, " never before")) {
            one.kind = Kind::never_before;
        } else if (take(words, " exit code")) {
            one.kind = Kind::exit_code;
        }
        if (take(words, ", Node ") && !read_versions(words, one)) return;
        if (!take(words, ":")) return complain(words, "an expectation has no known form", forms);
        words = trim(words);
        if (one.kind == Kind::exit_code) {
            if (!read_number(words, one.exit_code))
                return complain(words, "an exit code is a whole number from 0 to 255");
        } else if (!words.empty()) {
            return complain(words, "the output stands in the lines below",
                            "each as \"//   \" and a line of stdout");
        } else {
            read_lines(one);
            const bool is_claim = one.kind == Kind::always || one.kind == Kind::never_before;
            if (is_claim && one.lines.size() < 2) {
                problems.push_back({.place = {.file = file_, .line = one.line, .column = 1},
                                    .message = "an order needs two lines or more",
                                    .excerpt = {},
                                    .hint = "each below, as \"//   \" and a line of stdout"});
                return;
            }
        }
        expectations.push_back(std::move(one));
    }

    bool read_versions(std::string_view& words, ScriptExpectation& one) {
        std::string_view list = words.substr(0, words.find(':'));
        words.remove_prefix(list.size());
        while (!(list = trim(list)).empty()) {
            const std::string_view name = list.substr(0, list.find(' '));
            list.remove_prefix(name.size());
            if (sim::find_profile(name) == nullptr) {
                complain(name, fmt::format("unknown Node version \"{}\"", name),
                         "versions are majors, divided by spaces: , Node 24 26:");
                return false;
            }
            one.profiles.emplace_back(name);
        }
        if (!one.profiles.empty()) return true;
        complain(words, "a Node version is missing", "versions are majors: , Node 24 26:");
        return false;
    }

    void read_lines(ScriptExpectation& one) {
        while (!rest_.empty()) {
            const std::string_view line = without_return(rest_.substr(0, rest_.find('\n')));
            // An empty line of output may have lost its blanks to an editor.
            const bool is_empty = line.starts_with(comment) && trim(line) == comment;
            if (!is_empty && !line.starts_with(indent)) return;
            next_line();
            one.lines.emplace_back(is_empty ? std::string_view{} : line.substr(indent.size()));
        }
    }

    static bool read_number(std::string_view words, int& number) {
        const auto [end, error] =
            std::from_chars(words.data(), words.data() + words.size(), number);
        return error == std::errc{} && end == words.data() + words.size() && number >= 0 &&
               number <= 255;
    }

    void complain(std::string_view at, std::string message, std::string_view hint = {}) {
        problems.push_back(
            {.place = {.file = file_,
                       .line = number_,
                       .column = static_cast<std::int32_t>(at.data() - line_.data()) + 1},
             .message = std::move(message),
             .excerpt = std::string{line_},
             .hint = std::string{hint}});
    }

    std::string_view rest_;
    std::string_view line_;
    std::int32_t number_ = 0;
    std::string file_;
};

bool is_meant_for(const ScriptExpectation& one, std::string_view profile) {
    return one.profiles.empty() ||
           std::find(one.profiles.begin(), one.profiles.end(), profile) != one.profiles.end();
}

}  // namespace

sim::Result<std::vector<ScriptExpectation>> read_script_expectations(std::string_view text,
                                                                     const std::string& file) {
    Reader reader{text, file};
    reader.read();
    if (!reader.problems.empty()) return std::move(reader.problems);
    return std::move(reader.expectations);
}

std::vector<std::string> unmet_expectations(const std::vector<ScriptExpectation>& expectations,
                                            std::string_view profile,
                                            const std::vector<std::string>& lines, int exit_code) {
    std::vector<std::string> unmet;
    const ScriptExpectation* either = nullptr;
    bool holds_either = false;
    bool states_code = false;
    for (const ScriptExpectation& one : expectations) {
        if (!is_meant_for(one, profile)) continue;
        switch (one.kind) {
            case Kind::output:
                if (one.lines != lines)
                    unmet.push_back(fmt::format("line {}: the output is not as expected\n{}",
                                                one.line, difference_text(one.lines, lines)));
                break;
            case Kind::either:
                either = either == nullptr ? &one : either;
                holds_either = holds_either || one.lines == lines;
                break;
            case Kind::always:
            case Kind::never_before: {
                const std::string broken = one.kind == Kind::always
                                               ? broken_always(one.lines, lines)
                                               : broken_never_before(one.lines, lines);
                if (!broken.empty()) unmet.push_back(fmt::format("line {}: {}", one.line, broken));
                break;
            }
            case Kind::exit_code:
                states_code = true;
                if (one.exit_code != exit_code)
                    unmet.push_back(fmt::format("line {}: the exit code is {}, expected {}",
                                                one.line, exit_code, one.exit_code));
                break;
        }
    }
    if (either != nullptr && !holds_either) {
        unmet.push_back(
            fmt::format("line {}: the output is none of those expected; the first one:\n{}",
                        either->line, difference_text(either->lines, lines)));
    }
    if (!states_code && !expectations.empty() && exit_code != 0)
        unmet.push_back(fmt::format("the exit code is {}, expected 0", exit_code));
    return unmet;
}

}  // namespace ui
