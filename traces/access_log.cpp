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
#include "traces/csv_log.hpp"
#include "traces/json_log.hpp"
#include "traces/log_scanner.hpp"
#include "traces/log_time.hpp"

namespace traces {

namespace {

/// Lines are far shorter; a longer one is cut and then is none of a log.
constexpr std::size_t line_max = 64'000;
constexpr std::int64_t second_micro = 1'000'000;

/// The word that says how long a request took: NAME=0.123 by the name that is asked for; if none is, one such as rt=0.123, as
/// many logs of nginx have it, otherwise the last one.
std::string_view duration_word(std::string_view text, std::string_view asked) {
    constexpr std::array<std::string_view, 4> usual{
        "rt=", "request_time=", "reqtime=", "duration="};
    std::string_view last;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        const std::size_t equals = std::min(word.find('='), word.size());
        const bool is_named =
            equals < word.size() &&
            (asked.empty() ? std::ranges::find(usual, word.substr(0, equals + 1)) != usual.end()
                           : word.substr(0, equals) == asked);
        if (is_named) {
            std::string_view value = word.substr(equals + 1);
            if (value.size() > 1 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            return value;
        }
        if (!word.empty() && asked.empty()) last = word;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return last;
}

/// What that word says, in microseconds; -1 if there is none. `unit` is that of a number, 0: its form tells.
std::int64_t duration(std::string_view text, double unit) {
    const bool has_point = text.find('.') != std::string_view::npos;
    const auto read = [&](auto number) -> std::int64_t {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_number = error == std::errc{} && end == text.data() + text.size();
        const double micro = static_cast<double>(number) * (unit > 0 ? unit : has_point ? 1e6 : 1);
        return is_number && is_request_time(micro) ? std::llround(micro) : -1;
    };
    return has_point ? read(double{}) : read(std::int64_t{});
}

std::optional<LogLine> parse(std::string_view line, const LogDuration& asked) {
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
    const std::string_view word =
        asked.is_none ? std::string_view{} : duration_word(rest, asked.field);
    LogLine result{.at = *at,
                   .took = word.empty() ? -1 : duration(word, asked.unit.value_or(0)),
                   .status = *status};
    // nginx.org/en/docs/http/ngx_http_core_module.html, $request_time and $time_local, which are of the log's writing;
    // httpd.apache.org/docs/2.4/mod/mod_log_config.html, %D and %t, when the request was received.
    result.is_at_end = result.took >= 0 && word.find('.') != std::string_view::npos;
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
    for (LoggedRequest& request : requests) {
        if (request.is_at_end) request.at -= std::max<std::int64_t>(request.took, 0);
        request.is_at_end = false;
    }
    sort(requests);
}

}  // namespace

AccessLogReader::AccessLogReader(LogChoice choice)
    : choice_(std::move(choice)), asked_(parse_log_duration(choice_.duration)) {}
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
    if (const auto request = parse_line(line.substr(first))) return take(*request);
    if (is_header(line)) return;
    if (objects_ != nullptr && objects_->problem())
        problem_line_ = static_cast<std::int32_t>(std::min<std::int64_t>(lines_, INT32_MAX));
    if (log_.skipped++ == 0) first_wrong_ = line.substr(0, 100);
}

std::optional<LogLine> AccessLogReader::parse_line(std::string_view line) {
    const bool is_object = line.starts_with('{') && table_ == nullptr;
    if (is_object && objects_ == nullptr)
        objects_ = std::make_unique<JsonLog>(choice_.duration, choice_.stamp, object_nouns);
    if (is_object) return objects_->read(line);
    std::optional<LogLine> request = parse(line, asked_);
    if (!request && table_ != nullptr) {
        const std::string_view object = table_->object_of(line);
        return object.empty() ? std::nullopt : objects_->read(object);
    }
    has_common_ = has_common_ || request.has_value();
    if (!request || request->took < 0) return request;
    if (choice_.stamp != LogStamp::as_known) request->is_at_end = choice_.stamp == LogStamp::end;
    ++(request->is_at_end ? ends_ : starts_);
    return request;
}

/// Only the first line may be one.
bool AccessLogReader::is_header(std::string_view line) {
    if (log_.skipped > 0 || !log_.requests.empty() || log_.unwanted > 0 || objects_ != nullptr)
        return false;
    std::optional<CsvLog> table = CsvLog::from_header(line);
    if (!table) return false;
    table_ = std::make_unique<CsvLog>(*std::move(table));
    const std::size_t colon = std::min(choice_.duration.rfind(':'), choice_.duration.size());
    objects_ = std::make_unique<JsonLog>(
        CsvLog::field_of(std::string_view{choice_.duration}.substr(0, colon)) +
            choice_.duration.substr(colon),
        choice_.stamp, table_nouns);
    return true;
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
                             .choice = static_cast<std::int32_t>(wanted - choice_.paths.begin()),
                             .is_at_end = line.is_at_end});
}

/// What instants of the common format are, if they were not told.
std::string AccessLogReader::stamps() const {
    if (choice_.stamp != LogStamp::as_known || ends_ + starts_ == 0) return {};
    constexpr std::string_view end =
        "durations are in seconds, as nginx's, so instants are ends of requests (if not: --stamp "
        "start)";
    constexpr std::string_view start =
        "durations are in microseconds, as Apache's, so instants are starts of requests (if not: "
        "--stamp end)";
    if (ends_ > 0 && starts_ > 0) return fmt::format("some {}; some {}", end, start);
    return std::string{ends_ > 0 ? end : start};
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
            .message = table_ != nullptr ? "there are no lines below the header"
                       : log_.skipped == 0
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
    if (has_common_ && ends_ + starts_ == 0 && !asked_.field.empty() && !asked_.is_none) {
        return sim::Diagnostic{
            .place = {},
            .message = fmt::format("no line has a time in {}=", asked_.field),
            .excerpt = {},
            .hint =
                "without --duration the last word of a line is taken, or rt=, request_time=, "
                "reqtime= or duration=; --duration none does without"};
    }
    sort(log_.requests);
    log_.is_coarse = has_whole_seconds(log_.requests) && has_equal_instants(log_.requests);
    if (log_.is_coarse) spread_seconds(log_.requests);
    turn_to_arrivals(log_.requests);
    log_.fields = stamps();
    if (objects_ != nullptr) {
        const std::string fields = objects_->fields();
        // A first line of words that no row follows is no header.
        if (table_ != nullptr && fields.empty()) ++log_.skipped;
        if (!log_.fields.empty() && !fields.empty()) log_.fields.append("; ");
        log_.fields.append(fields);
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
