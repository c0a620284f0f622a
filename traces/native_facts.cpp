#include "traces/native_facts.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

#include "sim/trace/table.hpp"
#include "traces/histogram_form.hpp"

namespace traces {

namespace {

namespace dom = simdjson::dom;

template <class Enum>
bool find(NativeFault& fault, std::string_view name, Enum& value) {
    for (std::size_t i = 0; i < sim::enum_size<Enum>; ++i) {
        if (to_text(static_cast<Enum>(i)) != name) continue;
        value = static_cast<Enum>(i);
        return true;
    }
    return fault("unknown word \"{}\"", name);
}

template <class Enum>
bool word(const NativeObject& object, std::string_view key, Enum& value) {
    std::string_view name;
    return object.get(key, name, "a word") && find(object.fault(), name, value);
}

template <class Enum>
bool read_legend(const NativeObject& legends, std::string_view key, std::vector<Enum>& legend) {
    const std::optional<dom::array> words = legends.list(key, "a list of words");
    if (!words) return false;
    for (const dom::element element : *words) {
        std::string_view name;
        Enum value{};
        if (element.get(name) != simdjson::SUCCESS)
            return legends.fault()("legend {}: expected words", key);
        if (!find(legends.fault(), name, value)) return false;
        if (legend.size() > 255) return legends.fault()("legend {}: too long", key);
        legend.push_back(value);
    }
    return true;
}

bool read_legends(const NativeObject& all, NativeLegends& to) {
    std::vector<sim::WaitReason> waits;
    if (!(all.has_keys(9, "legend") && read_legend(all, "task", to.task_kinds) &&
          read_legend(all, "where", to.wheres) && read_legend(all, "phase", to.phases) &&
          read_legend(all, "event", to.event_kinds) && read_legend(all, "note", to.notes) &&
          read_legend(all, "span", to.span_kinds) && read_legend(all, "lane", to.lane_kinds) &&
          read_legend(all, "wait", waits) && read_legend(all, "outcome", to.outcomes))) {
        return false;
    }
    for (std::size_t i = 0; i < waits.size(); ++i) {
        if (static_cast<std::size_t>(waits[i]) != i)
            return all.fault()("legend wait: an unknown order");
    }
    return waits.size() == sim::wait_reasons ||
           all.fault()("legend wait: {} words, expected {}", waits.size(), sim::wait_reasons);
}

bool read_facts(const NativeObject& facts, sim::RunFacts& to) {
    return facts.has_keys(7, "facts") && facts.text("program", to.program) &&
           facts.text("profile", to.profile) && facts.text("scheduler", to.scheduler) &&
           facts.digits("seed", 10, to.seed) && facts.number("cores", any_i32, to.cores) &&
           facts.number("threadpool", any_i32, to.threadpool) && facts.text("version", to.version);
}

bool read_histogram(const NativeObject& row, std::string_view key, sim::Histogram& to) {
    const std::optional<NativeObject> object = row.find(key, "a histogram");
    if (!object) return false;
    const NativeObject& parts = *object;
    HistogramForm form;
    std::int64_t count = 0;
    std::vector<std::int64_t> from;
    std::vector<std::int64_t> counts;
    if (!(parts.has_keys(6, key) && parts.integer("count", any_count, count) &&
          parts.time("min", form.min) && parts.time("max", form.max) &&
          parts.time("mean", form.mean) && parts.integers("from", any_start, from) &&
          parts.integers("counts", {1, native_count_max}, counts))) {
        return false;
    }
    if (from.size() != counts.size())
        return row.fault()("counts: {} values, expected {}", counts.size(), from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        form.buckets.push_back({.first = sim::Duration{from[i]}, .last = {}, .count = counts[i]});
    const std::optional<sim::Histogram> histogram = make_histogram(form);
    if (!histogram || histogram->count() != count)
        return row.fault()("{}: no histogram has these parts", key);
    to = *histogram;
    return true;
}

bool read_load(const NativeObject& row, std::size_t names, sim::LoadStatistics& to) {
    std::vector<std::int64_t> waits;
    if (!(row.row_id("name", names, to.name) && row.number("generated", any_count, to.generated) &&
          row.number("done", any_count, to.done) && row.number("failed", any_count, to.failed) &&
          row.number("timed_out", any_count, to.timed_out) &&
          row.number("in_flight", any_count, to.in_flight) &&
          row.number("counted", any_count, to.counted) &&
          row.time("first_arrival", to.first_arrival) && row.time("last_done", to.last_done) &&
          row.integers("waits", any_duration, waits))) {
        return false;
    }
    if (waits.size() != sim::wait_reasons)
        return row.fault()("waits: {} values, expected {}", waits.size(), sim::wait_reasons);
    for (std::size_t i = 0; i < waits.size(); ++i) to.waits[i].ns = waits[i];
    return read_histogram(row, "latency", to.latency);
}

bool read_loop(const NativeObject& row, std::size_t names, sim::LoopStatistics& to) {
    return row.row_id("name", names, to.name) &&
           row.number("iterations", any_count, to.iterations) &&
           row.number("callbacks", any_count, to.callbacks) &&
           row.number("ticks", any_count, to.ticks) &&
           row.number("microtasks", any_count, to.microtasks) && row.time("cpu", to.cpu) &&
           row.time("idle", to.idle) && row.time("loop_start", to.loop_start) &&
           row.time("loop_end", to.loop_end) && row.get("is_monitored", to.is_monitored) &&
           read_histogram(row, "delay", to.delay);
}

bool read_pool(const NativeObject& row, sim::PoolStatistics& to) {
    return row.number("workers", {0, any_i32.most}, to.workers) &&
           row.number("jobs", any_count, to.jobs) && row.time("busy", to.busy) &&
           row.time("cpu", to.cpu) && row.time("queue_wait", to.queue_wait) &&
           row.number("queue_max", any_count, to.queue_max) &&
           row.number("slow_running_max", any_count, to.slow_running_max) &&
           row.time("started", to.started);
}

bool read_station(const NativeObject& row, std::size_t names, sim::StationStatistics& to) {
    return row.row_id("name", names, to.name) &&
           row.number("servers", {0, any_i32.most}, to.servers) &&
           row.number("calls", any_count, to.calls) &&
           row.number("rejected", any_count, to.rejected) && row.time("busy", to.busy) &&
           row.time("queue_wait", to.queue_wait) &&
           row.number("queue_max", any_count, to.queue_max);
}

bool read_chunk_index(const NativeObject& index, std::string_view key, NativeChunkIndex& to) {
    const std::optional<NativeObject> columns = index.find(key, "an object");
    if (!(columns && columns->has_keys(3, key) && columns->integers("at", any_start, to.at) &&
          columns->integers("from", any_instant, to.from) &&
          columns->integers("to", any_instant, to.to))) {
        return false;
    }
    if (to.at.size() != to.from.size() || to.at.size() != to.to.size())
        return index.fault()("{}: its columns differ in length", key);
    for (std::size_t i = 1; i < to.at.size(); ++i) {
        if (to.at[i] <= to.at[i - 1])
            return index.fault()("{}, row {}: a chunk before the one before it", key, i);
    }
    return true;
}

}  // namespace

bool read_native_header(const NativeObject& header, sim::Trace& trace, NativeLegends& legends) {
    if (!header.has_keys(5, "header") || !word(header, "level", trace.level)) return false;
    const std::optional<NativeObject> facts = header.find("facts", "an object");
    if (!facts || !read_facts(*facts, trace.facts)) return false;
    const std::optional<NativeObject> words = header.find("legend", "an object");
    return words && read_legends(*words, legends);
}

bool read_native_ending(const NativeObject& ending, sim::Ending& to, std::int64_t& place) {
    return ending.has_keys(4, "ending") && word(ending, "kind", to.kind) &&
           ending.number("exit_code", any_i32, to.exit_code) &&
           ending.integer("place", any_id, place) && ending.text("message", to.message);
}

bool read_native_statistics(const NativeObject& chunk, sim::Trace& trace) {
    sim::RunStatistics& to = trace.statistics;
    const std::size_t names = trace.names.size();
    std::vector<std::int64_t> cores;
    const bool is_read =
        chunk.has_keys(10, "statistics") && chunk.time("end", to.end) &&
        chunk.time("measured", to.measured) && chunk.number("events", any_count, to.events) &&
        chunk.number("heap_events", any_count, to.heap_events) &&
        chunk.digits("fingerprint", 16, to.fingerprint) &&
        chunk.rows("loads", 11, to.loads,
                   [&](const auto& row, auto& load) { return read_load(row, names, load); }) &&
        chunk.rows("loops", 11, to.loops,
                   [&](const auto& row, auto& loop) { return read_loop(row, names, loop); }) &&
        chunk.rows("pools", 8, to.pools,
                   [&](const auto& row, auto& pool) { return read_pool(row, pool); }) &&
        chunk.rows(
            "stations", 7, to.stations,
            [&](const auto& row, auto& station) { return read_station(row, names, station); }) &&
        chunk.integers("cores", any_duration, cores);
    for (const std::int64_t busy : cores) to.cores.push_back({sim::Duration{busy}});
    return is_read;
}

bool read_native_index(const NativeObject& index, NativeIndex& to) {
    return index.has_keys(3, "index") && read_chunk_index(index, "requests", to.requests) &&
           read_chunk_index(index, "spans", to.spans) &&
           index.integer("others", any_start, to.others);
}

}  // namespace traces
