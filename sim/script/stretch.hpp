#pragma once

#include "sim/core/time.hpp"

namespace sim::script {

/// What is known of code that ran for a while.
struct Stretch {
    Duration charged{};     // by the model
    Duration unmodelled{};  // as measured
    Duration ours{};        // at most, of what `ours_most` is for

    Stretch& operator+=(const Stretch& more);
    /// The program's share of what it took, if that is beyond what is ours and beyond some times what the model charges; otherwise
    /// negative.
    [[nodiscard]] Duration excess(Duration taken, bool is_traced) const;
};

/// What these were seen to take at most here, as they take longer than in Node.
namespace ours_most {
constexpr Duration call = microseconds(150);        // of the file system or of what a worker does
constexpr Duration call_per_kib = microseconds(1);  // that it moves, to and fro each
constexpr Duration callback = microseconds(20);
constexpr Duration reading = microseconds(5);        // of a clock
constexpr Duration real_reading = microseconds(20);  // of the disk
constexpr Duration module = microseconds(300);       // that is loaded
// A function of ours, which V8 compiles when it is first called.
constexpr Duration function = microseconds(200);
// Of optimised machine code of the library, and of the program, for which Node has another thread.
constexpr Duration library_byte = microseconds(6);
constexpr Duration program_byte = microseconds(3);
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
