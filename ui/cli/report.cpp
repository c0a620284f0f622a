#include "ui/cli/report.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/core/units.hpp"
#include "ui/cli/metrics.hpp"
#include "ui/cli/table.hpp"
#include "ui/cli/waterfall.hpp"

namespace ui {

namespace {

using sim::format_duration;

std::string name_of(const sim::Trace& trace, sim::NameId name) {
    return shorten(trace.names.text(name), 24);
}

std::string per_second(double rate) { return fmt::format("{:.{}f}/s", rate, rate < 10 ? 2 : 1); }

std::string cores_text(const sim::RunFacts& facts) {
    if (facts.scheduler == "unlimited") return "unlimited cores";
    return fmt::format("{} {}, {}", facts.cores, facts.cores == 1 ? "core" : "cores",
                       facts.scheduler);
}

std::string head_text(const sim::Program& program, const sim::Trace& trace, bool has_colour) {
    const sim::RunFacts& facts = trace.facts;
    const std::string machine = fmt::format("node {} · pool {} · {} · seed {} · {} of virtual time",
                                            facts.profile, facts.threadpool, cores_text(facts),
                                            facts.seed, format_duration({trace.statistics.end.ns}));
    const std::string& title = program.title.empty() ? facts.program : program.title;
    return fmt::format("{}\n{}\n", paint(title, Ink::bold, has_colour),
                       paint(machine, Ink::dim, has_colour));
}

/// A row per load, and one for all of them together if there are several.
template <class Row>
void for_each_load(const sim::Trace& trace, Row row) {
    for (const sim::LoadStatistics& load : trace.statistics.loads)
        row(name_of(trace, load.name), load);
    if (trace.statistics.loads.size() > 1) row("all", total(trace.statistics.loads));
}

std::string requests_text(const sim::Trace& trace, bool has_colour) {
    Table table{{{"requests", Align::left},
                 {"generated"},
                 {"done"},
                 {"failed"},
                 {"timed out"},
                 {"in flight"},
                 {"throughput"}}};
    for_each_load(trace, [&](const std::string& name, const sim::LoadStatistics& load) {
        table.add({name, format_count(load.generated), format_count(load.done),
                   format_count(load.failed), format_count(load.timed_out),
                   format_count(load.in_flight),
                   load.counted > 0 ? per_second(throughput(load)) : "-"});
    });
    return table.to_text(has_colour);
}

std::string percentile(const sim::Histogram& histogram, std::int32_t parts) {
    return histogram.count() == 0 ? "-" : format_duration(histogram.percentile(parts));
}

std::vector<std::string> percentiles(const std::string& name, const sim::Histogram& histogram) {
    return {name,
            percentile(histogram, 50'000),
            percentile(histogram, 95'000),
            percentile(histogram, 99'000),
            percentile(histogram, 100'000),
            histogram.count() == 0 ? "-" : format_duration(histogram.mean())};
}

std::string latencies_text(const sim::Trace& trace, bool has_colour) {
    Table table{{{"latency", Align::left}, {"p50"}, {"p95"}, {"p99"}, {"max"}, {"mean"}}};
    for_each_load(trace, [&](const std::string& name, const sim::LoadStatistics& load) {
        table.add(percentiles(name, load.latency));
    });
    return table.to_text(has_colour);
}

/// Why a row of latencies is empty although requests were done.
std::string warmup_text(const sim::Trace& trace) {
    for (const sim::LoadStatistics& load : trace.statistics.loads) {
        if (load.counted == 0 && load.done > 0)
            return fmt::format(
                "of {} only requests that came during the warm-up were done, so there is no "
                "latency\n",
                name_of(trace, load.name));
    }
    return {};
}

std::string delay_text(const sim::Trace& trace, bool has_colour) {
    Table table{{{"event-loop delay", Align::left}, {"p50"}, {"p95"}, {"p99"}, {"max"}, {"mean"}}};
    for (const sim::LoopStatistics& loop : trace.statistics.loops) {
        if (loop.is_monitored) table.add(percentiles(name_of(trace, loop.name), loop.delay));
    }
    return table.is_empty() ? std::string{} : table.to_text(has_colour) + "\n";
}

/// "pool", or "pool 2" where there are several.
std::string numbered(std::string_view name, std::size_t index, std::size_t count) {
    return count > 1 ? fmt::format("{} {}", name, index + 1) : std::string{name};
}

std::string mean_wait(sim::Duration sum, std::int64_t count) {
    return count == 0 ? "-" : format_duration(sum / count);
}

std::string utilisation_text(const sim::Trace& trace, bool has_colour) {
    const sim::RunStatistics& statistics = trace.statistics;
    Table table{{{"utilisation", Align::left}, {"busy"}, {"", Align::left}}};
    for (const sim::LoopStatistics& loop : statistics.loops) {
        const bool is_only = statistics.loops.size() == 1;
        const std::string name = is_only ? std::string{"main thread"}
                                         : fmt::format("thread {}", name_of(trace, loop.name));
        table.add({name, format_percent(loop_cpu(statistics, loop)),
                   fmt::format("CPU; event loop utilization (ELU) {:.3f}",
                               event_loop_utilization(statistics, loop))});
    }
    for (std::size_t i = 0; i < statistics.pools.size(); ++i) {
        const sim::PoolStatistics& pool = statistics.pools[i];
        const std::string name = numbered("pool", i, statistics.pools.size());
        if (pool.jobs == 0 && pool.busy.ns == 0) {
            table.add({name, format_percent(0), "not used"});
            continue;
        }
        const sim::Duration capacity = statistics.measured * std::max(1, pool.workers);
        const double busy =
            capacity.ns > 0 ? static_cast<double>(pool.busy.ns) / static_cast<double>(capacity.ns)
                            : 0;
        table.add({name, format_percent(busy),
                   fmt::format(
                       "{} jobs on {} {}, longest queue {}, mean wait {}", format_count(pool.jobs),
                       pool.workers, pool.workers == 1 ? "thread" : "threads",
                       format_count(pool.queue_max), mean_wait(pool.queue_wait, pool.jobs))});
    }
    if (!statistics.cores.empty()) {
        table.add({"cores", format_percent(core_utilisation(statistics)), cores_text(trace.facts)});
    }
    for (const sim::StationStatistics& station : statistics.stations) {
        const std::string rejected =
            station.rejected > 0 ? fmt::format(", {} rejected", format_count(station.rejected))
                                 : std::string{};
        table.add({fmt::format("station {}", name_of(trace, station.name)),
                   format_percent(station_utilisation(statistics, station)),
                   fmt::format("{} calls to {} {}, longest queue {}, mean wait {}{}",
                               format_count(station.calls), station.servers,
                               station.servers == 1 ? "server" : "servers",
                               format_count(station.queue_max),
                               mean_wait(station.queue_wait, station.calls), rejected)});
    }
    return table.to_text(has_colour);
}

std::string waits_text(const std::string& title, const sim::LoadStatistics& load, std::size_t width,
                       bool has_colour) {
    struct Row {
        sim::WaitReason reason;
        sim::Duration sum;
    };
    std::vector<Row> rows;
    sim::Duration all{};
    for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
        all += load.waits[i];
        if (load.waits[i].ns > 0) rows.push_back({static_cast<sim::WaitReason>(i), load.waits[i]});
    }
    if (rows.empty() || load.counted == 0) return {};
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.sum > b.sum; });
    Table table{{{title, Align::left}, {"mean"}, {"share"}, {"", Align::left}}};
    constexpr std::size_t text_width = 50;
    for (const Row& row : rows) {
        const double share = static_cast<double>(row.sum.ns) / static_cast<double>(all.ns);
        table.add({std::string{to_text(row.reason)}, format_duration(row.sum / load.counted),
                   format_percent(share),
                   paint(bar(share, width - text_width), Ink::blue, has_colour)});
    }
    return "\n" + table.to_text(has_colour);
}

std::string all_waits_text(const sim::Trace& trace, std::size_t width, bool has_colour) {
    std::string text;
    for (const sim::LoadStatistics& load : trace.statistics.loads) {
        const std::string of = trace.statistics.loads.size() > 1
                                   ? fmt::format(": {}", name_of(trace, load.name))
                                   : std::string{};
        text.append(waits_text("where the time went" + of, load, width, has_colour));
    }
    return text;
}

}  // namespace

std::string report_text(const sim::Program& program, const sim::Trace& trace, int width,
                        bool has_colour) {
    const std::size_t columns = static_cast<std::size_t>(std::clamp(width, 60, 100));
    std::string text = head_text(program, trace, has_colour);
    text.append("\n").append(requests_text(trace, has_colour));
    text.append("\n").append(latencies_text(trace, has_colour)).append(warmup_text(trace));
    text.append("\n").append(delay_text(trace, has_colour));
    text.append(utilisation_text(trace, has_colour));
    text.append(all_waits_text(trace, columns, has_colour));
    const std::string waterfall = waterfall_text(trace, width, has_colour);
    if (!waterfall.empty()) text.append("\n").append(waterfall);
    return text;
}

}  // namespace ui
