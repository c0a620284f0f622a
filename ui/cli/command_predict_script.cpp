// `predict FILE.js`: the program under several seeds; how long it takes, what its calls into the pool take, how late its
// timers are, and how sure that is.
#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/cli/command.hpp"
#include "ui/cli/forecast_report.hpp"
#include "ui/cli/json.hpp"
#include "ui/cli/prediction.hpp"
#include "ui/cli/script_forecast.hpp"
#include "ui/cli/table.hpp"

namespace ui {

namespace {

constexpr int name_width = 36;

void add_row(Table& table, const std::string& name, const ScriptForecast::Waits& waits,
             bool has_queue) {
    const sim::Estimate p99 = waits.percentile(99'000);
    const auto at = [&](std::int32_t parts) {
        return sim::format_duration(waits.latency.percentile(parts));
    };
    table.add({shorten(name, name_width), format_count(waits.latency.count()), at(50'000),
               at(95'000), time_text(p99.value), time_text(p99.low), time_text(p99.high),
               sim::format_duration(waits.latency.max()),
               sim::format_duration(waits.latency.mean()),
               has_queue ? sim::format_duration(waits.queue.mean()) : std::string{}});
}

std::string stopped_text(const ScriptForecast& forecast) {
    if (forecast.stopped() == 0) return {};
    return fmt::format("--until stopped {} of the {} runs; what was not over then has no latency\n",
                       forecast.stopped(), forecast.runs());
}

/// What "-" means in the table.
std::string_view limits_note(const ScriptForecast& forecast) {
    const auto lacks_limit = [](const ScriptForecast::Waits& waits) {
        return has_no_upper_limit(waits.percentile(99'000));
    };
    const bool is_needed = lacks_limit(forecast.timers()) ||
                           std::ranges::any_of(forecast.pool_work(), [&](const auto& row) {
                               return lacks_limit(row.second);
                           });
    return is_needed ? "to -: too few calls for an upper limit\n" : "";
}

std::string text_of(const ScriptForecast& forecast, const std::string& file, bool has_colour) {
    const sim::Histogram& length = forecast.length().latency;
    const sim::RunFacts& facts = forecast.facts();
    const std::string line =
        fmt::format("node {} · pool {} · {} · seed {} · {} {}", facts.profile, facts.threadpool,
                    cores_text(facts.cores, facts.scheduler), facts.seed, forecast.runs(),
                    forecast.runs() == 1 ? "run" : "runs, each with other draws");
    std::string text = fmt::format(
        "{}\n{}\n\nthe program takes {} on average, {} to {}\n{}"
        "busy: the main thread for {:.1f} % of the time, the pool's threads for {:.1f} %\n\n",
        paint(file, Ink::bold, has_colour), paint(line, Ink::dim, has_colour),
        sim::format_duration(length.mean()), sim::format_duration(length.min()),
        sim::format_duration(length.max()), stopped_text(forecast), 100 * forecast.main_thread(),
        100 * forecast.pool());
    if (forecast.pool_work().empty() && forecast.timers().latency.count() == 0) {
        return text +
               "It gives the pool nothing to do and sets no timers, so there is no other latency.\n"
               "Requests that arrive by a load are a scenario's: loopglass new load\n";
    }
    Table table{{{"latency", Align::left},
                 {"count"},
                 {"p50"},
                 {"p95"},
                 {"p99"},
                 {"95 % from"},
                 {"to"},
                 {"max"},
                 {"mean"},
                 {"pool queue"}}};
    for (const auto& [name, waits] : forecast.pool_work()) add_row(table, name, waits, true);
    if (forecast.timers().latency.count() > 0)
        add_row(table, "timers, after they were due", forecast.timers(), false);
    return text + table.to_text(has_colour) + paint(limits_note(forecast), Ink::dim, has_colour);
}

/// An end of an interval that the runs do not tell is null.
void write_end(Json& json, std::string_view key, double value) {
    if (std::isfinite(value)) json.real(key, value);
    else json.null(key);
}

void write_waits(Json& json, const ScriptForecast::Waits& waits) {
    json.integer("count", waits.latency.count());
    json.open("latency_ns", '{');
    for (const auto& [label, parts] : sim::forecast_percentiles) {
        const sim::Estimate estimate = waits.percentile(parts);
        json.open(label, '{');
        json.real("value", estimate.value);
        write_end(json, "low", estimate.low);
        write_end(json, "high", estimate.high);
        json.close('}');
    }
    json.integer("mean", waits.latency.mean().ns);
    json.integer("max", waits.latency.max().ns);
    json.close('}');
}

void write_json(const ScriptForecast& forecast, const std::string& file, const Console& console) {
    const traces::Sink sink = [&](std::string_view bytes) {
        return static_cast<bool>(console.out << bytes);
    };
    Json json{sink};
    const sim::Histogram& length = forecast.length().latency;
    json.open({}, '{');
    json.text("program", file);
    json.integer("runs", forecast.runs());
    json.integer("stoppedByUntil", forecast.stopped());
    json.open("length_ns", '{');
    json.integer("mean", length.mean().ns);
    json.integer("min", length.min().ns);
    json.integer("max", length.max().ns);
    json.close('}');
    json.open("utilisation", '{');
    json.real("main", forecast.main_thread());
    json.real("pool", forecast.pool());
    json.close('}');
    json.open("poolWork", '[');
    for (const auto& [name, waits] : forecast.pool_work()) {
        json.open({}, '{');
        json.text("name", name);
        write_waits(json, waits);
        json.integer("queueMean_ns", waits.queue.mean().ns);
        json.close('}');
    }
    json.close(']');
    json.open("timers", '{');
    write_waits(json, forecast.timers());
    json.close('}');
    json.close('}');
    (void)json.finish();
}

}  // namespace

int predict_script(const Options& options, const Console& console) {
    if (refuse_load_options(options, console)) return exit_bad_input;
    const Loaded<ScriptJob> job = load_script(options, console);
    if (!job.value) return exit_bad_input;
    Progress progress{console, "predicting"};
    const Loaded<ScriptForecast> forecast =
        forecast_script(*job.value, options, console, [&](int done, int runs) {
            progress.show(static_cast<double>(done) / runs, fmt::format("{} runs", done));
        });
    progress.clear();
    if (!forecast.value) return forecast.code;
    tell_of_free_cpu(*job.value, console);
    const std::string& file = options.operands.front();
    if (options.is_json) write_json(*forecast.value, file, console);
    else console.out << text_of(*forecast.value, file, console.out_terminal.has_colour);
    return exit_done;
}

}  // namespace ui
