#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/node/profile.hpp"
#include "sim/program/program.hpp"
#include "sim/trace/trace_piece.hpp"

namespace sim {

struct Path;

struct RunOptions {
    TraceLevel level = TraceLevel::full;
    std::uint64_t seed = 1;
    std::uint64_t replication = 0;  // selects other draws under the same seed
    const std::atomic<bool>* interrupt =
        nullptr;  // set from outside (Ctrl-C): the run ends with what there is
    /// Loads of plain handlers run by a shorter way with the same results; false takes the long way for them, too.
    bool may_serve_plainly = true;
    bool splits_latency = false;  // LoadStatistics get their profile and course
    /// A run is over with its loads, whatever main goes on with; false: what has an end is awaited for until_default, intervals and
    /// handles that wait for somebody are not.
    bool ends_with_loads = false;
    /// Not null: the run goes this way in interval time, and what it met is written there (see Outside). Programs
    /// with one loop and no load.
    Path* path = nullptr;
    /// Takes the spans and requests of a run of level `spans` while it goes on, instead of the trace: then memory is flat
    /// in their number. (Programs that make worker threads keep them until their end.) A run whose sink refuses ends
    /// as interrupted.
    const TraceSink* sink = nullptr;
    std::string program_name;  // goes into the trace's facts, as does:
    std::string version = {};  // of loopglass
};

/// Runs `program` by the rules of `profile` in virtual time; one path through the choices. Same program,
/// profile and options: the same trace, byte for byte. Never throws, always ends (see Ending).
[[nodiscard]] Trace run(const Program& program, const Profile& profile, const RunOptions& options);

/// Whether neither its number of requests nor its length ends one of the loads: until_default does.
[[nodiscard]] bool has_endless_load(const Program& program);

/// Limits that hold when the program names none.
constexpr std::int64_t events_max_default = 100'000'000;
constexpr std::int64_t events_max_load = 4'000'000'000;  // with a load, below level full
constexpr std::int64_t rounds_max = 4'000'000'000;       // of all repeats together
constexpr std::int64_t events_max_traced = 5'000'000;    // at level full: about a gigabyte
constexpr Duration until_default = seconds(60);          // with a load that nothing else ends
constexpr Duration time_max{std::int64_t{1} << 60};  // 36 years, of a run or of its waits together
constexpr std::size_t loops_max = 5'000;             // each has a stack of its own
constexpr std::int64_t outputs_max = 1'000'000;

}  // namespace sim
