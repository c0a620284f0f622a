#pragma once

#include <string>
#include <string_view>

#include "sim/core/diagnostic.hpp"

namespace sim {

/// One field of a scenario and what stands there now.
struct ScenarioField {
    std::string path;   // all of it: "load.arrivals.poisson"
    std::string value;  // as JSON, empty: the scenario does not say
};

/// The field that `name` means: a path of keys ("work.hash.time"; in a list a number or the "name" of an element), or
/// a short name: threadpool, cores, scheduler, replicas, warmup, node, rate, users, think, time, servers.
[[nodiscard]] Result<ScenarioField> find_scenario_field(std::string_view text,
                                                        std::string_view file,
                                                        std::string_view name);

/// The scenario's text with `value` (JSON) at `path`, which find_scenario_field gave; everything else stays where it was.
[[nodiscard]] Result<std::string> change_scenario(std::string_view text, std::string_view file,
                                                  std::string_view path, std::string_view value);

}  // namespace sim
