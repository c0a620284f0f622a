#include <fmt/format.h>

#include <algorithm>

#include "sim/core/units.hpp"
#include "sim/scenario/compiler.hpp"

namespace sim::scenario {

void Compiler::read_loads(JsonIndex value) {
    if (value == json_none) return;
    if (tree_[value].kind == JsonKind::object) return read_load(value);
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (tree_[i].kind == JsonKind::object) read_load(i);
        else error(offset(i), fmt::format("\"load\" takes objects, found {}", describe(tree_, i)));
    }
}

void Compiler::read_load(JsonIndex object) {
    const Object& shape = *find_field(file_object().fields, "load")->object;
    const Values values = read_fields(object, shape);
    Load load;
    const std::string name{values["name"] == json_none ? "load" : text(values["name"])};
    const std::uint32_t name_offset = offset(values["name"] == json_none ? object : values["name"]);
    if (name.empty() || name.size() > 100 || name.find('.') != std::string::npos) {
        error(name_offset, fmt::format("{} cannot be the name of a load", quote(name)),
              "a name is 1 to 100 bytes without a dot");
    }
    load.name = intern(name);
    if (std::any_of(program_.loads.begin(), program_.loads.end(),
                    [&](const Load& other) { return other.name == load.name; })) {
        error(name_offset, fmt::format("two loads are called {}", quote(name)),
              "give each a \"name\" of its own");
    }
    if (values["arrivals"] != json_none) read_arrivals(values["arrivals"], load);
    if (values["requests"] != json_none)
        load.requests_max = integer(values["requests"], *find_field(shape.fields, "requests"));
    load.duration = time(values["for"], load.duration);
    load.start = Instant{time(values["start"], Duration{}).ns};
    load.timeout = time(values["timeout"], load.timeout);
    if (const JsonIndex words = values["connections"];
        words != json_none && is_word(words, "open new", "kind of connections")) {
        load.new_connections = text(words) == "new";
    }
    if (const JsonIndex process = values["process"]; process != json_none) {
        const auto found = processes_.find(std::string{text(process)});
        if (text(process) == "all") {
            load.spread = true;
        } else if (found != processes_.end()) {
            load.process = found->second;
        } else {
            std::vector<std::string_view> known{"main", "all"};
            for (const std::string_view key : keys(section("processes"))) known.push_back(key);
            error(offset(process), fmt::format("unknown process {}", quote(text(process))),
                  known_hint(text(process), known));
        }
    }
    load.handler = body(values["handler"], name);
    handler_offsets_.push_back(offset(values["handler"] == json_none ? object : values["handler"]));
    program_.loads.push_back(std::move(load));
}

void Compiler::read_arrivals(JsonIndex object, Load& load) {
    const Object& shape =
        *find_field(find_field(file_object().fields, "load")->object->fields, "arrivals")->object;
    const Values values = read_fields(object, shape);
    if (values["think"] != json_none && values["users"] == json_none) {
        error(offset(values["think"]), "\"think\" without \"users\"",
              "only users of a closed loop think");
    }
    if (values["poisson"] != json_none) {
        load.kind = ArrivalKind::poisson;
        load.interval = rate(values["poisson"]).value_or(seconds(1));
    } else if (values["constant"] != json_none) {
        load.kind = ArrivalKind::constant;
        load.interval = rate(values["constant"]).value_or(seconds(1));
    } else if (values["list"] != json_none) {
        load.kind = ArrivalKind::list;
        read_instants(values["list"], load);
    } else if (values["file"] != json_none) {
        load.kind = ArrivalKind::list;
        read_instants_file(values["file"], load);
    } else if (const JsonIndex ramp = values["ramp"]; ramp != json_none) {
        const Values inner = read_fields(ramp, *find_field(shape.fields, "ramp")->object);
        load.kind = ArrivalKind::ramp;
        load.interval = rate(inner["from"]).value_or(seconds(1));
        load.interval_end = rate(inner["to"]).value_or(seconds(1));
        load.ramp = time(inner["over"], seconds(1));
        if (load.ramp.ns == 0)
            error(offset(inner["over"]), "the ramp takes no time",
                  "use \"poisson\" for a steady rate");
    } else if (const JsonIndex bursts = values["bursts"]; bursts != json_none) {
        const Values inner = read_fields(bursts, *find_field(shape.fields, "bursts")->object);
        load.kind = ArrivalKind::bursts;
        if (inner["size"] != json_none)
            load.burst = integer(inner["size"], *find_field(inner.fields, "size"));
        load.interval = time(inner["every"], seconds(1));
        if (load.interval.ns == 0)
            error(offset(inner["every"]), "no time between two bursts", "\"every\" is above zero");
    } else if (values["users"] != json_none) {
        load.kind = ArrivalKind::closed;
        load.users = integer(values["users"], *find_field(shape.fields, "users"));
        load.think = duration(values["think"]);
    }
}

void Compiler::read_instants(JsonIndex value, Load& load) {
    const Field entry{.key = "list", .shape = Shape::time, .about = {}};
    if (tree_[value].count == 0) error(offset(value), "the list of arrivals is empty");
    Instant last{};
    for (JsonIndex i = tree_[value].first; i != json_none; i = tree_[i].next) {
        if (!check_shape(i, entry)) continue;
        const Instant instant{time(i, last - Instant{}).ns};
        if (instant < last)
            error(offset(i),
                  fmt::format("{} is earlier than the arrival before it", quote(text(i))));
        last = instant;
        load.instants.push_back(instant);
    }
}

void Compiler::read_instants_file(JsonIndex value, Load& load) {
    if (!read_file_) {
        error(offset(value), "this scenario reads a file, which is not possible here",
              "list the arrivals in the scenario");
        return;
    }
    const Result<std::string> contents = read_file_(text(value));
    if (!contents) {
        Diagnostic problem = contents.diagnostics().front();
        if (!problem.place.file.empty())
            problem.message = fmt::format("{}: {}", problem.place.file, problem.message);
        return error_at(value, std::move(problem));
    }
    std::string_view rest = *contents;
    Instant last{};
    for (std::int64_t line = 1; !rest.empty(); ++line) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (!row.empty() && (row.back() == '\r' || row.back() == ' ' || row.back() == '\t'))
            row.remove_suffix(1);
        if (row.empty()) continue;
        const Result<Duration> instant = parse_duration(row);
        std::string wrong;
        if (!instant) wrong = instant.diagnostics().front().message;
        else if (Instant{instant->ns} < last)
            wrong = fmt::format("{} is earlier than the arrival before it", quote(row));
        if (!wrong.empty()) {
            error(offset(value), fmt::format("line {} of {}: {}", line, quote(text(value)), wrong),
                  "each line is a time such as \"80ms\", without quotes");
            return;
        }
        last = Instant{instant->ns};
        load.instants.push_back(last);
    }
    if (load.instants.empty())
        error(offset(value), fmt::format("the file {} has no arrivals", quote(text(value))));
}

}  // namespace sim::scenario
