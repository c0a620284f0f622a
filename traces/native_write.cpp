// The header is the first line, then one chunk a line; a chunk holds columns of one table. Rows per chunk follow
// from the widest row, so that 1 MiB is never exceeded. A missing index and "never" are -1.
#include <algorithm>
#include <string>

#include "sim/trace/table.hpp"
#include "traces/native.hpp"

namespace traces {

namespace {

using sim::Trace;

constexpr std::size_t chunk_bytes = std::size_t{1} << 20;

template <class Tag>
std::int64_t number(sim::Id<Tag> id) {
    return id.is_none() ? -1 : static_cast<std::int64_t>(id.value);
}
std::int64_t number(sim::Instant at) { return at == sim::instant_never ? -1 : at.ns; }

class NativeWriter {
public:
    NativeWriter(const Trace& trace, const Sink& sink) : trace_(trace), out_(sink) {}

    bool write() {
        header();
        names();
        places();
        lanes();
        statistics();
        requests();
        tasks();
        outputs();
        events();
        spans();
        out_.put("\n]}\n");
        return out_.finish();
    }

private:
    template <class Enum>
    void legend(std::string_view name) {
        out_.json(name);
        out_.put(":[");
        for (std::size_t i = 0; i < sim::enum_size<Enum>; ++i) {
            if (i > 0) out_.put(',');
            out_.json(to_text(static_cast<Enum>(i)));
        }
        out_.put(']');
    }

    void legends() {
        out_.put(",\"legend\":{");
        legend<sim::TaskKind>("task");
        out_.put(',');
        legend<sim::Where>("where");
        out_.put(',');
        legend<sim::Phase>("phase");
        out_.put(',');
        legend<sim::EventKind>("event");
        out_.put(',');
        legend<sim::NoteKind>("note");
        out_.put(',');
        legend<sim::SpanKind>("span");
        out_.put(',');
        legend<sim::LaneKind>("lane");
        out_.put(',');
        legend<sim::WaitReason>("wait");
        out_.put(',');
        legend<sim::RequestOutcome>("outcome");
        out_.put('}');
    }

    void header() {
        const sim::RunFacts& facts = trace_.facts;
        out_.format(FMT_COMPILE("{{\"loopglass\":{},\"level\":\"{}\",\"facts\":{{\"program\":"),
                    native_version, to_text(trace_.level));
        out_.json(facts.program);
        out_.put(",\"profile\":");
        out_.json(facts.profile);
        out_.put(",\"scheduler\":");
        out_.json(facts.scheduler);
        // A string: readers that know only doubles would round it.
        out_.format(FMT_COMPILE(",\"seed\":\"{}\",\"cores\":{},\"threadpool\":{},\"version\":"),
                    facts.seed, facts.cores, facts.threadpool);
        out_.json(facts.version);
        out_.format(
            FMT_COMPILE(
                "}},\"ending\":{{\"kind\":\"{}\",\"exit_code\":{},\"place\":{},\"message\":"),
            to_text(trace_.ending.kind), trace_.ending.exit_code, number(trace_.ending.place));
        out_.json(trace_.ending.message);
        out_.put('}');
        legends();
        out_.put(",\"chunks\":[");
    }

    void begin_chunk(std::string_view table) {
        out_.put(has_chunk_ ? ",\n{\"" : "\n{\"");
        has_chunk_ = true;
        out_.put(table);
        out_.put("\":");
    }

    /// `[get(first),...,get(last - 1)]`
    template <class Get>
    void column(std::string_view name, std::size_t first, std::size_t last, Get get) {
        if (!name.empty()) {
            out_.put('"');
            out_.put(name);
            out_.put("\":");
        }
        out_.put('[');
        for (std::size_t i = first; i < last; ++i) {
            if (i > first) out_.put(',');
            out_.integer(get(i));
        }
        out_.put(']');
    }

    /// Chunks of a table whose rows take at most `row_bytes`; `columns` writes the columns of rows first .. last-1.
    template <class Columns>
    void table(std::string_view name, std::size_t rows, std::size_t row_bytes, Columns columns) {
        const std::size_t step = (chunk_bytes - 1024) / row_bytes;
        for (std::size_t first = 0; first < rows && out_.is_open(); first += step) {
            begin_chunk(name);
            out_.put('{');
            columns(first, std::min(rows, first + step));
            out_.put("}}");
        }
    }

    void names() {
        std::size_t next = 0;
        while (next < trace_.names.size()) {
            begin_chunk("names");
            out_.put('[');
            // Six bytes are the longest escape of one.
            for (std::size_t bytes = 0, first = next; next < trace_.names.size(); ++next) {
                const std::string_view text =
                    trace_.names.text(sim::NameId{static_cast<std::uint32_t>(next)});
                bytes += 6 * text.size() + 3;
                if (next > first && bytes > chunk_bytes - 1024) break;
                if (next > first) out_.put(',');
                out_.json(text);
            }
            out_.put("]}");
        }
    }

    void places() {
        const auto& rows = trace_.places.rows;
        table("places", rows.size(), 36, [&](std::size_t first, std::size_t last) {
            column("file", first, last, [&](std::size_t i) { return number(rows[i].file); });
            out_.put(',');
            column("line", first, last, [&](std::size_t i) { return rows[i].line; });
            out_.put(',');
            column("column", first, last, [&](std::size_t i) { return rows[i].column; });
        });
    }

    void lanes() {
        const auto& rows = trace_.lanes;
        table("lanes", rows.size(), 34, [&](std::size_t first, std::size_t last) {
            column("kind", first, last,
                   [&](std::size_t i) { return static_cast<int>(rows[i].kind); });
            out_.put(',');
            column("process", first, last, [&](std::size_t i) { return rows[i].process; });
            out_.put(',');
            column("index", first, last, [&](std::size_t i) { return rows[i].index; });
            out_.put(',');
            column("name", first, last, [&](std::size_t i) { return number(rows[i].name); });
        });
    }

    void histogram(std::string_view name, const sim::Histogram& histogram) {
        out_.format(FMT_COMPILE("\"{}\":{{\"count\":{},\"min\":{},\"max\":{},\"mean\":{},"), name,
                    histogram.count(), histogram.min().ns, histogram.max().ns, histogram.mean().ns);
        const auto buckets = histogram.buckets();
        column("from", 0, buckets.size(), [&](std::size_t i) { return buckets[i].first.ns; });
        out_.put(',');
        column("counts", 0, buckets.size(), [&](std::size_t i) { return buckets[i].count; });
        out_.put('}');
    }

    void waits(const sim::Waits& waits) {
        column("waits", 0, waits.size(), [&](std::size_t i) { return waits[i].ns; });
    }

    template <class Row, class Write>
    void rows(std::string_view name, const std::vector<Row>& rows, Write write) {
        out_.format(FMT_COMPILE(",\"{}\":["), name);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out_.put(i > 0 ? ",{" : "{");
            write(rows[i]);
            out_.put('}');
        }
        out_.put(']');
    }

    void statistics() {
        const sim::RunStatistics& all = trace_.statistics;
        begin_chunk("statistics");
        out_.format(FMT_COMPILE("{{\"end\":{},\"measured\":{},\"events\":{},\"heap_events\":{},"
                                "\"fingerprint\":\"{:016x}\""),
                    number(all.end), all.measured.ns, all.events, all.heap_events, all.fingerprint);
        rows("loads", all.loads, [&](const sim::LoadStatistics& load) {
            out_.format(FMT_COMPILE("\"name\":{},\"generated\":{},\"done\":{},\"failed\":{},"
                                    "\"timed_out\":{},\"in_flight\":{},\"counted\":{},"
                                    "\"first_arrival\":{},\"last_done\":{},"),
                        number(load.name), load.generated, load.done, load.failed, load.timed_out,
                        load.in_flight, load.counted, number(load.first_arrival),
                        number(load.last_done));
            waits(load.waits);
            out_.put(',');
            histogram("latency", load.latency);
        });
        rows("loops", all.loops, [&](const sim::LoopStatistics& loop) {
            out_.format(FMT_COMPILE("\"name\":{},\"iterations\":{},\"callbacks\":{},\"ticks\":{},"
                                    "\"microtasks\":{},\"cpu\":{},\"idle\":{},"
                                    "\"loop_start\":{},\"loop_end\":{},\"is_monitored\":{},"),
                        number(loop.name), loop.iterations, loop.callbacks, loop.ticks,
                        loop.microtasks, loop.cpu.ns, loop.idle.ns, number(loop.loop_start),
                        number(loop.loop_end), loop.is_monitored);
            histogram("delay", loop.delay);
        });
        rows("pools", all.pools, [&](const sim::PoolStatistics& pool) {
            out_.format(FMT_COMPILE("\"workers\":{},\"jobs\":{},\"busy\":{},\"cpu\":{},\"queue_"
                                    "wait\":{},\"queue_max\":{},"
                                    "\"slow_running_max\":{},\"started\":{}"),
                        pool.workers, pool.jobs, pool.busy.ns, pool.cpu.ns, pool.queue_wait.ns,
                        pool.queue_max, pool.slow_running_max, number(pool.started));
        });
        rows("stations", all.stations, [&](const sim::StationStatistics& station) {
            out_.format(FMT_COMPILE("\"name\":{},\"servers\":{},\"calls\":{},\"rejected\":{},"
                                    "\"busy\":{},\"queue_wait\":{},\"queue_max\":{}"),
                        number(station.name), station.servers, station.calls, station.rejected,
                        station.busy.ns, station.queue_wait.ns, station.queue_max);
        });
        out_.put(',');
        column("cores", 0, all.cores.size(), [&](std::size_t i) { return all.cores[i].busy.ns; });
        out_.put("}}");
    }

    void requests() {
        const auto& rows = trace_.requests;
        table("requests", rows.size(), 54 + 21 * sim::wait_reasons,
              [&](std::size_t first, std::size_t last) {
                  column("arrival", first, last,
                         [&](std::size_t i) { return number(rows[i].arrival); });
                  out_.put(',');
                  column("done", first, last, [&](std::size_t i) { return number(rows[i].done); });
                  out_.put(',');
                  column("load", first, last, [&](std::size_t i) { return rows[i].load; });
                  out_.put(',');
                  column("outcome", first, last,
                         [&](std::size_t i) { return static_cast<int>(rows[i].outcome); });
                  out_.put(",\"waits\":[");
                  for (std::size_t reason = 0; reason < sim::wait_reasons; ++reason) {
                      if (reason > 0) out_.put(',');
                      column("", first, last,
                             [&](std::size_t i) { return rows[i].waits[reason].ns; });
                  }
                  out_.put(']');
              });
    }

    void tasks() {
        const auto& rows = trace_.tasks;
        table("tasks", rows.size(), 62, [&](std::size_t first, std::size_t last) {
            column("cause", first, last, [&](std::size_t i) { return number(rows[i].cause); });
            out_.put(',');
            column("name", first, last, [&](std::size_t i) { return number(rows[i].name); });
            out_.put(',');
            column("place", first, last, [&](std::size_t i) { return number(rows[i].place); });
            out_.put(',');
            column("request", first, last, [&](std::size_t i) { return number(rows[i].request); });
            out_.put(',');
            column("kind", first, last,
                   [&](std::size_t i) { return static_cast<int>(rows[i].kind); });
            out_.put(',');
            column("trip", first, last, [&](std::size_t i) { return rows[i].trip; });
            out_.put(',');
            column("lane", first, last, [&](std::size_t i) { return rows[i].lane; });
            out_.put(',');
            column("spare", first, last, [&](std::size_t i) { return rows[i].spare; });
        });
    }

    void outputs() {
        const auto& rows = trace_.outputs;
        table("outputs", rows.size(), 46, [&](std::size_t first, std::size_t last) {
            column("at", first, last, [&](std::size_t i) { return number(rows[i].at); });
            out_.put(',');
            column("task", first, last, [&](std::size_t i) { return number(rows[i].task); });
            out_.put(',');
            column("text", first, last, [&](std::size_t i) { return number(rows[i].text); });
            out_.put(',');
            column("is_error", first, last,
                   [&](std::size_t i) { return rows[i].is_error ? 1 : 0; });
        });
    }

    void events() {
        const auto& rows = trace_.events;
        table("events", rows.size(), 67, [&](std::size_t first, std::size_t last) {
            column("at", first, last, [&](std::size_t i) { return number(rows[i].at); });
            out_.put(',');
            column("task", first, last, [&](std::size_t i) { return number(rows[i].task); });
            out_.put(',');
            column("a", first, last, [&](std::size_t i) { return rows[i].a; });
            out_.put(',');
            column("b", first, last, [&](std::size_t i) { return rows[i].b; });
            out_.put(',');
            column("kind", first, last,
                   [&](std::size_t i) { return static_cast<int>(rows[i].kind); });
            out_.put(',');
            column("detail", first, last, [&](std::size_t i) { return rows[i].detail; });
            out_.put(',');
            column("lane", first, last, [&](std::size_t i) { return rows[i].lane; });
        });
    }

    void spans() {
        const sim::Spans& rows = trace_.spans;
        table("spans", rows.size(), 64, [&](std::size_t first, std::size_t last) {
            column("start", first, last, [&](std::size_t i) { return rows.start[i]; });
            out_.put(',');
            column("duration", first, last, [&](std::size_t i) { return rows.duration[i]; });
            out_.put(',');
            column("owner", first, last,
                   [&](std::size_t i) { return number(sim::TaskId{rows.owner[i]}); });
            out_.put(',');
            column("lane", first, last, [&](std::size_t i) { return rows.lane[i]; });
            out_.put(',');
            column("kind", first, last,
                   [&](std::size_t i) { return static_cast<int>(rows.kind[i]); });
        });
    }

    const Trace& trace_;
    Output out_;
    bool has_chunk_ = false;
};

}  // namespace

bool write_native(const Trace& trace, const Sink& sink) {
    return NativeWriter{trace, sink}.write();
}

}  // namespace traces
