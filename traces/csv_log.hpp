#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace traces {

/// The rows of a table whose first line names its columns, such as "time,path,status,duration_ms", as objects that JsonLog
/// reads. Cells end at commas, semicolons, tabs or bars, whichever the header has, and may be quoted.
class CsvLog {
public:
    /// Nothing if the line is no header: two names at least.
    [[nodiscard]] static std::optional<CsvLog> from_header(std::string_view line);

    /// The row as an object of texts, which lives until the next call; empty if it has another number of cells.
    [[nodiscard]] std::string_view object_of(std::string_view row);

    /// "Latency (ms)" as "latency_ms", if that is a name that logs of objects have; any other name as it is.
    [[nodiscard]] static std::string field_of(std::string_view column);

private:
    char separator_ = ',';
    std::vector<std::string> fields_;
    std::vector<std::string> cells_;
    std::string object_;
};

}  // namespace traces
