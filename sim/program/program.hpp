#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/ids.hpp"
#include "sim/core/names.hpp"
#include "sim/core/time.hpp"
#include "sim/node/catalogue.hpp"
#include "sim/program/action.hpp"
#include "sim/program/scheduler.hpp"

namespace sim {

/// A callback: a run of consecutive actions. `is_async` when it awaits itself (not in a body nested in it).
struct Body {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    NameId name;  // of a handler, otherwise what the action is called ("setTimeout"), for traces
    PlaceId place;
    bool is_async = false;
};

/// One piece of a text with holes: `"got ${value}"`.
struct TextPiece {
    enum class Kind : std::uint8_t { literal, counter, index, value };
    Kind kind = Kind::literal;
    NameId literal;
    Slot slot = slot_none;
};

/// A text to log: `first` and `count` select from `Program::text_pieces`.
struct Text {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// One place in the program that calls an API of the catalogue.
struct ApiSite {
    std::uint32_t api = 0;               // index into apis()
    ApiCall call;                        // sizes and counts that decide the trips
    std::uint32_t service = index_none;  // distribution that replaces each trip's service time
    NameId label;                        // of the named work, otherwise the API's name
};

/// A kind of work that the scenario names, or a service time that a cost file has for one.
struct NamedWork {
    NameId name;
    std::uint32_t time = index_none;  // distribution: of a named duration; of a cost file's work
};

/// A service outside the process: a queue with `servers` servers behind a network.
struct Station {
    NameId name;
    std::int32_t servers = 1;
    std::int64_t queue_max =
        -1;  // waiting requests beyond which it answers with an error; -1 unlimited
    std::uint32_t service = index_none;  // distribution
    std::uint32_t network = index_none;  // distribution of one way, index_none: no time
};

/// One way out of a `choose`: its weight and what runs.
struct Branch {
    std::uint32_t weight = 1;
    BodyId body;
};

enum class ArrivalKind : std::uint8_t { poisson, constant, list, ramp, bursts, closed };

/// Where requests come from. Latency counts from the intended arrival, also when the loop is late.
struct Load {
    NameId name;
    ArrivalKind kind = ArrivalKind::poisson;
    Duration interval;       // mean (poisson) or exact (constant, bursts) time between arrivals
    Duration interval_end;   // ramp: mean interval at `ramp`
    Duration ramp;           // ramp: length
    std::int64_t burst = 1;  // bursts: arrivals at once
    std::vector<Instant> instants;     // list, ascending
    std::int64_t users = 0;            // closed
    std::uint32_t think = index_none;  // closed: distribution of the pause after each response
    Instant start;
    std::int64_t requests_max = -1;  // -1: until the end of the run
    Duration duration{-1};           // arrivals stop after it; negative: until the end of the run
    Duration timeout{-1};            // a request older than this counts as failed; negative: none
    std::uint32_t process = 0;  // index into processes; `spread` deals them round robin over all
    bool spread = false;
    bool new_connections =
        false;  // each arrival connects first (R5.3, R5.6); otherwise its connection stands
    BodyId handler;
};

/// A root of execution with a loop of its own: a process' main script or a worker's.
struct Script {
    NameId name;
    BodyId main;
    std::uint32_t slots = 0;  // variables of one activation tree rooted here
    bool is_module = false;   // ES module: the body runs inside a microtask (R3.2)
};

struct Process {
    std::uint32_t script = 0;
    std::int32_t threadpool = -1;  // -1: that of the runtime
};

/// What a scenario asks of the machine; command line options may replace each.
struct Runtime {
    std::string node;  // profile name, empty: default
    std::int32_t threadpool = 4;
    std::int32_t cores = 4;
    bool are_cores_stated = false;  // otherwise costs bring those of the machine they are from
    Scheduler scheduler = Scheduler::per_core;
    bool costs_none = false;  // `costs: "none"`
    std::vector<std::pair<std::uint32_t, std::int64_t>>
        cost_overrides;               // index into cost_fields(), value
    Duration until{-1};               // negative: none
    std::int64_t events_max = -1;     // negative: the default limit
    Duration monitor_resolution{-1};  // monitorEventLoopDelay from start; negative: not enabled
    Duration warmup{0};               // requests that arrive earlier do not count
};

/// What must hold after a run. Checked outside the engine.
struct Expectation {
    enum class Kind : std::uint8_t {
        output,
        one_of,
        contains,
        always,        // each list of lines in this order
        never_before,  // the first of each list not before the others
        metric,
        ends
    };
    Kind kind = Kind::output;
    std::vector<std::string> profiles;            // for which it is meant; empty: all
    std::vector<std::vector<std::string>> lines;  // output: one list; others: several
    std::string metric;                           // "latency.p99", "utilisation.pool" ...
    std::string comparison;                       // "<", "<=", ">", ">=", "=="
    double bound = 0;                             // ns for times, plain otherwise
    PlaceId place;
};

/// Everything that a run needs to know; made by a front end, never changed by the engine.
/// Ids in it index its own tables.
struct Program {
    std::vector<Action> actions;
    std::vector<Body> bodies;
    std::vector<Text> texts;
    std::vector<TextPiece> text_pieces;
    std::vector<Distribution> distributions;
    EmpiricalTables empirical;
    std::vector<ApiSite> api_sites;
    std::vector<NamedWork> works;       // of this scenario, also those that are work of an API
    std::vector<NamedWork> cost_works;  // measured service times that came with its costs
    std::vector<Station> stations;
    std::vector<Branch> branches;
    std::vector<Load> loads;
    std::vector<Script> scripts;     // 0 is the main script
    std::vector<Process> processes;  // 0 runs script 0; all start at instant 0
    std::vector<EventBinding> bindings;
    std::uint32_t servers = 0;  // distinct names given to `listen` and `dgram`, each an address
    std::vector<NameId> server_names;
    Names names;
    Places places;
    Runtime runtime;
    std::vector<Expectation> expectations;
    std::string title;
    std::string about;
    std::string source;                 // where the facts come from, as the author states it
    std::vector<std::string> profiles;  // versions the scenario names; empty: all
    std::vector<Diagnostic> warnings;   // what its author should know and may have meant
};

}  // namespace sim
