#include "ui/cli/target.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/cli/console.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

struct MetricRow {
    std::string_view name;
    MetricUnit unit;
    std::string_view example;
};

constexpr std::array metric_rows{
    MetricRow{"p50", MetricUnit::time, "p50<50ms"},
    MetricRow{"p90", MetricUnit::time, "p90<100ms"},
    MetricRow{"p95", MetricUnit::time, "p95<150ms"},
    MetricRow{"p99", MetricUnit::time, "p99<200ms"},
    MetricRow{"p99.9", MetricUnit::time, "p99.9<1s"},
    MetricRow{"mean", MetricUnit::time, "mean<100ms"},
    MetricRow{"max", MetricUnit::time, "max<2s"},
    MetricRow{"utilisation", MetricUnit::share, "utilisation<0.7"},
    MetricRow{"errors", MetricUnit::share, "errors<0.1%"},
    MetricRow{"timeouts", MetricUnit::share, "timeouts<0.1%"},
    MetricRow{"throughput", MetricUnit::per_second, "throughput>40/s"},
};

sim::Diagnostic refuse(std::string message, std::string hint) {
    return {.place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

std::optional<double> parse_share(std::string_view text) {
    const bool is_percent = text.ends_with('%');
    if (is_percent) text.remove_suffix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return is_percent ? number / 100 : number;
}

std::optional<double> parse_bound(MetricUnit unit, std::string_view text) {
    if (unit == MetricUnit::time) {
        const sim::Result<sim::Duration> time = sim::parse_duration(text);
        return time && time->ns > 0 ? std::optional{static_cast<double>(time->ns)} : std::nullopt;
    }
    if (unit == MetricUnit::per_second) {
        const sim::Result<sim::Duration> gap = sim::parse_rate(text);
        return gap ? std::optional{1e9 / static_cast<double>(gap->ns)} : std::nullopt;
    }
    const std::optional<double> share = parse_share(text);
    return share && *share > 0 && *share <= 1 ? share : std::nullopt;
}

std::string trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return std::string{text};
}

std::optional<sim::Estimate> utilisation(const sim::Forecast& forecast, std::string_view of) {
    std::optional<sim::Estimate> most;
    for (const sim::ResourceForecast& row : forecast.resources) {
        const bool is_meant = of.empty() || (of == "pool" && row.kind == sim::ResourceKind::pool) ||
                              (of == "loop" && row.kind == sim::ResourceKind::main_thread) ||
                              (of == "cores" && row.kind == sim::ResourceKind::cores) ||
                              of == row.name;
        if (is_meant && (!most || row.utilisation.value > most->value)) most = row.utilisation;
    }
    return most;
}

/// Nothing: the metric is no percentile of a forecast.
std::optional<std::size_t> find_percentile(std::string_view metric) {
    for (std::size_t i = 0; i < sim::forecast_percentiles.size(); ++i) {
        if (metric == sim::forecast_percentiles[i].first) return i;
    }
    return std::nullopt;
}

/// Of all requests, where a share of them has no answer; nothing where that is longer than any answer.
std::optional<double> percentile_of_all(const sim::LoadForecast& load, std::size_t index,
                                        double unanswered) {
    const double rank = sim::forecast_percentiles[index].second / (1 - unanswered);
    if (!(rank <= 100'000)) return std::nullopt;
    return static_cast<double>(load.latency.percentile(static_cast<std::int32_t>(rank)).ns);
}

/// As wide for its value as the interval of answered requests, and as the share of those without an answer is known.
TargetValue percentile_value(const sim::LoadForecast& load, std::size_t index, double unanswered) {
    const sim::Estimate longest{static_cast<double>(load.max.ns), static_cast<double>(load.max.ns)};
    const std::optional<double> value = percentile_of_all(load, index, unanswered);
    if (!value) return {.estimate = longest, .is_known = true, .is_beyond = true};
    const sim::Estimate answered = load.percentiles[index];
    sim::Estimate estimate{*value};
    const std::optional<double> low =
        percentile_of_all(load, index, std::max(0.0, load.errors.low));
    const std::optional<double> high =
        percentile_of_all(load, index, std::min(1.0, load.errors.high));
    if (low && answered.value > 0) estimate.low = *low * answered.low / answered.value;
    if (high && answered.value > 0) estimate.high = *high * answered.high / answered.value;
    return {.estimate = estimate, .is_known = true};
}

TargetValue time_value(const Target& target, const sim::LoadForecast& load) {
    if (load.counted == 0) return {};
    const double unanswered = load.errors.value;
    const std::optional<std::size_t> percentile = find_percentile(target.metric);
    const double longest = static_cast<double>(load.max.ns);
    TargetValue value{.is_known = true};
    if (percentile) {
        value.estimate = load.percentiles[*percentile];
        if (unanswered > 0) value = percentile_value(load, *percentile, unanswered);
    } else if (target.metric == "max") {
        value.estimate = {longest};
        value.is_beyond = unanswered > 0;
    } else {
        value.estimate = load.mean;
        // At least: those without an answer took no less than the longest answer.
        if (unanswered > 0)
            value.estimate = {(1 - unanswered) * load.mean.value + unanswered * longest};
    }
    value.unanswered = unanswered;
    return value;
}

TargetValue value_of(const Target& target, const sim::Forecast& forecast) {
    const sim::LoadForecast& load = load_named(forecast, target.load);
    if (target.unit == MetricUnit::time) return time_value(target, load);
    if (target.metric.starts_with("utilisation")) {
        const std::optional<sim::Estimate> most =
            utilisation(forecast, std::string_view{target.metric}.substr(
                                      std::min<std::size_t>(12, target.metric.size())));
        return most ? TargetValue{.estimate = *most, .is_known = true} : TargetValue{};
    }
    if (target.metric == "errors") return {.estimate = load.errors, .is_known = true};
    if (target.metric == "timeouts") return {.estimate = load.timeouts, .is_known = true};
    return {.estimate = load.throughput, .is_known = load.counted > 0};
}

/// The row of a metric; "login.p99" leaves "login" in `load`.
const MetricRow* find_metric(std::string& metric, std::string& load) {
    const std::string base = metric.starts_with("utilisation.") ? "utilisation" : metric;
    for (const MetricRow& row : metric_rows) {
        if (row.name == base) return &row;
    }
    const MetricRow* found = nullptr;  // the longest: p99.9, not 9
    for (const MetricRow& row : metric_rows) {
        const bool is_suffix = metric.size() > row.name.size() + 1 && metric.ends_with(row.name) &&
                               metric[metric.size() - row.name.size() - 1] == '.';
        if (is_suffix && row.name != "utilisation" &&
            (found == nullptr || row.name.size() > found->name.size()))
            found = &row;
    }
    if (found != nullptr) {
        load = metric.substr(0, metric.size() - found->name.size() - 1);
        metric = found->name;
    }
    return found;
}

std::string_view why_no_bound(MetricUnit unit, std::string_view text) {
    if (text.empty()) return "a number is missing";
    const bool has_unit = text.find_first_not_of("0123456789.+-") != std::string_view::npos;
    if (unit == MetricUnit::time && !has_unit) return "a time above zero, with its unit";
    if (unit == MetricUnit::share) return "a share above 0 and at most 1, or 100 %";
    return "a number above zero with its unit";
}

std::string value_text(MetricUnit unit, double value) {
    if (!std::isfinite(value)) return "-";
    return format_metric({value, unit});
}

}  // namespace

sim::Result<Target> parse_target(std::string_view text) {
    std::string examples;
    std::vector<std::string_view> names;
    for (const MetricRow& row : metric_rows) {
        names.push_back(row.name);
        examples.append(examples.empty() ? "" : ", ").append(row.example);
    }
    const std::string hint = fmt::format("targets: {}", examples);
    const std::size_t at = text.find_first_of("<>");
    if (at == std::string_view::npos || at == 0)
        return refuse(fmt::format("\"{}\" is no target", text), hint);
    const bool has_equals = at + 1 < text.size() && text[at + 1] == '=';
    Target target{.text = std::string{text},
                  .load = {},
                  .metric = trim(text.substr(0, at)),
                  .comparison = std::string{text.substr(at, has_equals ? 2 : 1)}};
    const std::string given = target.metric;
    constexpr std::string_view american = "utilization";
    if (target.metric.starts_with(american))
        target.metric.replace(0, american.size(), "utilisation");
    const MetricRow* row = find_metric(target.metric, target.load);
    if (row == nullptr) {
        const std::string near = guess(given, names);
        return refuse(fmt::format("\"{}\" is nothing to aim at", given),
                      near.empty() ? hint : fmt::format("{} {}", near, hint));
    }
    target.unit = row->unit;
    const bool wants_more = row->unit == MetricUnit::per_second;
    if ((target.comparison[0] == '>') != wants_more) {
        return refuse(fmt::format("a target for {} is {} bound", row->name,
                                  wants_more ? "a lower" : "an upper"),
                      fmt::format("such as {}", row->example));
    }
    const std::string bound = trim(text.substr(at + target.comparison.size()));
    const std::optional<double> number = parse_bound(row->unit, bound);
    if (!number)
        return refuse(fmt::format("\"{}\" is no bound for {}", bound, row->name),
                      fmt::format("{}, such as {}", why_no_bound(row->unit, bound), row->example));
    target.bound = *number;
    return target;
}

void add_target(std::vector<Target>& targets, Target target) {
    const auto same = std::find_if(targets.begin(), targets.end(), [&](const Target& other) {
        return metric_text(other) == metric_text(target);
    });
    if (same == targets.end()) {
        targets.push_back(std::move(target));
        return;
    }
    const bool is_tighter =
        target.comparison[0] == '<' ? target.bound < same->bound : target.bound > same->bound;
    const bool is_sharper = target.bound == same->bound && target.comparison.size() == 1;
    if (is_tighter || is_sharper) *same = std::move(target);
}

std::vector<sim::Diagnostic> missing_subject(const Target& target, const sim::Program& program) {
    std::vector<std::string> known;
    std::string wanted = target.load;
    std::string_view kind = "load";
    if (target.metric.starts_with("utilisation.")) {
        wanted = target.metric.substr(12);
        kind = "resource";
        known = {"pool", "loop"};
        if (program.runtime.scheduler != sim::Scheduler::unlimited) known.emplace_back("cores");
        for (const sim::Station& station : program.stations)
            known.emplace_back(program.names.text(station.name));
    } else {
        for (const sim::Load& load : program.loads)
            known.emplace_back(program.names.text(load.name));
    }
    if (wanted.empty() || std::find(known.begin(), known.end(), wanted) != known.end()) return {};
    const std::vector<std::string_view> names{known.begin(), known.end()};
    const std::string near = guess(wanted, names);
    std::string all;
    for (const std::string& name : known) all.append(all.empty() ? "" : ", ").append(name);
    return {refuse(fmt::format("there is no {} \"{}\" to aim at", kind, wanted),
                   near.empty() ? fmt::format("known: {}", all) : near)};
}

const sim::LoadForecast& load_named(const sim::Forecast& forecast, std::string_view name) {
    const auto named = std::find_if(forecast.loads.begin(), forecast.loads.end(),
                                    [&](const sim::LoadForecast& one) { return one.name == name; });
    return name.empty() || named == forecast.loads.end() ? headline_of(forecast) : *named;
}

std::string metric_text(const Target& target) {
    return target.load.empty() ? target.metric : target.load + "." + target.metric;
}

TargetValue target_value(const Target& target, const sim::Forecast& forecast) {
    TargetValue value = value_of(target, forecast);
    const bool has_no_latency = forecast.stability == sim::Stability::unstable;
    value.is_met =
        value.is_known && !value.is_beyond && !has_no_latency &&
        holds({value.estimate.value, target.unit, false}, target.comparison, target.bound);
    return value;
}

std::string target_text(const Target& target, const sim::Forecast& forecast) {
    const std::string metric = metric_text(target);
    const TargetValue value = target_value(target, forecast);
    if (!value.is_known) return fmt::format("{} unknown", metric);
    std::string text = fmt::format("{} {}{}", metric, value.is_beyond ? "above " : "",
                                   value_text(target.unit, value.estimate.value));
    const sim::Estimate& estimate = value.estimate;
    if (!value.is_beyond && std::isfinite(estimate.low))
        text.append(std::isfinite(estimate.high)
                        ? fmt::format(" ({} to {})",
                                      value_text(target.unit, std::max(0.0, estimate.low)),
                                      value_text(target.unit, estimate.high))
                        : fmt::format(" (at least {})", value_text(target.unit, estimate.low)));
    if (value.unanswered > 0) {
        const sim::LoadForecast& load = load_named(forecast, target.load);
        const std::string_view what = load.failed == 0      ? "time out"
                                      : load.timed_out == 0 ? "fail"
                                                            : "fail or time out";
        text.append(fmt::format(", as {:.2g} % {}", 100 * value.unanswered, what));
    }
    return text;
}

}  // namespace ui
