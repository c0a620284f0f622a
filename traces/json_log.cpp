// The names are those under which loggers and servers write an access log as they come, each with its source.
#include "traces/json_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "sim/core/units.hpp"
#include "traces/log_time.hpp"

namespace traces {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t names_shown = 400;  // bytes

/// Names of times that requests took; a unit of 0 is one that everybody chooses for himself.
constexpr std::array duration_names{
    LogUnit{"responseTime", 1e3},   // pino-http, fastify
    LogUnit{"response-time", 1e3},  // morgan
    LogUnit{"request_time", 1e6},   // nginx
    LogUnit{"Duration", 1e-3},      // Traefik
    LogUnit{"duration", 0},        LogUnit{"latency", 0},
    LogUnit{"elapsed", 0},         LogUnit{"took", 0},
    LogUnit{"requestTime", 0},     LogUnit{"response_time", 0},
    LogUnit{"elapsedTime", 0},     LogUnit{"elapsed_time", 0},
    LogUnit{"processing_time", 0}, LogUnit{"time_taken", 0},
};
/// What may follow such a name.
constexpr std::array unit_endings{
    LogUnit{"_ns", 1e-3}, LogUnit{"_nanos", 1e-3},  LogUnit{"Ns", 1e-3},  LogUnit{"Nanos", 1e-3},
    LogUnit{"_us", 1},    LogUnit{"_micros", 1},    LogUnit{"Us", 1},     LogUnit{"Micros", 1},
    LogUnit{"_ms", 1e3},  LogUnit{"_millis", 1e3},  LogUnit{"Ms", 1e3},   LogUnit{"Millis", 1e3},
    LogUnit{"_s", 1e6},   LogUnit{"_seconds", 1e6}, LogUnit{"_sec", 1e6}, LogUnit{"Seconds", 1e6},
};

struct TimeName {
    std::string_view name;
    bool is_end;  // when the request was over; otherwise when it came
};
/// The more exact ones first: some logs have several.
constexpr std::array time_names{
    TimeName{"StartUTC", false},                                   // Traefik
    TimeName{"start_time", false},                                 // Envoy
    TimeName{"startTime", false},   TimeName{"timeStamp", false},  // JMeter
    TimeName{"msec", true},                                        // nginx
    TimeName{"ts", true},                                          // Caddy
    TimeName{"time", true},                                        // pino, slog
    TimeName{"timestamp", true},                                   // winston
    TimeName{"@timestamp", true},                                  // Elastic Common Schema
    TimeName{"time_iso8601", true}, TimeName{"time_local", true},  // nginx
    TimeName{"datetime", true},     TimeName{"date", true},
};
constexpr std::array<std::string_view, 11> status_names{
    "status",     "statusCode",       "status_code",   "res.statusCode",     "response.status",
    "res.status", "DownstreamStatus", "response_code", "httpRequest.status", "responseCode",
    "code"};
constexpr std::array<std::string_view, 6> method_names{
    "method",     "request_method", "RequestMethod",
    "req.method", "request.method", "httpRequest.requestMethod"};
constexpr std::array<std::string_view, 9> target_names{
    "url",         "uri",     "path",        "request_uri",           "RequestPath",
    "request.uri", "req.url", "request.url", "httpRequest.requestUrl"};

std::optional<dom::element> find(const dom::object& object, std::string_view path) {
    dom::element element;
    if (object[path].get(element) == simdjson::SUCCESS) return element;
    const std::size_t dot = path.find('.');
    dom::object inner;
    if (dot == std::string_view::npos ||
        object[path.substr(0, dot)].get(inner) != simdjson::SUCCESS)
        return std::nullopt;
    return find(inner, path.substr(dot + 1));
}

std::string_view text_at(const dom::object& object, std::string_view path) {
    const auto element = path.empty() ? std::nullopt : find(object, path);
    std::string_view text;
    if (element && element->get(text) != simdjson::SUCCESS) text = {};
    return text;
}

/// A number, which nginx and others write as a text.
std::optional<double> number_of(const dom::element& element) {
    double number = 0;
    if (element.get(number) == simdjson::SUCCESS) return number;
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

/// "12.5ms", in microseconds; Go writes "µs".
std::optional<double> time_with_unit(const dom::element& element) {
    std::string_view value;
    if (element.get(value) != simdjson::SUCCESS) return std::nullopt;
    std::string text{value};
    if (const std::size_t micro = text.find("\u00b5s"); micro != std::string::npos)
        text.replace(micro, 2, "u");
    const sim::Result<sim::Duration> time = sim::parse_duration(text);
    if (!time) return std::nullopt;
    return static_cast<double>(time->ns) / 1e3;
}

std::optional<std::int64_t> instant_of(const dom::element& element) {
    if (const auto number = number_of(element)) return instant_of_number(*number);
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS) return std::nullopt;
    const auto instant = instant_of_iso(text);
    return instant ? instant : instant_of_common_log(text);
}

std::string first_of(const dom::object& object, std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        if (find(object, name)) return std::string{name};
    }
    return {};
}

const LogUnit* unit_named(std::span<const LogUnit> rows, std::string_view name) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const LogUnit& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

/// The unit by the last part of a field's name, 0 if it has none; nothing if it is not one of these names.
std::optional<double> unit_by_name(std::string_view field) {
    const std::string_view name = field.substr(field.rfind('.') + 1);
    if (const LogUnit* row = unit_named(duration_names, name)) return row->micro;
    for (const LogUnit& ending : unit_endings) {
        if (name.ends_with(ending.name) &&
            unit_named(duration_names, name.substr(0, name.size() - ending.name.size())) != nullptr)
            return ending.micro;
    }
    return std::nullopt;
}

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Caddy's durations are seconds. Source: caddyserver.com/docs/logging, its encoder's duration_format.
bool is_caddy(const dom::object& object) {
    return text_at(object, "logger").starts_with("http.log.access");
}

/// Calls f with the name and value of each field, and of those in objects right below.
template <class F>
void for_each_field(const dom::object& object, F f) {
    for (const dom::key_value_pair field : object) {
        dom::object inner;
        if (field.value.get(inner) != simdjson::SUCCESS) {
            f(std::string{field.key}, field.value);
            continue;
        }
        for (const dom::key_value_pair part : inner)
            f(fmt::format("{}.{}", field.key, part.key), part.value);
    }
}

std::string_view unit_name(double micro) {
    for (const LogUnit& unit : log_units) {
        if (unit.micro == micro) return unit.name;
    }
    return {};
}

}  // namespace

bool is_log_field(std::string_view name) {
    return std::any_of(time_names.begin(), time_names.end(),
                       [&](const TimeName& row) { return row.name == name; }) ||
           unit_by_name(name) || is_one_of(status_names, name) || is_one_of(method_names, name) ||
           is_one_of(target_names, name);
}

JsonLog::JsonLog(std::string_view duration, LogStamp stamp, LogNouns nouns)
    : stamp_(stamp),
      nouns_(nouns),
      duration_(parse_log_duration(duration)),
      is_asked_(!duration.empty()),
      has_duration_(!duration_.is_none) {}

/// The unit stays open where neither the name nor the value tells it.
std::vector<LogDuration> JsonLog::durations(const Object& object) const {
    std::vector<LogDuration> all;
    const auto add = [&](const std::string& field, const dom::element& value, double unit) {
        if (time_with_unit(value)) all.push_back({.field = field, .unit = 0});
        else if (number_of(value) && unit > 0) all.push_back({.field = field, .unit = unit});
        else if (number_of(value)) all.push_back({.field = field, .unit = std::nullopt});
    };
    if (is_asked_) {
        if (const auto value = find(object, duration_.field))
            add(duration_.field, *value,
                duration_.unit.value_or(unit_by_name(duration_.field).value_or(0)));
        return all;
    }
    for_each_field(object, [&](const std::string& field, const dom::element& value) {
        const std::optional<double> unit = unit_by_name(field);
        if (unit) add(field, value, *unit == 0 && is_caddy(object) ? 1e6 : *unit);
    });
    return all;
}

bool JsonLog::settle_duration(const Object& object) {
    const std::vector<LogDuration> found = durations(object);
    if (found.empty()) return false;
    if (found.size() > 1) {
        std::string names;
        for (const LogDuration& one : found)
            names.append(names.empty() ? "" : ", ").append(one.field);
        problem_ = {
            .place = {},
            .message =
                fmt::format("several {}s may say how long a request took: {}", nouns_.field, names),
            .excerpt = {},
            .hint = fmt::format("choose one, with its unit (ns, us, ms or s): --duration {}:ms",
                                found.front().field)};
        return false;
    }
    duration_ = found.front();
    if (duration_.unit) return true;
    problem_ = {
        .place = {},
        .message = fmt::format("\"{}\" says how long a request took, but not in which unit",
                               duration_.field),
        .excerpt = {},
        .hint = fmt::format("here it is {}; say ns, us, ms or s: --duration {}:ms",
                            simdjson::minify(*find(object, duration_.field)), duration_.field)};
    return false;
}

bool JsonLog::settle(const Object& object) {
    for (const TimeName& name : time_names) {
        const auto value = find(object, name.name);
        if (!value || !instant_of(*value)) continue;
        time_ = name.name;
        is_time_of_end_ = stamp_ == LogStamp::as_known ? name.is_end : stamp_ == LogStamp::end;
        break;
    }
    if (time_.empty()) return false;
    status_ = first_of(object, status_names);
    method_ = first_of(object, method_names);
    target_ = first_of(object, target_names);
    // nginx' $request is the whole first line, elsewhere it is an object.
    if (target_.empty() && !text_at(object, "request").empty()) target_ = "request";
    return is_settled_ =
               has_duration_ ? settle_duration(object) : !target_.empty() || !status_.empty();
}

std::optional<LogLine> JsonLog::read(std::string_view text) {
    dom::object object;
    if (parser_.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS)
        return std::nullopt;
    if (first_fields_.empty()) {
        for_each_field(object, [&](const std::string& field, const dom::element&) {
            if (first_fields_.size() < names_shown)
                first_fields_.append(first_fields_.empty() ? "" : ", ").append(field);
        });
    }
    if (!is_settled_ && !settle(object)) return std::nullopt;
    const auto at_value = find(object, time_);
    const auto at = at_value ? instant_of(*at_value) : std::nullopt;
    if (!at) return std::nullopt;
    LogLine line{.at = *at,
                 .is_at_end = is_time_of_end_,
                 .method = text_at(object, method_),
                 .target = text_at(object, target_)};
    if (line.target.find(' ') != std::string_view::npos) read_request_line(line.target, line);
    if (const auto status = status_.empty() ? std::nullopt : find(object, status_))
        line.status =
            static_cast<std::int32_t>(std::clamp(number_of(*status).value_or(0), 0.0, 999.0));
    if (!has_duration_)
        return line.target.empty() && line.status == 0 ? std::nullopt : std::optional{line};
    const auto value = find(object, duration_.field);
    if (!value) return std::nullopt;
    const auto number = *duration_.unit > 0 ? number_of(*value) : time_with_unit(*value);
    const double micro = number.value_or(-1) * (*duration_.unit > 0 ? *duration_.unit : 1);
    if (!is_request_time(micro)) return std::nullopt;
    line.took = std::llround(micro);
    return line;
}

sim::Diagnostic JsonLog::nothing_found() const {
    const std::string found = fmt::format("the first {} has {}", nouns_.line, first_fields_);
    if (time_.empty())
        return {
            .place = {},
            .message = fmt::format("no {} says when requests came", nouns_.field),
            .excerpt = {},
            .hint = fmt::format("expected \"time\", \"ts\", \"timestamp\" or the like; {}", found)};
    if (is_asked_ && has_duration_)
        return {.place = {},
                .message = fmt::format("no {} has a time in \"{}\"", nouns_.line, duration_.field),
                .excerpt = {},
                .hint = found};
    return {
        .place = {},
        .message = has_duration_ ? fmt::format("no {} says how long requests took", nouns_.field)
                                 : fmt::format("no {} has a path or a status", nouns_.line),
        .excerpt = {},
        .hint = fmt::format("{}{}", found,
                            has_duration_ ? "; name one, with its unit: --duration FIELD:ms, or "
                                            "do without: --duration none"
                                          : "")};
}

std::string JsonLog::fields() const {
    if (!is_settled_) return {};
    std::string text = fmt::format("instants are taken from \"{}\"", time_);
    if (is_time_of_end_ && has_duration_) text.append(", when requests were over");
    if (is_time_of_end_ && has_duration_ && stamp_ == LogStamp::as_known)
        text.append(" (if not: --stamp start)");
    if (has_duration_) {
        const std::string_view unit = unit_name(*duration_.unit);
        text.append(fmt::format(", durations from \"{}\"", duration_.field))
            .append(unit.empty() ? "" : fmt::format(" in {}", unit));
    }
    if (!target_.empty()) text.append(fmt::format(", paths from \"{}\"", target_));
    if (!status_.empty()) text.append(fmt::format(", status from \"{}\"", status_));
    return text;
}

}  // namespace traces
