#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/core/diagnostic.hpp"

namespace traces {

/// Where a reader of a native trace is, and the first thing that it found wrong there, which ends the reading.
class NativeFault {
public:
    explicit NativeFault(std::string_view file) : file_(file) {}

    /// Always false, for those who pass it on.
    template <class... Args>
    bool operator()(fmt::format_string<Args...> message, Args&&... args) {
        diagnostic_.place = {.file = file_, .line = byte_ < 0 ? line_ : 0, .column = 0};
        diagnostic_.message = fmt::format(message, std::forward<Args>(args)...);
        if (byte_ >= 0) diagnostic_.message += fmt::format(" (from byte {} on)", byte_);
        return false;
    }
    void next_line() { ++line_; }
    void set_line(std::int32_t line) { line_ = line; }
    /// Lines are not counted by who jumps to them.
    void set_byte(std::int64_t at) { byte_ = at; }
    [[nodiscard]] std::int32_t line() const { return line_; }
    [[nodiscard]] const sim::Diagnostic& diagnostic() const { return diagnostic_; }

private:
    std::string file_;
    std::int32_t line_ = 0;
    std::int64_t byte_ = -1;
    sim::Diagnostic diagnostic_;
};

}  // namespace traces
