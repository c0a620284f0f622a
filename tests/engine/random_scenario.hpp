#pragma once

#include <cstdint>
#include <string>

namespace engine_test {

/// A random scenario over the whole language: callbacks, promises, pool, stations, sockets, datagrams, children,
/// channels, workers, processes and loads, with odd values among the usual ones. It may fail, starve or exit; it ends by
/// its limits at the latest. The same seed gives the same text.
[[nodiscard]] std::string random_scenario(std::uint64_t seed);

}  // namespace engine_test
