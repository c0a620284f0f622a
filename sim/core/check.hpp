#pragma once

namespace sim {

/// Prints the failed condition with its place to stderr and ends the process with abort().
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace sim

/// What only we can cause: on in every build. What a user can cause is a Diagnostic.
#define SIM_CHECK(condition)                             \
    (static_cast<bool>(condition) ? static_cast<void>(0) \
                                  : ::sim::check_failed(#condition, __FILE__, __LINE__))
