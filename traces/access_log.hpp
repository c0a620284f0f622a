#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"

namespace traces {

struct LoggedRequest {
    std::int64_t at = 0;     // microseconds since 1970, as the line says: mostly whole seconds
    std::int64_t took = -1;  // microseconds; -1: the line does not say
    std::int32_t status = 0;
};

struct AccessLog {
    std::vector<LoggedRequest> requests;  // by time
    std::int64_t skipped = 0;             // lines that are none of these
};

/// Reads an access log block by block. A line is one of
///   HOST IDENT USER [10/Oct/2026:13:55:36 -0700] "GET / HTTP/1.1" 200 2326                    (common)
///   ... "https://referer" "user agent"                                                       (combined)
/// and may end with how long the request took: with a decimal point in seconds (nginx $request_time, 0.123), as a whole
/// number in microseconds (Apache %D, 123456). rt=, request_time=, reqtime= and duration= name it wherever it stands.
class AccessLogReader {
public:
    void read(std::string_view block);
    /// A diagnostic without a file name if no line is one of a log.
    [[nodiscard]] sim::Result<AccessLog> finish();

private:
    void take_line(std::string_view line);

    AccessLog log_;
    std::string rest_;         // of a line that the next block ends
    std::string first_wrong_;  // a line, shortened
};

}  // namespace traces
