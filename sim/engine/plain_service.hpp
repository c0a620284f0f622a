#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/ids.hpp"
#include "sim/core/time.hpp"
#include "sim/engine/run.hpp"

namespace sim {

class Machine;

/// How long something takes; what most loads draw from is known beforehand.
struct PlainTime {
    enum class Kind : std::uint8_t { constant, exponential, drawn, trip };
    Kind kind = Kind::constant;
    std::uint32_t ref = 0;  // exponential, drawn: distribution; trip: API site
    Duration time{};        // constant: its value
};

/// One thing that a plain handler does.
struct PlainStep {
    enum class Kind : std::uint8_t { cpu, cpu_api, work, respond };
    Kind kind = Kind::cpu;
    std::uint32_t ref = 0;          // cpu_api, work: API site
    std::int32_t hops = 0;          // work: microtasks between its end and the continuation
    std::int32_t status = 0;        // respond
    bool is_single = false;         // work: one trip to the pool
    std::int64_t first_repeat = 1;  // work: trips of the first kind
    Duration call{};                // work: what calling the API costs
    PlainTime time{};               // cpu; work: of each trip
};

/// A handler that does one thing after another and waits for each piece of work.
struct PlainHandler {
    BodyId body;
    std::uint32_t first = 0;  // of its steps
    std::uint32_t end = 0;
};

/// A program that only serves loads, by handlers without variables, branches or timers. Most forecasts are of this kind.
struct PlainService {
    std::vector<PlainStep> steps;
    std::vector<PlainHandler> handlers;  // by load
};

/// The machine's program as a plain service; without handlers if it is none, or if its run must leave a full trace.
[[nodiscard]] PlainService plain_service(const Machine& machine, TraceLevel level);

/// Runs the life of the machine's one loop as `Loop::live` does: same events, same draws, same statistics, same
/// fingerprint, with a request as one record instead of a callback, an activation, a promise and a job.
void serve_plainly(Machine& machine, const PlainService& service);

}  // namespace sim
