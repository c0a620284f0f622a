#include <fmt/format.h>

#include <algorithm>

#include "sim/node/cost_model.hpp"
#include "sim/node/profile.hpp"
#include "sim/program/limits.hpp"
#include "sim/scenario/compiler.hpp"

// The sections of a file, in the order in which later ones need earlier ones.

namespace sim::scenario {
namespace {

constexpr std::int64_t version_known = 1;

/// The pool's size from the text of UV_THREADPOOL_SIZE (R4.2). Source: libuv src/threadpool.c, init_threads.
std::int32_t pool_size(std::int64_t value) {
    if (value == 0) return 1;
    return static_cast<std::int32_t>(value < 0 || value > threadpool_max ? threadpool_max : value);
}

/// What C's atoi makes of the text, held within what decides the pool's size.
std::int64_t parse_atoi(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) ++at;
    const bool is_negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    std::int64_t value = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        value = std::min<std::int64_t>(value * 10 + (text[at] - '0'), threadpool_max + 1);
    }
    return is_negative ? -value : value;
}

}  // namespace

Compiler::Compiler(SourceText& source, const JsonTree& tree, const FileReader& read_file,
                   std::string_view file)
    : source_(source), tree_(tree), read_file_(read_file), file_(program_.names.intern(file)) {}

void Compiler::compile_file() {
    if (tree_[tree_.root()].kind != JsonKind::object) {
        error(offset(tree_.root()),
              fmt::format("a scenario is an object, found {}", describe(tree_, tree_.root())));
        return;
    }
    const Values values = read_fields(tree_.root(), file_object());
    const bool has_known_keys = !source_.has_errors();
    read_header(values);
    read_runtime(values["runtime"]);
    name_handlers(values["handlers"]);
    read_work(values["work"]);
    read_stations(values["stations"]);
    add_script("main", values["main"], is_module_, false);
    read_processes(values["processes"]);
    compile_handlers();
    read_loads(values["load"]);
    read_expectations(values["expect"]);
    if (has_known_keys && tree_.find(tree_.root(), "main") == json_none &&
        tree_.find(tree_.root(), "load") == json_none &&
        tree_.find(tree_.root(), "processes") == json_none) {
        error(offset(tree_.root()), "the scenario does nothing", "give it \"main\" or \"load\"");
    }
    for (Script& script : program_.scripts)
        script.slots = static_cast<std::uint32_t>(variables_.size());
    check_variables();
    if (source_.has_errors()) return;
    // These judge a program that is whole.
    settle_child_events();
    check_calls();
    check_contexts();
    check_answers();
    check_replicas();
    apply_measured();
}

void Compiler::read_header(const Values& values) {
    if (const JsonIndex version = values["version"]; version != json_none) {
        const std::int64_t number = integer(version, *find_field(values.fields, "version"));
        if (number > version_known) {
            error(offset(version),
                  fmt::format("the scenario is written in version {} of the language, known is {}",
                              number, version_known),
                  "a newer loopglass reads it");
        }
    }
    if (values["title"] != json_none) program_.title = text(values["title"]);
    if (values["about"] != json_none) program_.about = text(values["about"]);
    if (values["source"] != json_none) program_.source = text(values["source"]);
    program_.profiles = read_profiles(values["node"]);
}

void Compiler::read_runtime(JsonIndex value) {
    if (value == json_none) return;
    const Values values = read_fields(value, *find_field(file_object().fields, "runtime")->object);
    Runtime& runtime = program_.runtime;
    if (values["node"] != json_none) is_profile(values["node"], runtime.node);
    is_module_ = read_module(values["module"], is_module_);
    runtime.threadpool = read_threadpool(values["threadpool"], runtime.threadpool);
    if (const JsonIndex cores = values["cores"]; cores != json_none) {
        runtime.are_cores_stated = true;
        const Field field{
            .key = "cores", .shape = Shape::integer, .about = {}, .least = 1, .most = 1024};
        if (tree_[cores].kind == JsonKind::integer)
            runtime.cores = static_cast<std::int32_t>(integer(cores, field));
        else if (is_word(cores, "unlimited", "number of cores"))
            runtime.scheduler = Scheduler::unlimited;
    }
    if (const JsonIndex scheduler = values["scheduler"];
        scheduler != json_none && is_word(scheduler, "linux ps", "scheduler")) {
        if (runtime.scheduler == Scheduler::unlimited) {
            error(offset(scheduler), "a scheduler for unlimited cores",
                  "nothing is scheduled when every thread has a core: leave one out");
        } else {
            runtime.scheduler = text(scheduler) == "ps" ? Scheduler::ps : Scheduler::per_core;
        }
    }
    read_costs(values["costs"]);
    runtime.until = time(values["until"], runtime.until);
    if (runtime.until.ns == 0)
        error(offset(values["until"]), "the run takes no time", "\"until\" is above zero");
    if (values["events"] != json_none)
        runtime.events_max = integer(values["events"], *find_field(values.fields, "events"));
    runtime.monitor_resolution = time(values["monitor"], runtime.monitor_resolution);
    if (values["monitor"] != json_none && runtime.monitor_resolution < milliseconds(1)) {
        error(offset(values["monitor"]), "the resolution of the monitor is below a millisecond",
              "it is a timer, which counts milliseconds");
    }
    runtime.warmup = time(values["warmup"], runtime.warmup);
    if (values["replicas"] != json_none)
        replicas_ = integer(values["replicas"], *find_field(values.fields, "replicas"));
}

bool Compiler::read_module(JsonIndex value, bool otherwise) {
    if (value == json_none || !is_word(value, "cjs esm", "module kind")) return otherwise;
    return text(value) == "esm";
}

std::int32_t Compiler::read_threadpool(JsonIndex value, std::int32_t otherwise) {
    if (value == json_none) return otherwise;
    const bool is_number = tree_[value].kind == JsonKind::integer;
    const std::int64_t asked = is_number ? tree_[value].integer : parse_atoi(text(value));
    const std::int32_t size = pool_size(asked);
    const std::string said = is_number ? std::to_string(asked) : std::string{text(value)};
    if (said != std::to_string(size))
        source_.warn(offset(value),
                     fmt::format("the pool has {} {}, which libuv makes of {}", size,
                                 size == 1 ? "thread" : "threads",
                                 is_number ? said : fmt::format("\"{}\"", said)),
                     fmt::format("a number from 1 to {} is taken as it is", threadpool_max));
    return size;
}

/// There are too many to name all of them.
std::string cost_hint(std::string_view word) {
    constexpr std::string_view all = "loopglass list costs shows all";
    if (find_field(file_object().fields, word) != nullptr)
        return fmt::format("this belongs into a scenario; {}", all);
    std::vector<std::string_view> known{"work", "calibrated"};
    for (const CostField& field : cost_fields()) known.push_back(field.name);
    const std::string_view nearest = find_nearest(word, known);
    return nearest.empty() ? std::string{all}
                           : fmt::format("did you mean {}? {}", quote(nearest), all);
}

void Compiler::read_costs(JsonIndex value) {
    if (value == json_none) return;
    if (tree_[value].kind == JsonKind::string) {
        if (is_word(value, "node none", "set of costs"))
            program_.runtime.costs_none = text(value) == "none";
        return;
    }
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (tree_.key(i) == "calibrated" || tree_.key(i) == "work") {
            read_measured(i);
            continue;
        }
        const CostField* cost = find_cost_field(tree_.key(i));
        if (cost == nullptr) {
            error(tree_[i].key_offset, fmt::format("unknown cost {}", quote(tree_.key(i))),
                  cost_hint(tree_.key(i)));
            continue;
        }
        const Field field{.key = cost->name,
                          .shape = cost->unit == CostUnit::time    ? Shape::time
                                   : cost->unit == CostUnit::bytes ? Shape::size
                                                                   : Shape::integer,
                          .about = {},
                          .least = 0,
                          .most = 1'000'000'000};
        if (!check_shape(i, field)) continue;
        const std::int64_t number = cost->unit == CostUnit::time    ? time(i, Duration{}).ns
                                    : cost->unit == CostUnit::bytes ? size(i, 0)
                                                                    : integer(i, field);
        // Ticks are handled without counting as events, so that a run with very short ones would have no bound.
        constexpr std::int64_t tick_least = 100'000;
        if ((cost->name == "schedulerTick" || cost->name == "schedulerBalance") &&
            number < tick_least) {
            error(offset(i), fmt::format("{} is shorter than 100us", quote(tree_.key(i))),
                  "real kernels tick every 1ms to 10ms");
            continue;
        }
        program_.runtime.cost_overrides.emplace_back(
            static_cast<std::uint32_t>(cost - cost_fields().data()), number);
    }
}

/// Costs hold for the machine that they were measured on, so its cores count unless others are asked for.
void Compiler::read_calibrated_cores(JsonIndex facts) {
    for (JsonIndex i = tree_[facts].first; i != json_none; i = tree_[i].next) {
        if (tree_.key(i) != "cores") continue;
        const std::int64_t cores = tree_[i].kind == JsonKind::string ? parse_atoi(text(i)) : 0;
        if (cores < 1 || cores > 1024) {
            error(offset(i),
                  fmt::format("calibrated \"cores\" takes a text such as \"2\", found {}",
                              describe(tree_, i)));
        } else if (!program_.runtime.are_cores_stated) {
            program_.runtime.cores = static_cast<std::int32_t>(cores);
        }
    }
}

/// What a calibration adds to the costs: facts about the measurement, and service times of kinds of work, which hold for
/// those that the scenario names so.
void Compiler::read_measured(JsonIndex value) {
    const std::string_view key = tree_.key(value);
    if (tree_[value].kind != JsonKind::object) {
        error(offset(value),
              fmt::format("{} takes an object, found {}", quote(key), describe(tree_, value)),
              key == "work" ? R"(as in { "login": { "time": "80ms" } })" : "");
        return;
    }
    if (key == "calibrated") return read_calibrated_cores(value);
    const Object& shape = *find_field(file_object().fields, "work")->object;
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (!check_entry(i, shape)) continue;
        const Values values = read_fields(i, shape);
        if (values["time"] == json_none) {
            error(offset(i),
                  fmt::format("{} among the costs has no \"time\"", quote(tree_.key(i))));
            continue;
        }
        const std::uint32_t time = duration(values["time"]);
        if (time != index_none) program_.cost_works.push_back({intern(tree_.key(i)), time});
    }
}

/// Names the kinds of work for what is measured later, and takes what came with the costs.
void Compiler::apply_measured() {
    const JsonIndex work = section("work");
    if (work == json_none) return;
    for (JsonIndex i = tree_[work].first; i != json_none; i = tree_[i].next) {
        const auto found = work_times_.find(std::string{tree_.key(i)});
        program_.works.push_back(
            {intern(tree_.key(i)), found == work_times_.end() ? index_none : found->second});
    }
    replace_work_times(program_, program_);
}

/// Whether the entry of a section of named entries has a name and is an object of that shape.
bool Compiler::check_entry(JsonIndex entry, const Object& shape) {
    if (!check_name(entry)) return false;
    if (tree_[entry].kind == JsonKind::object) return true;
    error(offset(entry),
          fmt::format("{} takes an object, found {}", quote(tree_.key(entry)),
                      describe(tree_, entry)),
          fmt::format("as in {}", shape.example));
    return false;
}

bool Compiler::check_name(JsonIndex entry) {
    const std::string_view name = tree_.key(entry);
    const bool is_printable = std::all_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    });
    if (!name.empty() && name.size() <= 100 && is_printable) return true;
    error(tree_[entry].key_offset, fmt::format("{} cannot be a name", quote(name)),
          "a name is 1 to 100 bytes of printable text");
    return false;
}

void Compiler::read_stations(JsonIndex value) {
    if (value == json_none) return;
    const Object& shape = *find_field(file_object().fields, "stations")->object;
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (!check_entry(i, shape)) continue;
        const Values values = read_fields(i, shape);
        Station station;
        station.name = intern(tree_.key(i));
        if (values["servers"] != json_none)
            station.servers = static_cast<std::int32_t>(
                integer(values["servers"], *find_field(shape.fields, "servers")));
        station.service = duration(values["time"]);
        station.network = duration(values["network"]);
        if (values["queue"] != json_none)
            station.queue_max = integer(values["queue"], *find_field(shape.fields, "queue"));
        stations_.emplace(std::string{tree_.key(i)},
                          static_cast<std::uint32_t>(program_.stations.size()));
        program_.stations.push_back(station);
    }
}

std::uint32_t Compiler::find_station(JsonIndex value) {
    if (const auto found = stations_.find(std::string{text(value)}); found != stations_.end())
        return found->second;
    error(offset(value), fmt::format("unknown station {}", quote(text(value))),
          section("stations") == json_none ? "the section \"stations\" names services"
                                           : known_hint(text(value), keys(section("stations"))));
    return index_none;
}

/// Gives each handler its body before any is compiled, so that they can name each other.
void Compiler::name_handlers(JsonIndex value) {
    if (value == json_none) return;
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (!check_name(i)) continue;
        if (tree_[i].kind != JsonKind::array) {
            error(offset(i), fmt::format("the handler {} takes a list of actions, found {}",
                                         quote(tree_.key(i)), describe(tree_, i)));
            continue;
        }
        const BodyId id = new_body(tree_.key(i), i);
        handlers_.emplace(std::string{tree_.key(i)}, id);
        handler_names_.push_back(tree_.key(i));
        handler_values_.push_back(i);
    }
    find_async_handlers();
}

void Compiler::compile_handlers() {
    for (std::size_t i = 0; i < handler_values_.size(); ++i) {
        fill_body(handlers_.at(std::string{handler_names_[i]}), handler_values_[i]);
    }
}

std::uint32_t Compiler::add_script(std::string_view name, JsonIndex main, bool is_module,
                                   bool is_worker) {
    const auto index = static_cast<std::uint32_t>(program_.scripts.size());
    program_.scripts.push_back(
        {.name = intern(name), .main = {}, .slots = 0, .is_module = is_module});
    const bool was_module = std::exchange(is_module_, is_module);
    BodyId id;
    if (main == json_none) {
        id = new_body(name, tree_.root());
    } else {
        id = body(main, name);
    }
    is_module_ = was_module;
    if (main != json_none && id && is_async(id) && !is_module) {
        const bool is_named = tree_[main].kind == JsonKind::string;
        error(is_named ? offset(main) : await_offset_, "top-level await needs an ES module",
              "set \"module\": \"esm\" in \"runtime\", or wrap it in { \"async\": [ ... ] }");
    }
    program_.scripts[index].main = id;
    if (is_worker) worker_mains_.push_back(id);
    return index;
}

void Compiler::read_processes(JsonIndex value) {
    processes_.emplace("main", 0);
    for (std::int64_t i = 0; i < replicas_; ++i)
        program_.processes.push_back({.script = 0, .threadpool = -1});
    if (value == json_none) return;
    const Object& shape = *find_field(file_object().fields, "processes")->object;
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (!check_entry(i, shape)) continue;
        const std::string name{tree_.key(i)};
        if (name == "main" || name == "all") {
            error(tree_[i].key_offset, fmt::format("the name {} is taken", quote(name)),
                  "\"main\" is the main process, \"all\" means every process");
            continue;
        }
        if (program_.processes.size() >= 1024) {
            error(tree_[i].key_offset, "more than 1024 processes");
            return;
        }
        const Values values = read_fields(i, shape);
        const bool is_module = read_module(values["module"], is_module_);
        const std::uint32_t script = add_script(name, values["main"], is_module, false);
        processes_.emplace(name, static_cast<std::uint32_t>(program_.processes.size()));
        program_.processes.push_back(
            {.script = script, .threadpool = read_threadpool(values["threadpool"], -1)});
    }
}

JsonIndex Compiler::find_entry(JsonIndex section, std::string_view name) const {
    return section == json_none || tree_[section].kind != JsonKind::object
               ? json_none
               : tree_.find(section, name);
}

std::vector<std::string_view> Compiler::keys(JsonIndex object) const {
    std::vector<std::string_view> list;
    if (object == json_none) return list;
    for (JsonIndex i = tree_[object].first; i != json_none; i = tree_[i].next)
        list.push_back(tree_.key(i));
    return list;
}

}  // namespace sim::scenario
