#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "traces/log_paths.hpp"
#include "traces/log_time.hpp"

namespace traces {

class CsvLog;
class JsonLog;

struct LoggedRequest {
    std::int64_t at = 0;     // microseconds since 1970
    std::int64_t took = -1;  // microseconds; -1: the line does not say
    std::int32_t status = 0;
    std::int32_t choice = 0;  // index of the path that was asked for
    bool is_at_end = false;   // until all are read: `at` is when it was over
};

struct AccessLog {
    std::vector<LoggedRequest> requests;  // by time
    std::vector<LoggedPath> paths;        // of these requests, the busiest first
    std::int64_t skipped = 0;             // lines that are none of these
    std::int64_t unwanted = 0;            // requests of other paths than asked for
    std::string fields;                   // what was taken from where, for people
    bool is_coarse =
        false;  // the log has whole seconds and several requests in one: see spread_seconds
};

/// What of a log is wanted.
struct LogChoice {
    std::vector<std::string> paths;  // "/login", "POST /login"; none: all
    std::string duration;            // see LogDuration
    LogStamp stamp = LogStamp::as_known;
};

/// Reads an access log block by block. A line is one of
///   HOST IDENT USER [10/Oct/2026:13:55:36 -0700] "GET / HTTP/1.1" 200 2326                    (common)
///   ... "https://referer" "user agent"                                                       (combined)
///   {"time":1760104536123,"req":{"method":"GET","url":"/"},"res":{"statusCode":200},"responseTime":12}   (JsonLog)
///   2026-10-10T13:55:36.123Z,GET,/,200,12                                          (below a header: CsvLog)
/// The first two may end with how long the request took: with a decimal point in seconds (nginx $request_time, 0.123), as a
/// whole number in microseconds (Apache %D, 123456); nginx writes the instant at which the request was over, Apache that at
/// which it came. rt=, request_time=, reqtime= and duration= name it wherever it stands.
class AccessLogReader {
public:
    explicit AccessLogReader(LogChoice choice);
    AccessLogReader(const AccessLogReader&) = delete;
    AccessLogReader& operator=(const AccessLogReader&) = delete;
    ~AccessLogReader();

    /// False once nothing more is wanted, since what was read is not clear.
    bool read(std::string_view block);
    /// A diagnostic without a file name if no line is one of a log, or none of what is wanted.
    [[nodiscard]] sim::Result<AccessLog> finish();

private:
    void take_line(std::string_view line);
    void take(const LogLine& line);
    [[nodiscard]] std::optional<LogLine> parse_line(std::string_view line);
    [[nodiscard]] bool is_header(std::string_view line);
    [[nodiscard]] std::string stamps() const;
    [[nodiscard]] sim::Diagnostic nothing_found();

    LogChoice choice_;
    LogDuration asked_;
    bool has_common_ = false;  // a line in the common format
    AccessLog log_;
    LogPaths paths_;
    LogPaths unwanted_;
    std::unique_ptr<CsvLog> table_;     // if the first line is its header
    std::unique_ptr<JsonLog> objects_;  // of lines that are objects, or of the table
    std::string rest_;                  // of a line that the next block ends
    std::string first_wrong_;           // a line, shortened
    std::int64_t lines_ = 0;
    std::int64_t ends_ =
        0;  // lines in the common format with a duration, of which the instant is the end
    std::int64_t starts_ = 0;  // the same, of which it is the start
    std::int32_t problem_line_ = 0;
};

}  // namespace traces
