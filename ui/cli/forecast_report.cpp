#include "ui/cli/forecast_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "sim/predict/capacity.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

using sim::Forecast;
using sim::LoadForecast;

/// "64 runs of 5,000 requests, 2.10 s left out of each"
std::string runs_text(const Forecast& forecast) {
    const bool is_one = forecast.replications == 1;
    const std::int64_t each = forecast.requests / std::max(1, forecast.replications);
    std::string text = fmt::format("{} {} of {} {}", forecast.replications, is_one ? "run" : "runs",
                                   format_count(each), each == 1 ? "request" : "requests");
    if (forecast.warmup.ns > 0) {
        text.append(fmt::format(", the first {} of {} left out",
                                sim::format_duration(forecast.warmup), is_one ? "it" : "each"));
    }
    return text;
}

std::string head_text(const Job& job, const std::vector<Forecast>& forecasts,
                      const Options& options, bool has_colour) {
    const Forecast& first = forecasts.front();
    const std::string scheduler =
        forecasts.size() > 1 ? std::string{"linux and ps"} : first.scheduler;
    const std::string line = fmt::format(
        "node {} · pool {} · {} · seed {} · {}", job.profile->name, job.program.runtime.threadpool,
        cores_text(job.program.runtime.cores, scheduler), options.seed, runs_text(first));
    const std::string& title = job.program.title.empty() ? job.given : job.program.title;
    return fmt::format("{}\n{}\n\n", paint(title, Ink::bold, has_colour),
                       paint(line, Ink::dim, has_colour));
}

bool is_known(double value) { return std::isfinite(value); }

/// How sure a percentile is, in brackets; nothing of one run.
std::string confidence_text(const sim::Estimate& estimate) {
    if (has_no_upper_limit(estimate))
        return fmt::format(
            " (at least {} with 95 % confidence; too few requests for an upper limit)",
            time_text(estimate.low));
    if (!is_known(estimate.low)) return {};
    return fmt::format(" ({} to {} with 95 % confidence)", time_text(estimate.low),
                       time_text(estimate.high));
}

/// Why nothing can be said about latency.
std::string_view nothing_text(const LoadForecast& load) {
    if (load.generated == 0) return "no request arrived before the run was over";
    if (load.done > 0) return "only requests that came during the warm-up were done";
    if (load.timed_out == load.generated) return "every request timed out";
    if (load.failed == load.generated) return "every request failed";
    if (load.in_flight == load.generated) return "no request was answered before the run was over";
    return "no request was done";
}

/// What follows is about the time before that.
std::string problem_text(const Forecast& forecast, std::string_view prefix, bool has_colour) {
    if (forecast.problem.empty()) return {};
    std::string text =
        paint(fmt::format("{}{} of {} runs ended early, after {} on average: {}", prefix,
                          forecast.ended_early, forecast.replications,
                          sim::format_duration(forecast.ended_early_after), forecast.problem),
              Ink::red, has_colour) +
        '\n';
    const std::int64_t lost = headline_of(forecast).lost;
    if (lost > 0)
        text.append(fmt::format(
            "{} of {} requests were open then and are lost: errors, and in no latency\n",
            format_count(lost), format_count(headline_of(forecast).generated)));
    return text;
}

/// The answer people came for.
std::string answer_text(const Forecast& forecast, std::string_view prefix, bool has_colour) {
    const LoadForecast& load = headline_of(forecast);
    if (forecast.stability == sim::Stability::unstable) {
        return paint(fmt::format("{}unstable: the queue grows by {} requests a second, and each "
                                 "second of load adds {} to the latency",
                                 prefix,
                                 rate_text(forecast.growth_per_s)
                                     .substr(0, rate_text(forecast.growth_per_s).size() - 2),
                                 sim::format_duration(
                                     sim::Duration{std::llround(forecast.latency_growth * 1e9)})),
                     Ink::red, has_colour) +
               "\nThere is no p99: it depends on how long the load lasts.\n";
    }
    if (load.counted == 0)
        return fmt::format("{}{}, so there is no latency\n", prefix, nothing_text(load));
    const sim::Estimate& p99 = load.percentiles[sim::forecast_p99];
    std::string text = fmt::format("{}p99 is {}", prefix, time_text(p99.value));
    std::string_view whom = "the requests";
    // Who waits in vain waits longer than all that are answered.
    if (load.timeouts.value >= 0.01) {
        whom = "the others";
        text = fmt::format(
            "{}{} of the requests time out, and p99 with them; that of the others is {}", prefix,
            format_percent(load.timeouts.value), time_text(p99.value));
    }
    const double lost = static_cast<double>(load.lost) /
                        static_cast<double>(std::max<std::int64_t>(1, load.generated));
    if (lost >= 0.01) {
        whom = "them";
        text = fmt::format("{}p99 of those that were answered is {}", prefix, time_text(p99.value));
    }
    text = paint(text, Ink::bold, has_colour) + confidence_text(p99);
    if (forecast.replications == 1) text.append(" (one run says nothing about how sure that is)");
    text.append(
        fmt::format("; half of {} take at most {}\n", whom, time_text(load.percentiles[0].value)));
    return text;
}

std::string capacity_text(const Forecast& forecast) {
    if (!forecast.capacity.is_known) {
        // What leaves its work behind is told with the caveats.
        if (forecast.capacity.unknown.empty() || forecast.capacity.leaves_work) return {};
        return fmt::format("how much load is possible is not known: {}\n",
                           forecast.capacity.unknown);
    }
    return fmt::format("load: {} of {} possible, {}; the limit is {}\n",
                       rate_text(forecast.offered_per_s), rate_text(forecast.capacity.per_second),
                       format_percent(forecast.offered_per_s / forecast.capacity.per_second),
                       limits_text(forecast.capacity));
}

/// Whether the load is at its limit, as far as that is known.
bool is_at_capacity(const Forecast& forecast) {
    const sim::Capacity& capacity = forecast.capacity;
    return capacity.is_known && forecast.stability == sim::Stability::steady &&
           forecast.offered_per_s > (1 - sim::doubt_of(capacity)) * capacity.per_second;
}

/// The load whose p99 has the widest interval for its value, which decides whether a forecast is precise.
const LoadForecast& least_known(const Forecast& forecast) {
    const auto width = [](const LoadForecast& load) {
        const sim::Estimate& p99 = load.percentiles[sim::forecast_p99];
        return p99.value > 0 ? (p99.high - p99.low) / p99.value : 0;
    };
    return *std::max_element(
        forecast.loads.begin(), forecast.loads.end(),
        [&](const LoadForecast& a, const LoadForecast& b) { return width(a) < width(b); });
}

/// What a careful reader should know before believing it.
std::string caveats_text(const Forecast& forecast, const Options& options) {
    std::string text;
    if (forecast.stability == sim::Stability::unstable || !forecast.problem.empty()) return text;
    if (forecast.capacity.leaves_work) {
        text.append(
            "requests are answered before the work that they start is done, so latencies are "
            "without it: await it if the answer needs it\n");
    }
    if (is_at_capacity(forecast)) {
        text.append(
            "so near to what is possible queues hardly settle: longer runs have longer "
            "latencies\n");
    }
    if (!forecast.is_settled) {
        text.append(
            "half of a run was not enough to reach a steady state: make runs longer "
            "(--requests N)\n");
    }
    if (forecast.lengthened > 1) {
        text.append(fmt::format(
            "runs are {:.3g} times as long as the scenario says, so that their empty start and "
            "their end count little (--requests N keeps them at N)\n",
            forecast.lengthened));
    }
    const LoadForecast& load = headline_of(forecast);
    if (!forecast.is_precise && forecast.replications > 1 && load.counted > 0) {
        const LoadForecast& least = least_known(forecast);
        text.append(
            fmt::format("p99{} is not known to {} yet: more or longer runs help "
                        "(--replications N, --requests N)\n",
                        forecast.loads.size() > 1 ? fmt::format(" of {}", shorten(least.name, 24))
                                                  : std::string{},
                        format_percent(options.precision.value_or(0.02))));
    }
    if (load.counted > 0 && load.in_flight * 100 > load.generated) {
        text.append(
            fmt::format("{} requests were still open when their run ended; they count "
                        "nowhere\n",
                        format_count(load.in_flight)));
    }
    return text;
}

void add_latency_rows(Table& table, const Forecast& forecast, bool has_scheduler) {
    for (const LoadForecast& load : forecast.loads) {
        const std::string name =
            has_scheduler ? fmt::format("{} {}", shorten(load.name, 16), forecast.scheduler)
                          : shorten(load.name, 24);
        if (load.counted == 0) {
            table.add({name, "-"});
            continue;
        }
        std::vector<std::string> values{name};
        std::vector<std::string> lows{"  95 % from"};
        std::vector<std::string> highs{"  to"};
        for (const sim::Estimate& estimate : load.percentiles) {
            values.push_back(time_text(estimate.value));
            lows.push_back(time_text(estimate.low));
            highs.push_back(time_text(estimate.high));
        }
        values.push_back(sim::format_duration(load.max));
        lows.emplace_back();
        highs.emplace_back();
        values.push_back(time_text(load.mean.value));
        lows.push_back(time_text(load.mean.low));
        highs.push_back(time_text(load.mean.high));
        table.add(values);
        if (forecast.replications < 2) continue;
        table.add(lows);
        table.add(highs);
    }
}

/// Of some percentile that is shown.
bool lacks_upper_limit(const Forecast& forecast) {
    return forecast.stability != sim::Stability::unstable &&
           std::any_of(forecast.loads.begin(), forecast.loads.end(), [](const LoadForecast& load) {
               return std::any_of(load.percentiles.begin(), load.percentiles.end(),
                                  has_no_upper_limit);
           });
}

std::string latency_text(const std::vector<Forecast>& forecasts, bool has_colour) {
    Table table{{{"latency", Align::left},
                 {"p50"},
                 {"p90"},
                 {"p95"},
                 {"p99"},
                 {"p99.9"},
                 {"max"},
                 {"mean"}}};
    for (const Forecast& forecast : forecasts) {
        if (forecast.stability != sim::Stability::unstable)
            add_latency_rows(table, forecast, forecasts.size() > 1);
    }
    if (table.is_empty()) return {};
    const std::string_view note = std::any_of(forecasts.begin(), forecasts.end(), lacks_upper_limit)
                                      ? "  to -: too few requests for an upper limit\n"
                                      : "";
    return "\n" + table.to_text(has_colour) + paint(note, Ink::dim, has_colour);
}

std::string share_text(const sim::Estimate& share) {
    if (share.value <= 0) return "0 %";
    // One in ten thousand is not none.
    return share.value < 0.0005 ? fmt::format("{:.2g} %", 100 * share.value)
                                : format_percent(share.value);
}

std::string requests_text(const Forecast& forecast, const std::string& under, bool has_colour) {
    Table table{{{"requests" + under, Align::left},
                 {"done"},
                 {"failed"},
                 {"timed out"},
                 {"errors"},
                 {"throughput"}}};
    for (const LoadForecast& load : forecast.loads) {
        table.add({shorten(load.name, 24), format_count(load.done), format_count(load.failed),
                   format_count(load.timed_out), share_text(load.errors),
                   load.throughput.value > 0 ? rate_text(load.throughput.value) : "-"});
    }
    return "\n" + table.to_text(has_colour);
}

std::string resource_name(const sim::ResourceForecast& row) {
    switch (row.kind) {
        case sim::ResourceKind::main_thread:
            return row.servers > 1 ? "main threads" : "main thread";
        case sim::ResourceKind::pool: return "pool";
        case sim::ResourceKind::station: return fmt::format("station {}", shorten(row.name, 20));
        case sim::ResourceKind::cores: break;
    }
    return row.servers == 1 ? "core" : "cores";
}

std::string queue_text(const sim::ResourceForecast& row) {
    if (row.kind == sim::ResourceKind::main_thread)
        return fmt::format("CPU; event loop utilization (ELU) {:.3f}", row.elu.value);
    if (row.kind == sim::ResourceKind::cores) return fmt::format("{}", row.servers);
    const bool is_pool = row.kind == sim::ResourceKind::pool;
    if (row.jobs == 0) return "not used";
    const std::string_view servers = is_pool ? (row.servers == 1 ? "thread" : "threads")
                                             : (row.servers == 1 ? "server" : "servers");
    return fmt::format("{} {}; queue {:.3g} on average, {} at most; mean wait {}", row.servers,
                       servers, row.queue_mean.value, format_count(row.queue_max),
                       time_text(row.wait_mean));
}

std::string resources_text(const Forecast& forecast, const std::string& under, bool has_colour) {
    Table table{{{"utilisation" + under, Align::left}, {"busy"}, {"", Align::left}}};
    for (const sim::ResourceForecast& row : forecast.resources)
        table.add({resource_name(row), format_percent(row.utilisation.value), queue_text(row)});
    return "\n" + table.to_text(has_colour);
}

std::string delay_text(const Forecast& forecast, const std::string& under, bool has_colour) {
    if (forecast.delay.count() == 0) return {};
    Table table{{{"event-loop delay" + under, Align::left},
                 {"p50"},
                 {"p90"},
                 {"p95"},
                 {"p99"},
                 {"p99.9"},
                 {"max"},
                 {"mean"}}};
    std::vector<std::string> cells{
        fmt::format("resolution {}", sim::format_duration(forecast.delay_resolution))};
    for (const auto& [name, parts] : sim::forecast_percentiles)
        cells.push_back(sim::format_duration(forecast.delay.percentile(parts)));
    cells.push_back(sim::format_duration(forecast.delay.max()));
    cells.push_back(sim::format_duration(forecast.delay.mean()));
    table.add(cells);
    return "\n" + table.to_text(has_colour);
}

std::string waits_text(const LoadForecast& load, const std::string& title, std::size_t width,
                       bool has_colour) {
    double mean = 0;
    double tail = 0;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        mean += load.at_mean[i];
        tail += load.at_p99[i];
        if (load.at_mean[i] > 0 || load.at_p99[i] > 0) order.push_back(i);
    }
    if (mean <= 0) return {};
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return load.at_p99[a] > load.at_p99[b]; });
    Table table{
        {{title, Align::left}, {"mean"}, {"share"}, {"at p99"}, {"share"}, {"", Align::left}}};
    constexpr std::size_t text_width = 66;
    for (const std::size_t i : order) {
        const double share = tail > 0 ? load.at_p99[i] / tail : 0;
        table.add({std::string{to_text(static_cast<sim::WaitReason>(i))},
                   time_text(load.at_mean[i]), format_percent(load.at_mean[i] / mean),
                   time_text(load.at_p99[i]), format_percent(share),
                   paint(bar(share, width - text_width), Ink::blue, has_colour)});
    }
    return "\n" + table.to_text(has_colour);
}

std::string all_waits_text(const Forecast& forecast, const std::string& under, std::size_t width,
                           bool has_colour) {
    std::string text;
    if (forecast.stability == sim::Stability::unstable) return text;
    const bool has_many = forecast.loads.size() > 1;
    const std::size_t count = forecast.loads.size() - (has_many ? 1 : 0);
    for (std::size_t i = 0; i < count; ++i) {
        const LoadForecast& load = forecast.loads[i];
        if (load.counted == 0) continue;
        const std::string of =
            has_many ? fmt::format(": {}", shorten(load.name, 24)) : std::string{};
        text.append(waits_text(load, "where the time went" + under + of, width, has_colour));
    }
    return text;
}

std::string opinion_text(const Forecast& forecast, bool has_colour) {
    const sim::SecondOpinion& opinion = forecast.opinion;
    if (opinion.model.empty()) return {};
    std::string text =
        fmt::format("\ntheory ({}{}): mean {}", opinion.model,
                    opinion.is_rough   ? ", rough: service times spread too widely for the formula"
                    : opinion.is_exact ? ""
                                       : ", approximation",
                    time_text(opinion.mean));
    for (std::size_t i = 0; i < opinion.percentiles.size() && opinion.has_percentiles; ++i) {
        text.append(fmt::format(", {} {}", sim::forecast_percentiles[i].first,
                                time_text(opinion.percentiles[i])));
    }
    if (!opinion.left_out.empty()) text.append(fmt::format("; leaves out {}", opinion.left_out));
    return paint(text, Ink::dim, has_colour) + "\n";
}

}  // namespace

std::string cores_text(std::int32_t cores, std::string_view scheduler) {
    if (scheduler == "unlimited") return "unlimited cores";
    return fmt::format("{} {}, {}", cores, cores == 1 ? "core" : "cores", scheduler);
}

std::string rate_text(double per_second) {
    if (per_second > 0 && per_second < 0.01) return fmt::format("{:.3g}/h", per_second * 3600);
    const int digits = per_second < 10 ? 2 : (per_second < 1000 ? 1 : 0);
    return fmt::format("{:.{}f}/s", per_second, digits);
}

std::string time_text(double ns) {
    return is_known(ns) ? sim::format_duration({std::llround(std::max(0.0, ns))}) : "-";
}

bool has_no_upper_limit(const sim::Estimate& estimate) {
    return is_known(estimate.low) && !is_known(estimate.high);
}

std::string limits_text(const sim::Capacity& capacity) {
    std::string text;
    for (const sim::Capacity::Limit& limit : capacity.limits) {
        if (!text.empty()) text.append(" and ");
        switch (limit.kind) {
            case sim::ResourceKind::main_thread:
                text.append(limit.servers > 1 ? "the main threads" : "the main thread");
                break;
            case sim::ResourceKind::pool:
                text.append(fmt::format("the pool of {} {}", limit.servers,
                                        limit.servers == 1 ? "thread" : "threads"));
                break;
            case sim::ResourceKind::station:
                text.append(fmt::format("station {}", limit.name));
                break;
            case sim::ResourceKind::cores:
                text.append(limit.servers == 1 ? "the one core"
                                               : fmt::format("the {} cores", limit.servers));
                break;
        }
    }
    return text;
}

std::string forecast_text(const Job& job, const std::vector<Forecast>& forecasts,
                          const Options& options, int width, bool has_colour) {
    const std::size_t columns = static_cast<std::size_t>(std::clamp(width, 72, 100));
    const Forecast& first = forecasts.front();
    std::string text = head_text(job, forecasts, options, has_colour);
    for (const Forecast& forecast : forecasts) {
        const std::string prefix =
            forecasts.size() > 1 ? fmt::format("{}: ", forecast.scheduler) : std::string{};
        text.append(problem_text(forecast, prefix, has_colour));
        text.append(answer_text(forecast, prefix, has_colour));
    }
    text.append(capacity_text(first)).append(caveats_text(first, options));
    text.append(latency_text(forecasts, has_colour));
    for (const Forecast& forecast : forecasts) {
        const std::string under =
            forecasts.size() > 1 ? fmt::format(", {}", forecast.scheduler) : std::string{};
        text.append(requests_text(forecast, under, has_colour));
        text.append(resources_text(forecast, under, has_colour));
        text.append(delay_text(forecast, under, has_colour));
        text.append(all_waits_text(forecast, under, columns, has_colour));
    }
    text.append(opinion_text(first, has_colour));
    return text;
}

}  // namespace ui
