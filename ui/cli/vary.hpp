#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/scenario/change.hpp"

namespace ui {

/// One dimension of a sweep: a field of the scenario and the values it takes.
struct Vary {
    std::string field;                // as the user named it
    std::string path;                 // in the scenario
    std::vector<std::string> values;  // to show: "4", "40/s", "20ms"
    std::vector<std::string> json;    // the same as JSON
};

constexpr std::size_t vary_values_max = 1000;

/// "threadpool=1..16", "rate=10..100:10", "work.hash.time=20ms,40ms,80ms". A number without a unit takes that of the
/// value that the scenario has.
[[nodiscard]] sim::Result<Vary> parse_vary(std::string_view text, std::string_view scenario,
                                           std::string_view file);

/// `value` in the form of a field's present value: a unit is added where that has one; words become JSON strings.
[[nodiscard]] std::string to_json_value(std::string_view value, std::string_view present);

/// The scenario with `value` in the field. With `replicas` its load is dealt to all processes, or the others would idle.
[[nodiscard]] sim::Result<std::string> with_value(std::string_view scenario, std::string_view file,
                                                  std::string_view path, std::string_view json);

}  // namespace ui
