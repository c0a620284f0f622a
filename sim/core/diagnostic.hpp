#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sim {

/// A place in a source file; line and column count from 1, 0 means unknown.
struct Place {
    std::string file;
    std::int32_t line = 0;
    std::int32_t column = 0;
};

/// One clear message about something a user wrote. Lower case, no full stop.
struct Diagnostic {
    Place place;
    std::string message;  // what was found and what was expected
    std::string excerpt;  // the source line or what is around the column, empty if there is none
    std::string hint;     // `did you mean "cpu"? known: await, cpu, log`; may be empty
    std::int32_t excerpt_shift =
        0;  // columns of the line that the excerpt does not have before its beginning
};

/// "file:line:column: message", then the excerpt with a caret under the column, then the hint.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);

/// A value, or why there is none (at least one diagnostic).
template <class T>
class Result {
public:
    Result(T value)
        : state_(std::move(value)) {
    }  // NOLINT(google-explicit-constructor): returned by value everywhere
    Result(Diagnostic diagnostic) : state_(std::vector<Diagnostic>{std::move(diagnostic)}) {}
    Result(std::vector<Diagnostic> diagnostics) : state_(std::move(diagnostics)) {}

    [[nodiscard]] bool has_value() const { return state_.index() == 0; }
    [[nodiscard]] explicit operator bool() const { return has_value(); }
    [[nodiscard]] T& operator*() { return std::get<0>(state_); }
    [[nodiscard]] const T& operator*() const { return std::get<0>(state_); }
    [[nodiscard]] T* operator->() { return &std::get<0>(state_); }
    [[nodiscard]] const T* operator->() const { return &std::get<0>(state_); }
    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return std::get<1>(state_); }

private:
    std::variant<T, std::vector<Diagnostic>> state_;
};

/// The entry of `known` with the smallest edit distance to `word`, empty if none is near.
[[nodiscard]] std::string_view find_nearest(std::string_view word,
                                            const std::vector<std::string_view>& known);

}  // namespace sim
