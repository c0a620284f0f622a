#include "traces/access_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/core/draws.hpp"
#include "sim/core/time.hpp"
#include "traces/json_log.hpp"
#include "traces/log_scanner.hpp"
#include "traces/log_time.hpp"

namespace traces {

namespace {

/// Lines are far shorter; a longer one is cut and then is none of a log.
constexpr std::size_t line_max = 64'000;
constexpr std::int64_t second_micro = 1'000'000;

/// The word that says how long a request took: one such as rt=0.123, as many logs of nginx have it, otherwise the last one.
std::string_view duration_word(std::string_view text) {
    constexpr std::array<std::string_view, 4> names{
        "rt=", "request_time=", "reqtime=", "duration="};
    std::string_view last;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        for (const std::string_view name : names) {
            if (!word.starts_with(name)) continue;
            std::string_view value = word.substr(name.size());
            if (value.size() > 1 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            return value;
        }
        if (!word.empty()) last = word;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return last;
}

/// What that word says, in microseconds; -1 if there is none.
std::int64_t duration(std::string_view text) {
    text = duration_word(text);
    const bool is_seconds = text.find('.') != std::string_view::npos;
    const auto read = [&](auto number) -> std::int64_t {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_number = error == std::errc{} && end == text.data() + text.size();
        const double micro = static_cast<double>(number) * (is_seconds ? 1e6 : 1);
        return is_number && is_request_time(micro) ? std::llround(micro) : -1;
    };
    return is_seconds ? read(double{}) : read(std::int64_t{});
}

std::optional<LogLine> parse(std::string_view line) {
    LogScanner scan{line};
    scan.until('[');
    if (!scan.skip('[')) return std::nullopt;
    const auto at = instant_of_common_log(scan.until(']'));
    if (!at || !scan.skip(']') || !scan.skip(' ')) return std::nullopt;
    const auto request = scan.quoted();
    if (!request || !scan.skip(' ')) return std::nullopt;
    const auto status = scan.digits(3);
    if (!status || !scan.skip(' ')) return std::nullopt;
    scan.until(' ');  // bytes, or "-"
    scan.skip(' ');
    std::string_view rest = scan.rest();
    while (!rest.empty() && (rest.back() == ' ' || rest.back() == '\r')) rest.remove_suffix(1);
    LogLine result{.at = *at, .took = rest.empty() ? -1 : duration(rest), .status = *status};
    read_request_line(*request, result);
    return result;
}

bool has_whole_seconds(const std::vector<LoggedRequest>& requests) {
    return std::all_of(requests.begin(), requests.end(),
                       [](const LoggedRequest& request) { return request.at % second_micro == 0; });
}

/// By time, those of one instant as they stand in the log.
void sort(std::vector<LoggedRequest>& requests) {
    std::stable_sort(requests.begin(), requests.end(),
                     [](const LoggedRequest& a, const LoggedRequest& b) { return a.at < b.at; });
}

/// Whether several requests, which ascend, have the same instant.
bool has_equal_instants(const std::vector<LoggedRequest>& requests) {
    return std::adjacent_find(requests.begin(), requests.end(),
                              [](const LoggedRequest& a, const LoggedRequest& b) {
                                  return a.at == b.at;
                              }) != requests.end();
}

/// Puts requests of a clock that knows whole seconds at random within theirs: of a Poisson stream with so many in a second
/// they are independent and uniform. At even distances they would hardly ever queue. The same log gives the same instants.
void spread_seconds(std::vector<LoggedRequest>& requests) {
    sim::Stream stream = sim::Draws{0, 0}.stream(0, 0);
    for (LoggedRequest& request : requests) request.at += stream.uniform_below(second_micro);
    sort(requests);
}

/// A log that is written when requests are over has their arrivals, too.
void turn_to_arrivals(std::vector<LoggedRequest>& requests) {
    for (LoggedRequest& request : requests) request.at -= std::max<std::int64_t>(request.took, 0);
    sort(requests);
}

}  // namespace

AccessLogReader::AccessLogReader(LogChoice choice) : choice_(std::move(choice)) {}
AccessLogReader::~AccessLogReader() = default;

bool AccessLogReader::read(std::string_view block) {
    while (!block.empty() && problem_line_ == 0) {
        const std::size_t end = block.find('\n');
        if (end == std::string_view::npos || !rest_.empty()) {
            const std::string_view part = block.substr(0, end);
            rest_.append(part.substr(0, line_max - std::min(line_max, rest_.size())));
            if (end == std::string_view::npos) return true;
            take_line(rest_);
            rest_.clear();
        } else {
            take_line(block.substr(0, end));
        }
        block.remove_prefix(end + 1);
    }
    return problem_line_ == 0;
}

void AccessLogReader::take_line(std::string_view line) {
    ++lines_;
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return;
    const bool is_object = line[first] == '{';
    if (is_object && objects_ == nullptr) objects_ = std::make_unique<JsonLog>(choice_.duration);
    if (const auto request = is_object ? objects_->read(line) : parse(line)) return take(*request);
    if (is_object && objects_->problem())
        problem_line_ = static_cast<std::int32_t>(std::min<std::int64_t>(lines_, INT32_MAX));
    if (log_.skipped++ == 0) first_wrong_ = line.substr(0, 100);
}

void AccessLogReader::take(const LogLine& line) {
    const auto wanted =
        std::find_if(choice_.paths.begin(), choice_.paths.end(),
                     [&](const std::string& path) { return is_path_wanted(path, line); });
    if (wanted == choice_.paths.end() && !choice_.paths.empty()) {
        ++log_.unwanted;
        return unwanted_.add(line);
    }
    paths_.add(line);
    log_.requests.push_back({.at = line.at,
                             .took = line.took,
                             .status = line.status,
                             .choice = static_cast<std::int32_t>(wanted - choice_.paths.begin())});
}

sim::Diagnostic AccessLogReader::nothing_found() {
    if (log_.unwanted > 0) {
        std::string busiest;
        const std::vector<LoggedPath> others = unwanted_.take();
        for (std::size_t i = 0; i < std::min<std::size_t>(others.size(), 5); ++i)
            busiest.append(busiest.empty() ? "" : ", ").append(others[i].name);
        return {.place = {},
                .message = fmt::format("none of {} requests is of {}", log_.unwanted,
                                       fmt::join(choice_.paths, " or ")),
                .excerpt = {},
                .hint = fmt::format("the busiest paths are {}", busiest)};
    }
    if (objects_ != nullptr && !objects_->first_object().empty()) return objects_->nothing_found();
    return {.place = {},
            .message = log_.skipped == 0
                           ? "there are no lines"
                           : fmt::format("no line of an access log among {}", log_.skipped),
            .excerpt = first_wrong_,
            .hint =
                "expected lines such as: 10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / "
                "HTTP/1.1\" 200 2326 0.123"};
}

sim::Result<AccessLog> AccessLogReader::finish() {
    if (!rest_.empty() && problem_line_ == 0) take_line(rest_);
    if (problem_line_ > 0) {
        sim::Diagnostic problem = *objects_->problem();
        problem.place.line = problem_line_;
        return problem;
    }
    if (log_.requests.empty()) return nothing_found();
    sort(log_.requests);
    log_.is_coarse = has_whole_seconds(log_.requests) && has_equal_instants(log_.requests);
    if (log_.is_coarse) spread_seconds(log_.requests);
    if (objects_ != nullptr) {
        if (objects_->is_time_of_end()) turn_to_arrivals(log_.requests);
        log_.fields = objects_->fields();
    }
    const std::int64_t span = log_.requests.back().at - log_.requests.front().at;
    if (span > sim::duration_max.ns / 1000) {
        return sim::Diagnostic{
            .place = {},
            .message = fmt::format("there are {} days from the first request to the last, at most "
                                   "104 are simulated",
                                   span / 86'400'000'000),
            .excerpt = {},
            .hint = "a part of the log is enough; or one of its instants is wrong"};
    }
    log_.paths = paths_.take();
    return std::move(log_);
}

}  // namespace traces
