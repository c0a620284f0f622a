#pragma once

#include <string>

namespace cli_test {

/// A load on a pool, for sweeps and sizes.
inline constexpr const char* service = R"({
  // comments stay where they are
  "runtime": { "costs": "none", "cores": "unlimited" },
  "work": { "job": { "time": { "exponential": "10ms" } } },
  "load": {
    "name": "job",
    "arrivals": { "poisson": "200/s" },
    "requests": 300,
    "handler": [{ "await": { "work": "job" } }, { "respond": 200 }]
  }
})";

/// Options that make runs of it few.
inline const std::string fast = " --replications 4 --threads 2";

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace cli_test
