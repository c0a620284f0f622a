#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace sim::scenario {

/// How many diagnostics one load reports.
constexpr std::size_t diagnostics_most = 20;
/// How many errors are kept: far more, so that those reported are the first of the file.
constexpr std::size_t errors_most = 1000;

/// The text of one file and what is wrong with it; offsets are bytes from its start.
/// Refers to the text, which must outlive it.
class SourceText {
public:
    SourceText(std::string_view text, std::string_view file);

    struct Position {
        std::int32_t line = 1;    // from 1
        std::int32_t column = 1;  // from 1, in characters, a tab is one
    };
    [[nodiscard]] Position position(std::size_t offset) const;
    [[nodiscard]] std::string_view text() const { return text_; }

    void error(std::size_t offset, std::string message, std::string hint = {});
    /// What is odd and still may be meant.
    void warn(std::size_t offset, std::string message, std::string hint = {});
    [[nodiscard]] bool has_errors() const { return !errors_.empty(); }
    [[nodiscard]] std::size_t error_count() const { return errors_.size(); }
    /// So many errors that no more are kept: time to stop looking for them.
    [[nodiscard]] bool is_full() const { return errors_.size() >= errors_most; }
    /// In the order of the file, at most diagnostics_most.
    [[nodiscard]] std::vector<Diagnostic> diagnostics() const { return listed(errors_); }
    [[nodiscard]] std::vector<Diagnostic> warnings() const { return listed(warnings_); }

private:
    struct Error {
        std::size_t offset = 0;
        std::string message;
        std::string hint;
    };
    [[nodiscard]] std::vector<Diagnostic> listed(const std::vector<Error>& errors) const;
    /// What is around an error in its line, and how many columns stand left of it.
    struct Excerpt {
        std::string text;
        std::int32_t shift = 0;
    };
    [[nodiscard]] Excerpt excerpt(std::size_t offset) const;
    [[nodiscard]] std::size_t characters_before(std::size_t offset) const;

    std::string_view text_;
    std::string file_;
    std::vector<std::size_t> line_starts_;
    std::vector<std::size_t>
        characters_;  // before each block: a column is cheap in a line of any length
    std::vector<Error> errors_;
    std::vector<Error> warnings_;
};

/// The text in double quotes as a message shows it: control characters escaped, cut when long.
[[nodiscard]] std::string quote(std::string_view text);

/// `did you mean "cpu"? known: await, cpu, log`, by letters or by what it is called elsewhere ("threads" is threadpool); a
/// long list is cut, nothing to know gives an empty hint.
[[nodiscard]] std::string known_hint(std::string_view word,
                                     const std::vector<std::string_view>& known);

}  // namespace sim::scenario
