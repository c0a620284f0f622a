#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// One line of the table: a workload of ours and what it is held against.
struct Row {
    std::string name;
    std::string beside;     // what the other is
    std::string goal;       // for people
    double operations = 0;  // of one call of `ours`: events, callbacks, spans or bytes
    std::function<void()> ours;
    double other_operations = 0;
    std::function<void()> other;  // none: nothing, or other_ns
    /// Measures an operation itself; 0: it cannot.
    std::function<double()> other_ns = {};
    /// Bytes of memory instead of times: what ours holds and what the other does, for all operations.
    std::function<std::pair<double, double>()> bytes = {};
};

/// The lines of the groups of workloads of which one is wanted ("W1 W2" are one group), or all of them; a `scale` of 100
/// makes them a hundredth as long.
[[nodiscard]] std::vector<Row> rows(std::int64_t scale, std::span<const std::string_view> wanted);

/// Scripts beside real Node, if this build runs any.
void add_scripts(std::vector<Row>& rows, std::int64_t scale);

/// Frames of the window's timeline.
void add_window(std::vector<Row>& rows, std::int64_t scale);

}  // namespace bench
