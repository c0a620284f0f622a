#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "traces/log_line.hpp"

namespace traces {

/// All requests of one method and path. Identities in paths are one: "GET /users/:id".
struct LoggedPath {
    std::string name;
    std::int64_t requests = 0;
    std::int64_t errors = 0;  // answered with 500 or more
    std::int64_t timed = 0;   // of which the log says how long they took
    double took = 0;          // all of these together, in microseconds
};

/// "/users/:id/cart" of "/users/17/cart?all=1" or "https://shop/users/17/cart". Segments of digits, UUIDs and long
/// hexadecimal words are identities. "(no path)" of what is neither.
[[nodiscard]] std::string path_of(std::string_view target);

/// Whether a request is what was asked for: "/login" is each path that begins so, "POST /login" only with that method.
[[nodiscard]] bool is_path_wanted(std::string_view wanted, const LogLine& line);

/// Counts requests by path.
class LogPaths {
public:
    void add(const LogLine& line);
    /// The busiest first. Of a log with more than 10,000 of them those that came later are one, the last.
    [[nodiscard]] std::vector<LoggedPath> take();

private:
    std::map<std::string, LoggedPath, std::less<>> by_name_;
    LoggedPath others_{.name = "(other paths)"};
};

}  // namespace traces
