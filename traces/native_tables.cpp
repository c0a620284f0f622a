#include "traces/native_tables.hpp"

#include <string>

namespace traces {

namespace {

using sim::Trace;

class TableWriter {
public:
    TableWriter(const Trace& trace, NativeChunks& chunks)
        : trace_(trace), chunks_(chunks), out_(chunks.out()) {}

    void write() {
        names();
        places();
        lanes();
        statistics();
        tasks();
        outputs();
        events();
    }

private:
    void names() {
        std::size_t next = 0;
        while (next < trace_.names.size()) {
            chunks_.begin("names");
            out_.put('[');
            // Six bytes are the longest escape of one.
            for (std::size_t bytes = 0, first = next; next < trace_.names.size(); ++next) {
                const std::string_view text =
                    trace_.names.text(sim::NameId{static_cast<std::uint32_t>(next)});
                bytes += 6 * text.size() + 3;
                if (next > first && bytes > native_chunk_bytes - 1024) break;
                if (next > first) out_.put(',');
                out_.json(text);
            }
            out_.put("]}");
        }
    }

    void places() {
        const auto& rows = trace_.places.rows;
        chunks_.table("places", rows.size(), 36, [&](std::size_t first, std::size_t last) {
            chunks_.column("file", first, last,
                           [&](std::size_t i) { return native_number(rows[i].file); });
            out_.put(',');
            chunks_.column("line", first, last, [&](std::size_t i) { return rows[i].line; });
            out_.put(',');
            chunks_.column("column", first, last, [&](std::size_t i) { return rows[i].column; });
        });
    }

    void lanes() {
        const auto& rows = trace_.lanes;
        chunks_.table("lanes", rows.size(), 34, [&](std::size_t first, std::size_t last) {
            chunks_.column("kind", first, last,
                           [&](std::size_t i) { return static_cast<int>(rows[i].kind); });
            out_.put(',');
            chunks_.column("process", first, last, [&](std::size_t i) { return rows[i].process; });
            out_.put(',');
            chunks_.column("index", first, last, [&](std::size_t i) { return rows[i].index; });
            out_.put(',');
            chunks_.column("name", first, last,
                           [&](std::size_t i) { return native_number(rows[i].name); });
        });
    }

    void histogram(std::string_view name, const sim::Histogram& histogram) {
        out_.format(FMT_COMPILE("\"{}\":{{\"count\":{},\"min\":{},\"max\":{},\"mean\":{},"), name,
                    histogram.count(), histogram.min().ns, histogram.max().ns, histogram.mean().ns);
        const auto buckets = histogram.buckets();
        chunks_.column("from", 0, buckets.size(),
                       [&](std::size_t i) { return buckets[i].first.ns; });
        out_.put(',');
        chunks_.column("counts", 0, buckets.size(),
                       [&](std::size_t i) { return buckets[i].count; });
        out_.put('}');
    }

    void waits(const sim::Waits& waits) {
        chunks_.column("waits", 0, waits.size(), [&](std::size_t i) { return waits[i].ns; });
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
        chunks_.begin("statistics");
        out_.format(FMT_COMPILE("{{\"end\":{},\"measured\":{},\"events\":{},\"heap_events\":{},"
                                "\"fingerprint\":\"{:016x}\""),
                    native_number(all.end), all.measured.ns, all.events, all.heap_events,
                    all.fingerprint);
        rows("loads", all.loads, [&](const sim::LoadStatistics& load) {
            out_.format(FMT_COMPILE("\"name\":{},\"generated\":{},\"done\":{},\"failed\":{},"
                                    "\"timed_out\":{},\"in_flight\":{},\"counted\":{},"
                                    "\"first_arrival\":{},\"last_done\":{},"),
                        native_number(load.name), load.generated, load.done, load.failed,
                        load.timed_out, load.in_flight, load.counted,
                        native_number(load.first_arrival), native_number(load.last_done));
            waits(load.waits);
            out_.put(',');
            histogram("latency", load.latency);
        });
        rows("loops", all.loops, [&](const sim::LoopStatistics& loop) {
            out_.format(FMT_COMPILE("\"name\":{},\"iterations\":{},\"callbacks\":{},\"ticks\":{},"
                                    "\"microtasks\":{},\"cpu\":{},\"idle\":{},"
                                    "\"loop_start\":{},\"loop_end\":{},\"is_monitored\":{},"),
                        native_number(loop.name), loop.iterations, loop.callbacks, loop.ticks,
                        loop.microtasks, loop.cpu.ns, loop.idle.ns, native_number(loop.loop_start),
                        native_number(loop.loop_end), loop.is_monitored);
            histogram("delay", loop.delay);
        });
        rows("pools", all.pools, [&](const sim::PoolStatistics& pool) {
            out_.format(FMT_COMPILE("\"workers\":{},\"jobs\":{},\"busy\":{},\"cpu\":{},\"queue_"
                                    "wait\":{},\"queue_max\":{},"
                                    "\"slow_running_max\":{},\"started\":{}"),
                        pool.workers, pool.jobs, pool.busy.ns, pool.cpu.ns, pool.queue_wait.ns,
                        pool.queue_max, pool.slow_running_max, native_number(pool.started));
        });
        rows("stations", all.stations, [&](const sim::StationStatistics& station) {
            out_.format(FMT_COMPILE("\"name\":{},\"servers\":{},\"calls\":{},\"rejected\":{},"
                                    "\"busy\":{},\"queue_wait\":{},\"queue_max\":{}"),
                        native_number(station.name), station.servers, station.calls,
                        station.rejected, station.busy.ns, station.queue_wait.ns,
                        station.queue_max);
        });
        out_.put(',');
        chunks_.column("cores", 0, all.cores.size(),
                       [&](std::size_t i) { return all.cores[i].busy.ns; });
        out_.put("}}");
    }

    void tasks() {
        const auto& rows = trace_.tasks;
        chunks_.table("tasks", rows.size(), 62, [&](std::size_t first, std::size_t last) {
            chunks_.column("cause", first, last,
                           [&](std::size_t i) { return native_number(rows[i].cause); });
            out_.put(',');
            chunks_.column("name", first, last,
                           [&](std::size_t i) { return native_number(rows[i].name); });
            out_.put(',');
            chunks_.column("place", first, last,
                           [&](std::size_t i) { return native_number(rows[i].place); });
            out_.put(',');
            chunks_.column("request", first, last,
                           [&](std::size_t i) { return native_number(rows[i].request); });
            out_.put(',');
            chunks_.column("kind", first, last,
                           [&](std::size_t i) { return static_cast<int>(rows[i].kind); });
            out_.put(',');
            chunks_.column("trip", first, last, [&](std::size_t i) { return rows[i].trip; });
            out_.put(',');
            chunks_.column("lane", first, last, [&](std::size_t i) { return rows[i].lane; });
            out_.put(',');
            chunks_.column("spare", first, last, [&](std::size_t i) { return rows[i].spare; });
        });
    }

    void outputs() {
        const auto& rows = trace_.outputs;
        chunks_.table("outputs", rows.size(), 46, [&](std::size_t first, std::size_t last) {
            chunks_.column("at", first, last,
                           [&](std::size_t i) { return native_number(rows[i].at); });
            out_.put(',');
            chunks_.column("task", first, last,
                           [&](std::size_t i) { return native_number(rows[i].task); });
            out_.put(',');
            chunks_.column("text", first, last,
                           [&](std::size_t i) { return native_number(rows[i].text); });
            out_.put(',');
            chunks_.column("is_error", first, last,
                           [&](std::size_t i) { return rows[i].is_error ? 1 : 0; });
        });
    }

    void events() {
        const auto& rows = trace_.events;
        chunks_.table("events", rows.size(), 67, [&](std::size_t first, std::size_t last) {
            chunks_.column("at", first, last,
                           [&](std::size_t i) { return native_number(rows[i].at); });
            out_.put(',');
            chunks_.column("task", first, last,
                           [&](std::size_t i) { return native_number(rows[i].task); });
            out_.put(',');
            chunks_.column("a", first, last, [&](std::size_t i) { return rows[i].a; });
            out_.put(',');
            chunks_.column("b", first, last, [&](std::size_t i) { return rows[i].b; });
            out_.put(',');
            chunks_.column("kind", first, last,
                           [&](std::size_t i) { return static_cast<int>(rows[i].kind); });
            out_.put(',');
            chunks_.column("detail", first, last, [&](std::size_t i) { return rows[i].detail; });
            out_.put(',');
            chunks_.column("lane", first, last, [&](std::size_t i) { return rows[i].lane; });
        });
    }

    const Trace& trace_;
    NativeChunks& chunks_;
    Output& out_;
};

}  // namespace

void write_native_tables(const Trace& trace, NativeChunks& chunks) {
    TableWriter{trace, chunks}.write();
}

}  // namespace traces
