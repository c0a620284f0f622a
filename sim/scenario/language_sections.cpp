#include <array>

#include "sim/scenario/language.hpp"

// The rows of the sections: everything in a file that is not an action.

namespace sim::scenario {
namespace {

constexpr Field text(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::text, .about = about};
}
constexpr Field time(std::string_view key, std::string_view about) {
    return {.key = key, .shape = Shape::time, .about = about};
}
constexpr Field duration(std::string_view key, std::string_view about, bool is_required = false) {
    return {.key = key, .shape = Shape::duration, .about = about, .required = is_required};
}
constexpr Field body(std::string_view key, std::string_view about, bool is_required = false) {
    return {.key = key, .shape = Shape::body, .about = about, .required = is_required};
}
constexpr Field count(std::string_view key, std::string_view about, std::int64_t least,
                      std::int64_t most) {
    return {.key = key, .shape = Shape::integer, .about = about, .least = least, .most = most};
}
constexpr Field module_field{
    .key = "module", .shape = Shape::word, .about = "how main is loaded", .words = "cjs esm"};
constexpr Field threadpool_field{
    .key = "threadpool", .shape = Shape::threadpool, .about = "UV_THREADPOOL_SIZE"};

constexpr std::array normal_fields{
    Field{.key = "mean", .shape = Shape::time, .about = "the mean", .required = true},
    Field{.key = "sd", .shape = Shape::time, .about = "the standard deviation", .required = true}};
constexpr Object normal_object{"normal", "A normal distribution, negative values drawn again.",
                               normal_fields, R"({ "mean": "10ms", "sd": "2ms" })"};
constexpr std::array lognormal_fields{time("median", "the median"), time("mean", "the mean"),
                                      Field{.key = "sigma",
                                            .shape = Shape::real,
                                            .about = "standard deviation of the logarithm",
                                            .required = true}};
constexpr Object lognormal_object{"lognormal", "A lognormal distribution by median or mean.",
                                  lognormal_fields, R"({ "median": "10ms", "sigma": 0.5 })"};
constexpr std::array gamma_fields{
    Field{.key = "mean", .shape = Shape::time, .about = "the mean", .required = true},
    Field{.key = "shape",
          .shape = Shape::real,
          .about = "1 is exponential, more is narrower",
          .required = true}};
constexpr Object gamma_object{"gamma", "A gamma distribution.", gamma_fields,
                              R"({ "mean": "10ms", "shape": 4 })"};
constexpr std::array distribution_fields{
    time("constant", "always the same"),
    Field{
        .key = "uniform", .shape = Shape::time_pair, .about = "from the first time to the second"},
    time("exponential", "the mean of an exponential distribution"),
    Field{.key = "normal",
          .shape = Shape::object,
          .about = "mean and standard deviation",
          .object = &normal_object},
    Field{.key = "lognormal",
          .shape = Shape::object,
          .about = "median or mean, and sigma",
          .object = &lognormal_object},
    Field{
        .key = "gamma", .shape = Shape::object, .about = "mean and shape", .object = &gamma_object},
    Field{.key = "empirical",
          .shape = Shape::weighted_times,
          .about = "observed values, each as likely as the others or with a weight"}};
constexpr Object distribution{"distribution", "How long something takes, drawn anew each time.",
                              distribution_fields, R"({ "exponential": "80ms" })",
                              "constant uniform exponential normal lognormal gamma empirical"};

constexpr std::array branch_fields{
    count("weight", "how likely it is, relative to the sum", 1, 2'147'483'648),
    Field{.key = "p",
          .shape = Shape::real,
          .about = "its probability, at most four decimals; those of all branches add up to 1"},
    body("do", "what runs", true)};
constexpr Object branch{"branch", "One branch of a choose.", branch_fields,
                        R"({ "weight": 9, "do": [{ "log": "hit" }] })", "weight p"};

constexpr std::array runtime_fields{
    Field{.key = "node", .shape = Shape::node, .about = "the version of Node"},
    module_field,
    threadpool_field,
    Field{.key = "cores",
          .shape = Shape::cores,
          .about = "CPU cores that main threads and workers share"},
    Field{.key = "scheduler",
          .shape = Shape::word,
          .about = "how threads share the cores: per-core run queues, or ideal processor sharing",
          .words = "linux ps"},
    Field{.key = "costs",
          .shape = Shape::costs,
          .about = "the cost model: Node's as measured, none, or Node's with some costs replaced"},
    time("until", "the run ends here at the latest"),
    count("events", "the run ends after so many events", 1, 1'000'000'000'000),
    time("monitor", "monitorEventLoopDelay from the start with this resolution"),
    time("warmup", "requests that arrive earlier do not count"),
    count("replicas", "how many processes run main", 1, 1024)};
constexpr Object runtime{"runtime", "The machine and the Node that the scenario runs on.",
                         runtime_fields, R"({ "node": "24", "threadpool": 4, "cores": 2 })"};

constexpr std::array work_fields{
    Field{.key = "api", .shape = Shape::api, .about = "the API that does it, uv.work if not said"},
    duration("time", "service time of each trip through the pool"),
    Field{.key = "size", .shape = Shape::size, .about = "bytes it works on"},
    count("parts", "components, entries or chunks, where the API goes through them", 0,
          2'147'483'648),
    Field{
        .key = "compressible", .shape = Shape::flag, .about = "true: the data shrinks when packed"},
    Field{.key = "regular", .shape = Shape::flag, .about = "false: no regular file"},
    Field{.key = "fd", .shape = Shape::flag, .about = "true: given an open file descriptor"}};
constexpr Object work{
    "work", "A named kind of work. Without `api` its name may also stand where a time is expected.",
    work_fields, R"({ "api": "bcrypt.compare", "time": "80ms" })"};

constexpr std::array station_fields{
    count("servers", "requests it works on at once, 1 if not said", 1, 1'000'000),
    duration("time", "how long a server takes", true),
    duration("network", "how long one way takes"),
    count("queue", "requests that may wait; more are answered with an error", 0, 2'147'483'648)};
constexpr Object station{"station", "A service outside the process.", station_fields,
                         R"({ "servers": 4, "time": "5ms" })"};

constexpr std::array ramp_fields{
    Field{.key = "from", .shape = Shape::rate, .about = "rate at the start", .required = true},
    Field{.key = "to",
          .shape = Shape::rate,
          .about = "rate at the end and from then on",
          .required = true},
    Field{.key = "over", .shape = Shape::time, .about = "how long the ramp is", .required = true}};
constexpr Object ramp{
    "ramp", "A Poisson stream whose rate changes evenly and then stays, until the load ends.",
    ramp_fields, R"({ "from": "10/s", "to": "100/s", "over": "30s" })"};
constexpr std::array bursts_fields{Field{.key = "size",
                                         .shape = Shape::integer,
                                         .about = "arrivals at once",
                                         .required = true,
                                         .least = 1},
                                   Field{.key = "every",
                                         .shape = Shape::time,
                                         .about = "time from burst to burst",
                                         .required = true}};
constexpr Object bursts{"bursts", "Several arrivals at once, again and again.", bursts_fields,
                        R"({ "size": 10, "every": "1s" })"};
constexpr std::array arrivals_fields{
    Field{
        .key = "poisson", .shape = Shape::rate, .about = "independent arrivals at this mean rate"},
    Field{.key = "constant", .shape = Shape::rate, .about = "evenly spaced arrivals"},
    Field{.key = "list", .shape = Shape::times, .about = "the instants of all arrivals"},
    text("file", "a file with one instant per line"),
    Field{.key = "ramp",
          .shape = Shape::object,
          .about = "a rate that changes evenly",
          .object = &ramp},
    Field{.key = "bursts",
          .shape = Shape::object,
          .about = "several arrivals at once",
          .object = &bursts},
    count("users", "a closed loop: so many users, each with one request at a time", 1, 1'000'000),
    duration("think", "pause of a user after each response")};
constexpr Object arrivals{"arrivals", "When requests arrive.", arrivals_fields,
                          R"({ "poisson": "40/s" })",
                          "poisson constant list file ramp bursts users"};
constexpr std::array load_fields{
    text("name", "its name in the results, \"load\" if not said"),
    Field{.key = "arrivals",
          .shape = Shape::object,
          .about = "when requests arrive",
          .required = true,
          .object = &arrivals},
    count("requests", "no more arrivals after so many", 1, 1'000'000'000'000),
    time("for",
         "how long requests arrive, from the start of the load: none at the end or later; with "
         "neither this nor requests nor until the run ends at 60s"),
    time("start", "when it begins"),
    time("timeout", "a request that takes longer counts as failed"),
    body("handler", "what the process does for each request", true),
    Field{.key = "connections",
          .shape = Shape::word,
          .about = "whether each request opens a connection of its own",
          .words = "open new"},
    Field{.key = "process",
          .shape = Shape::process,
          .about = "which process gets the requests; all: in turn"}};
constexpr Object load{
    "load", "A stream of requests. Latency counts from the intended arrival.", load_fields,
    R"({ "arrivals": { "poisson": "40/s" }, "for": "60s", "handler": [{ "respond": 200 }] })"};

constexpr std::array process_fields{body("main", "what it runs", true), threadpool_field,
                                    module_field};
constexpr Object process{
    "process",
    "A further process beside main, with a loop and a pool of its own on the same cores.",
    process_fields, R"({ "main": [{ "log": "second" }], "threadpool": 4 })"};

constexpr std::array expect_fields{
    Field{.key = "node", .shape = Shape::node_list, .about = "versions for which this is expected"},
    Field{.key = "output", .shape = Shape::lines, .about = "the whole output"},
    Field{.key = "oneOf", .shape = Shape::line_lists, .about = "all outputs that may be"},
    Field{.key = "contains", .shape = Shape::lines, .about = "lines that are in the output"},
    Field{.key = "always",
          .shape = Shape::line_lists,
          .about = "lists of lines that come in this order; explore proves or refutes it"},
    Field{.key = "neverBefore",
          .shape = Shape::line_lists,
          .about = "lists of lines of which the first does not come before any of the others"},
    Field{.key = "latency",
          .shape = Shape::bounds,
          .about = "bounds of latency by percentile, `p99` or `login.p99` for one load"},
    Field{.key = "utilisation",
          .shape = Shape::bounds,
          .about = "bounds of the busy share by resource",
          .words = "loop pool cores",
          .also = "utilization"},
    Field{.key = "throughput",
          .shape = Shape::bound,
          .about = "bound of finished requests by time, as a rate"},
    Field{.key = "requests",
          .shape = Shape::bounds,
          .about = "bounds of counts of requests",
          .words = "generated done failed flying"},
    Field{.key = "ends",
          .shape = Shape::word,
          .about = "how the run ends",
          .words = "done exit exception limit"},
    count("exitCode", "exit code of main", -2'147'483'648, 2'147'483'647),
    Field{.key = "delay",
          .shape = Shape::bounds,
          .about = "bounds of the event-loop delay by percentile"},
    Field{.key = "elu", .shape = Shape::bound, .about = "bound of the event loop utilization"}};
constexpr Object expectation{"expect", "What must hold after a run.", expect_fields,
                             R"({ "output": ["hello"] })"};

constexpr std::array file_fields{
    text("$schema", "where the JSON Schema is, for editors"),
    count("version", "version of the language, 1", 1, 1'000'000),
    text("title", "what the scenario shows"),
    text("about", "what to look at"),
    text("source", "where the facts come from"),
    Field{.key = "node",
          .shape = Shape::node_list,
          .about = "versions for which the scenario is meant, all if not said"},
    Field{.key = "runtime", .shape = Shape::object, .about = runtime.about, .object = &runtime},
    body("main",
         "What the main module runs. A run with a load ends when the load is over and nothing is "
         "left of main that has an end: "
         "intervals and handles that wait for somebody have none."),
    Field{.key = "handlers", .shape = Shape::object_map, .about = "Bodies by name."},
    Field{.key = "work",
          .shape = Shape::object_map,
          .about = "Kinds of work by name.",
          .object = &work},
    Field{.key = "stations",
          .shape = Shape::object_map,
          .about = "Services outside the process by name.",
          .object = &station},
    Field{.key = "load", .shape = Shape::objects, .about = load.about, .object = &load},
    Field{.key = "processes",
          .shape = Shape::object_map,
          .about = "Further processes by name.",
          .object = &process},
    Field{.key = "expect",
          .shape = Shape::objects,
          .about = expectation.about,
          .object = &expectation}};
constexpr Object file{
    "scenario", "A loopglass scenario.", file_fields,
    R"({ "main": [{ "setTimeout": 0, "do": [{ "log": "timer" }] }, { "log": "main" }], "expect": { "output": ["main", "timer"] } })"};

}  // namespace

const Object& file_object() { return file; }
const Object& distribution_object() { return distribution; }
const Object& branch_object() { return branch; }

}  // namespace sim::scenario
