// The format: "Trace Event Format" (Chrome), read by Perfetto as legacy JSON. Slices (X) are only used where they nest,
// that is for callbacks and the work of one worker; everything that may overlap is a nestable async pair (b, e) with
// an id of its own. Categories of pool work are those of Node: src/threadpoolwork-inl.h, src/node_file-inl.h,
// src/cares_wrap.cc, as `node --trace-event-categories node.threadpoolwork,node.fs.async,node.dns.native` writes them.
#include "traces/chrome.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sim/trace/table.hpp"
#include "traces/chrome_records.hpp"
#include "traces/lane_names.hpp"

namespace traces {

namespace {

using sim::SpanKind;
using sim::Trace;

constexpr std::string_view category_async = "node,node.threadpoolwork,node.threadpoolwork.async";
constexpr std::string_view category_sync = "node,node.threadpoolwork,node.threadpoolwork.sync";

/// How Node names a pool job in its own trace.
struct JobName {
    std::string_view category;
    std::string_view name;
};
JobName job_name(std::string_view task) {
    const auto last = [&] { return task.substr(task.rfind('.') + 1); };
    if (task.starts_with("fs.") || task.starts_with("fsPromises."))
        return {"node,node.fs,node.fs.async", last()};
    if (task.starts_with("dns.")) return {"node,node.dns,node.dns.native", last()};
    if (task.starts_with("crypto.")) return {category_async, "crypto"};
    if (task.starts_with("zlib.")) return {category_async, "zlib"};
    return {category_async, task};
}

std::string_view to_text(ChromeCounter counter) {
    switch (counter) {
        case ChromeCounter::timers: return "timers";
        case ChromeCounter::immediate_queue: return "immediate queue";
        case ChromeCounter::tick_queue: return "tick queue";
        case ChromeCounter::microtask_queue: return "microtask queue";
        case ChromeCounter::pool_queue: return "pool queue";
        case ChromeCounter::station_queue: return "station queue";
    }
    return {};
}

class ChromeWriter {
public:
    ChromeWriter(const Trace& trace, const Sink& sink)
        : trace_(trace), out_(sink), lanes_(lane_names(trace)) {
        for (const sim::Lane& lane : trace.lanes)
            processes_ = std::max(processes_, lane.process + 1);
        for (const std::string& name : lanes_) {
            auto& row = counter_names_.emplace_back();
            for (std::size_t i = 0; i < chrome_counters; ++i) {
                const auto counter = static_cast<ChromeCounter>(i);
                // One pool a process, so its name says enough.
                row[i] = counter == ChromeCounter::pool_queue
                             ? std::string{to_text(counter)}
                             : fmt::format("{}: {}", name, to_text(counter));
            }
        }
    }

    bool write() {
        out_.put("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"program\":");
        out_.json(trace_.facts.program);
        out_.put(",\"profile\":");
        out_.json(trace_.facts.profile);
        out_.put(",\"scheduler\":");
        out_.json(trace_.facts.scheduler);
        out_.format(FMT_COMPILE(",\"seed\":\"{}\",\"cores\":{},\"threadpool\":{},\"fingerprint\":"
                                "\"{:016x}\",\"loopglass\":"),
                    trace_.facts.seed, trace_.facts.cores, trace_.facts.threadpool,
                    trace_.statistics.fingerprint);
        out_.json(trace_.facts.version);
        out_.put("},\"traceEvents\":[");
        metadata();
        for (const ChromeRecord& record : chrome_records(trace_)) {
            if (!out_.is_open()) break;
            write(record);
        }
        out_.put("\n]}\n");
        return out_.finish();
    }

private:
    // Process and thread 0 are the idle task in Perfetto, so both count from 1. Stations and requests are outside the
    // simulated processes and get one of their own each.
    [[nodiscard]] int pid(std::uint16_t lane) const {
        const sim::Lane& row = trace_.lanes[lane];
        return row.kind == sim::LaneKind::station ? processes_ + 1 : row.process + 1;
    }
    static int tid(std::uint16_t lane) { return lane + 1; }
    [[nodiscard]] int request_pid() const { return processes_ + 2; }

    void begin(char phase, int process, int thread, std::int64_t at) {
        out_.format(FMT_COMPILE("{}\n{{\"ph\":\"{}\",\"pid\":{},\"tid\":{},\"ts\":"),
                    has_event_ ? "," : "", phase, process, thread);
        has_event_ = true;
        time(at);
    }
    void begin(char phase, const ChromeRecord& record) {
        begin(phase, pid(record.lane), tid(record.lane), record.at);
    }

    /// Nanoseconds as microseconds with three decimals, exact.
    void time(std::int64_t ns) { out_.format(FMT_COMPILE("{}.{:03}"), ns / 1000, ns % 1000); }
    void label(std::string_view category, std::string_view name) {
        out_.put(",\"cat\":");
        out_.json(category);
        out_.put(",\"name\":");
        out_.json(name.empty() ? std::string_view{"anonymous"} : name);
    }

    void metadata(std::string_view what, int process, int thread, std::string_view name) {
        begin('M', process, thread, 0);
        out_.format(FMT_COMPILE(",\"cat\":\"__metadata\",\"name\":\"{}\",\"args\":{{\"name\":"),
                    what);
        out_.json(name);
        out_.put("}}");
    }
    void sort_index(std::string_view what, int process, int thread, int index) {
        begin('M', process, thread, 0);
        out_.format(
            FMT_COMPILE(",\"cat\":\"__metadata\",\"name\":\"{}\",\"args\":{{\"sort_index\":{}}}}}"),
            what, index);
    }
    void process(int id, std::string_view name) {
        metadata("process_name", id, 0, name);
        sort_index("process_sort_index", id, 0, id);
    }
    void thread(int process, int id, std::string_view name) {
        metadata("thread_name", process, id, name);
        sort_index("thread_sort_index", process, id, id);
    }

    void metadata() {
        const std::string_view program = trace_.facts.program.empty()
                                             ? std::string_view{"loopglass"}
                                             : std::string_view{trace_.facts.program};
        bool has_stations = false;
        for (const sim::Lane& lane : trace_.lanes)
            has_stations = has_stations || lane.kind == sim::LaneKind::station;
        for (int i = 0; i < processes_; ++i)
            process(i + 1, processes_ == 1 ? std::string{program}
                                           : fmt::format("{} ({})", program, i + 1));
        if (has_stations) process(processes_ + 1, "stations");
        for (std::uint16_t lane = 0; lane < trace_.lanes.size(); ++lane)
            thread(pid(lane), tid(lane), lanes_[lane]);
        if (trace_.requests.empty()) return;
        process(request_pid(), "requests");
        for (std::size_t i = 0; i < trace_.statistics.loads.size(); ++i) {
            thread(request_pid(), static_cast<int>(i) + 1,
                   trace_.names.text(trace_.statistics.loads[i].name));
        }
    }

    // Arguments.
    void place(sim::PlaceId id) {
        if (id.is_none()) return;
        const sim::SourcePlace place = trace_.places[id];
        out_.put(",\"file\":");
        out_.json(trace_.names.text(place.file));
        out_.format(FMT_COMPILE(",\"line\":{},\"column\":{}"), place.line, place.column);
    }
    void task_fields(sim::TaskId id) {
        const sim::Task& task = trace_.tasks[id.index()];
        out_.format(FMT_COMPILE("\"task\":{},\"kind\":\"{}\""), id.value, to_text(task.kind));
        if (task.cause) {
            out_.format(FMT_COMPILE(",\"cause\":{},\"cause_name\":"), task.cause.value);
            out_.json(name_of(task.cause));
        }
        if (task.request) out_.format(FMT_COMPILE(",\"request\":{}"), task.request.value);
        if (task.kind == sim::TaskKind::pool_job)
            out_.format(FMT_COMPILE(",\"trip\":{}"), task.trip);
        place(task.place);
    }
    void owner_args(std::uint32_t owner) {
        out_.put(",\"args\":{");
        if (owner != sim::TaskId::none_value) {
            if (trace_.level == sim::TraceLevel::full) {
                task_fields(sim::TaskId{owner});
            } else {
                out_.format(FMT_COMPILE("\"request\":{}"), owner);
            }
        }
        out_.put('}');
    }
    [[nodiscard]] std::string_view name_of(sim::TaskId id) const {
        return trace_.names.text(trace_.tasks[id.index()].name);
    }
    [[nodiscard]] std::string_view owner_name(std::uint32_t span) const {
        const std::uint32_t owner = trace_.spans.owner[span];
        const bool is_task =
            trace_.level == sim::TraceLevel::full && owner != sim::TaskId::none_value;
        return is_task ? name_of(sim::TaskId{owner}) : std::string_view{};
    }

    // Records.
    void write(const ChromeRecord& record) {
        switch (record.kind) {
            case ChromeKind::slice: return slice(record);
            case ChromeKind::wait_begin: return wait(record, 'b');
            case ChromeKind::wait_end: return wait(record, 'e');
            case ChromeKind::job_begin: return job(record, 'b');
            case ChromeKind::job_end: return job(record, 'e');
            case ChromeKind::request_begin: return request(record, 'b');
            case ChromeKind::request_end: return request(record, 'e');
            case ChromeKind::counter: return counter(record);
            case ChromeKind::flow_start: return flow(record, 's');
            case ChromeKind::flow_end: return flow(record, 'f');
            case ChromeKind::output: return output(record);
        }
    }

    void slice(const ChromeRecord& record) {
        const SpanKind kind = trace_.spans.kind[record.index];
        const std::string_view name = owner_name(record.index);
        begin('X', record);
        out_.put(",\"dur\":");
        time(trace_.spans.duration[record.index]);
        if (kind == SpanKind::pool_work) {
            label(category_sync, name.empty() ? to_text(kind) : job_name(name).name);
        } else if (kind == SpanKind::poll_idle) {
            label("loopglass.idle", to_text(kind));
        } else {
            label("loopglass.callback", name.empty() ? to_text(kind) : name);
        }
        owner_args(trace_.spans.owner[record.index]);
        out_.put('}');
    }

    void wait(const ChromeRecord& record, char phase) {
        const SpanKind kind = trace_.spans.kind[record.index];
        begin(phase, record);
        out_.format(FMT_COMPILE(",\"id\":\"0x{:x}\""), record.index);
        label(kind == SpanKind::station_work ? "loopglass.station" : "loopglass.wait",
              to_text(kind));
        owner_args(trace_.spans.owner[record.index]);
        out_.put('}');
    }

    void job(const ChromeRecord& record, char phase) {
        const JobName name = job_name(name_of(sim::TaskId{record.index}));
        begin(phase, record);
        out_.format(FMT_COMPILE(",\"id\":\"0x{:x}\""), record.index);
        label(name.category, name.name);
        out_.put(",\"args\":{");
        task_fields(sim::TaskId{record.index});
        out_.put("}}");
    }

    void request(const ChromeRecord& record, char phase) {
        const sim::RequestRecord& request = trace_.requests[record.index];
        begin(phase, request_pid(), static_cast<int>(request.load) + 1, record.at);
        out_.format(FMT_COMPILE(",\"id\":\"0x{:x}\""), record.index);
        label("loopglass.request", trace_.names.text(trace_.statistics.loads[request.load].name));
        out_.format(FMT_COMPILE(",\"args\":{{\"request\":{}"), record.index);
        if (phase == 'e') {
            out_.format(FMT_COMPILE(",\"outcome\":\"{}\""), to_text(request.outcome));
            for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
                if (request.waits[i].ns == 0) continue;
                // An argument's name tells its unit.
                out_.format(FMT_COMPILE(",\"{} us\":"), to_text(static_cast<sim::WaitReason>(i)));
                time(std::max<std::int64_t>(request.waits[i].ns, 0));
            }
        }
        out_.put("}}");
    }

    void counter(const ChromeRecord& record) {
        begin('C', record);
        label("loopglass.queue", counter_names_[record.lane][record.index]);
        out_.format(FMT_COMPILE(",\"args\":{{\"waiting\":{}}}}}"), record.value);
    }

    void flow(const ChromeRecord& record, char phase) {
        begin(phase, record);
        out_.format(
            FMT_COMPILE(",\"id\":\"0x{:x}\",\"cat\":\"loopglass.cause\",\"name\":\"cause\""),
            record.index);
        if (phase == 'f') out_.put(",\"bp\":\"e\"");
        out_.put(",\"args\":{");
        task_fields(sim::TaskId{record.index});
        out_.put("}}");
    }

    void output(const ChromeRecord& record) {
        const sim::OutputLine& line = trace_.outputs[record.index];
        begin('i', record);
        label("loopglass.output", line.is_error ? "stderr" : "stdout");
        out_.put(",\"s\":\"t\",\"args\":{\"text\":");
        out_.json(trace_.names.text(line.text));
        out_.put("}}");
    }

    const Trace& trace_;
    Output out_;
    std::vector<std::string> lanes_;
    std::vector<std::array<std::string, chrome_counters>> counter_names_;  // by lane
    int processes_ = 0;
    bool has_event_ = false;
};

}  // namespace

bool write_chrome(const Trace& trace, const Sink& sink) {
    return ChromeWriter{trace, sink}.write();
}

}  // namespace traces
