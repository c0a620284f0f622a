#pragma once

#include "sim/core/time.hpp"

namespace sim::script {

/// What is known of code that ran for a while.
struct Stretch {
    Duration charged{};     // by the model
    Duration unmodelled{};  // as measured
    Duration ours{};        // at most, of what `ours_most` is for

    Stretch& operator+=(const Stretch& more);
    /// The program's share of what it took, if that is beyond what is ours and beyond what the model charges twice, as code that is
    /// cold takes on a busy machine; otherwise negative.
    [[nodiscard]] Duration excess(Duration taken, bool is_traced) const;
};

/// What these were seen to take at most here, as they take longer than in Node.
namespace ours_most {
constexpr Duration module = microseconds(300);  // that is loaded
constexpr Duration function =
    microseconds(200);                       // of ours, which V8 compiles when it is first called
constexpr Duration call = microseconds(50);  // of the file system or of what a worker does
constexpr Duration callback = microseconds(20);
constexpr Duration reading = microseconds(5);         // of a clock
constexpr Duration optimized_byte = microseconds(6);  // of machine code, made on this thread
constexpr Duration real_reading = microseconds(20);   // of the disk
}  // namespace ours_most

/// What the program computes a little at a time. Any one window may be the machine's or ours, so only their sum tells.
class ComputingBalance {
public:
    /// What is to be charged now, after a window with that excess.
    [[nodiscard]] Duration add(Duration excess, bool is_traced);

private:
    Duration sum_{};
    bool is_told_ = false;
};

}  // namespace sim::script
