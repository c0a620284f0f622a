#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

namespace conformance {

using Scenario = nlohmann::ordered_json;

/// A random ordering scenario that logs what runs: timers, immediates, ticks, microtasks, promises, async
/// functions, errors and file operations, nested; CommonJS or ES module. A callback that starts something with
/// a time of its own stays busy afterwards, so that few outcomes are races. The same seed gives the same scenario.
[[nodiscard]] Scenario generate_scenario(std::uint64_t seed);

/// All scenarios that are one step simpler: one action less, or replaced by what it contains.
[[nodiscard]] std::vector<Scenario> simpler_scenarios(const Scenario& scenario);

}  // namespace conformance
