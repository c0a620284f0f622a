#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "sim/core/diagnostic.hpp"
#include "traces/log_line.hpp"
#include "traces/log_time.hpp"

namespace traces {

/// What messages call the parts of a log.
struct LogNouns {
    std::string_view line;   // what stands in a line
    std::string_view field;  // what has a name in it
};
inline constexpr LogNouns object_nouns{"object", "field"};
inline constexpr LogNouns table_nouns{"row", "column"};

/// Whether logs have a field of that name which is read here.
[[nodiscard]] bool is_log_field(std::string_view name);

/// Reads an access log of JSON objects, one a line. Which fields say when a request came and how long it took is found by their
/// names in the first line that has both, and then holds for all lines; a field within another object is "res.statusCode".
class JsonLog {
public:
    /// `duration` as parse_log_duration reads it.
    JsonLog(std::string_view duration, LogStamp stamp, LogNouns nouns);

    /// Nothing if the line is no request; the texts live until the next call.
    [[nodiscard]] std::optional<LogLine> read(std::string_view line);
    /// What the user has to decide: several fields fit, or one whose unit is not known. Without a place.
    [[nodiscard]] const std::optional<sim::Diagnostic>& problem() const { return problem_; }
    /// The names of its fields; empty if no line was an object.
    [[nodiscard]] const std::string& first_object() const { return first_fields_; }
    /// Why no line was a request. Without a place.
    [[nodiscard]] sim::Diagnostic nothing_found() const;
    /// What was taken from which field, for people; empty if nothing was.
    [[nodiscard]] std::string fields() const;

private:
    using Object = simdjson::dom::object;

    bool settle(const Object& object);
    bool settle_duration(const Object& object);
    [[nodiscard]] std::vector<LogDuration> durations(const Object& object) const;

    simdjson::dom::parser parser_;
    LogStamp stamp_;
    LogNouns nouns_;
    LogDuration duration_;  // as asked for, then as found
    bool is_asked_ = false;
    bool has_duration_ = true;
    bool is_settled_ = false;
    bool is_time_of_end_ = false;
    std::string time_;
    std::string status_;  // empty if there is none, as those below
    std::string method_;
    std::string target_;
    std::string first_fields_;  // of the first object
    std::optional<sim::Diagnostic> problem_;
};

}  // namespace traces
