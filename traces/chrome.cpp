// The format: "Trace Event Format" (Chrome), read by Perfetto as legacy JSON. Slices (X) are only used where they nest,
// that is for callbacks and the work of one worker; everything that may overlap is a nestable async pair (b, e) with
// an id of its own. Categories of pool work are those of Node: src/threadpoolwork-inl.h, src/node_file-inl.h,
// src/cares_wrap.cc, as `node --trace-event-categories node.threadpoolwork,node.fs.async,node.dns.native` writes them.
#include "traces/chrome.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/trace/table.hpp"
#include "traces/chrome_records.hpp"
#include "traces/chrome_window.hpp"
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

char phase_of(ChromeKind kind) {
    switch (kind) {
        case ChromeKind::wait_end:
        case ChromeKind::request_end:
        case ChromeKind::job_end: return 'e';
        case ChromeKind::wait_begin:
        case ChromeKind::request_begin:
        case ChromeKind::job_begin: return 'b';
        case ChromeKind::counter: return 'C';
        case ChromeKind::slice: return 'X';
        case ChromeKind::flow_start: return 's';
        case ChromeKind::flow_end: return 'f';
        case ChromeKind::output: return 'i';
    }
    return 'i';
}

class ChromeWriter {
public:
    ChromeWriter(const Trace& trace, const Sink& sink)
        : trace_(trace), out_(sink), lanes_(lane_names(trace)) {
        for (const sim::Lane& lane : trace.lanes)
            processes_ = std::max(processes_, lane.process + 1);
        for (const std::string& name : lanes_) {
            auto& row = counter_labels_.emplace_back();
            for (std::size_t i = 0; i < chrome_counters; ++i) {
                const auto counter = static_cast<ChromeCounter>(i);
                // One pool a process, so its name says enough.
                row[i] = Fragment{label_text("loopglass.queue",
                                             counter == ChromeCounter::pool_queue
                                                 ? std::string{to_text(counter)}
                                                 : fmt::format("{}: {}", name, to_text(counter))) +
                                  ",\"args\":{\"waiting\":"};
            }
        }
        for (std::size_t lane = 0; lane < trace.lanes.size(); ++lane) {
            const auto number = static_cast<std::uint16_t>(lane);
            for (std::size_t kind = 0; kind < chrome_kinds; ++kind) {
                begins_[kind].emplace_back(
                    fmt::format(",\n{{\"ph\":\"{}\",\"pid\":{},\"tid\":{},\"ts\":",
                                phase_of(static_cast<ChromeKind>(kind)), pid(number), tid(number)));
            }
        }
        // An argument's name tells its unit.
        for (std::size_t i = 0; i < sim::wait_reasons; ++i)
            wait_names_[i] =
                Fragment{fmt::format(",\"{} us\":", to_text(static_cast<sim::WaitReason>(i)))};
    }

    void begin() {
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
    }
    bool write(const std::vector<ChromeRecord>& records) {
        for (const ChromeRecord& record : records) {
            if (!out_.is_open()) return false;
            write(record);
        }
        return out_.is_open();
    }
    bool finish() {
        out_.put("\n]}\n");
        return out_.finish();
    }

    /// A request of which records will come, if the trace does not hold them.
    void keep(const sim::NumberedRequest& request) {
        kept_.insert_or_assign(request.number, request.record);
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
    /// Metadata come first: every record follows another one.
    void begin(const ChromeRecord& record) {
        out_.put(begins_[static_cast<std::size_t>(record.kind)][record.lane]);
        time(record.at);
    }

    void time(std::int64_t ns) { out_.microseconds(ns); }
    static std::string label_text(std::string_view category, std::string_view name) {
        return json_text(",\"cat\":", category) +
               json_text(",\"name\":", name.empty() ? std::string_view{"anonymous"} : name);
    }
    static std::string json_text(std::string_view before, std::string_view text) {
        std::string result{before};
        const Sink collect = [&result](std::string_view piece) {
            result += piece;
            return true;
        };
        Output out{collect};
        out.json(text);
        static_cast<void>(out.finish());
        return result;
    }
    void label(std::string_view category, std::string_view name) {
        out_.put(label_text(category, name));
    }
    /// The label of a name in one of a few categories, which is made when it is first needed.
    template <class Make>
    void label(std::vector<Fragment>& made, std::size_t index, const Make& make) {
        if (made.size() <= index) made.resize(index + 1);
        if (made[index].empty()) made[index] = Fragment{make()};
        out_.put(made[index]);
    }
    void id(std::uint32_t number) {
        out_.put(",\"id\":\"0x");
        out_.hexadecimal(number);
        out_.put('"');
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
        for (std::size_t i = 0; i < trace_.lanes.size(); ++i) {
            const auto lane = static_cast<std::uint16_t>(i);
            thread(pid(lane), tid(lane), lanes_[lane]);
        }
        if (trace_.statistics.loads.empty()) return;
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
    /// The last of a record.
    void owner_args(std::uint32_t owner) {
        if (owner == sim::TaskId::none_value) return out_.put(",\"args\":{}}");
        if (trace_.level != sim::TraceLevel::full) {
            out_.put(",\"args\":{\"request\":");
            out_.integer(owner);
        } else {
            out_.put(",\"args\":{");
            task_fields(sim::TaskId{owner});
        }
        out_.put("}}");
    }
    [[nodiscard]] std::string_view name_of(sim::TaskId id) const {
        return trace_.names.text(trace_.tasks[id.index()].name);
    }
    /// The name of the task that the span belongs to, if it is known.
    [[nodiscard]] sim::NameId owner_name(std::uint32_t owner) const {
        const bool is_task =
            trace_.level == sim::TraceLevel::full && owner != sim::TaskId::none_value;
        return is_task ? trace_.tasks[owner].name : sim::NameId::none();
    }

    // Records.
    void write(const ChromeRecord& record) {
        switch (record.kind) {
            case ChromeKind::slice: return slice(record);
            case ChromeKind::wait_begin:
            case ChromeKind::wait_end: return wait(record);
            case ChromeKind::job_begin:
            case ChromeKind::job_end: return job(record);
            case ChromeKind::request_begin: return request(record, 'b');
            case ChromeKind::request_end: return request(record, 'e');
            case ChromeKind::counter: return counter(record);
            case ChromeKind::flow_start: return flow(record, 's');
            case ChromeKind::flow_end: return flow(record, 'f');
            case ChromeKind::output: return output(record);
        }
    }

    void slice(const ChromeRecord& record) {
        const SpanKind kind = record.span;
        begin(record);
        out_.put(",\"dur\":");
        time(record.duration);
        const bool is_work = kind == SpanKind::pool_work;
        const sim::NameId name_id = owner_name(record.value);
        const std::string_view name = name_id ? trace_.names.text(name_id) : std::string_view{};
        if (name.empty() || kind == SpanKind::poll_idle) {
            label(kind_labels_, static_cast<std::size_t>(kind), [&] {
                return label_text(is_work                       ? category_sync
                                  : kind == SpanKind::poll_idle ? "loopglass.idle"
                                                                : "loopglass.callback",
                                  to_text(kind));
            });
        } else {
            label(is_work ? work_labels_ : callback_labels_, name_id.index(), [&] {
                return is_work ? label_text(category_sync, job_name(name).name)
                               : label_text("loopglass.callback", name);
            });
        }
        owner_args(record.value);
    }

    void wait(const ChromeRecord& record) {
        const SpanKind kind = record.span;
        begin(record);
        id(record.index);
        label(wait_labels_, static_cast<std::size_t>(kind), [&] {
            return label_text(
                kind == SpanKind::station_work ? "loopglass.station" : "loopglass.wait",
                to_text(kind));
        });
        owner_args(record.value);
    }

    void job(const ChromeRecord& record) {
        const sim::NameId name = trace_.tasks[record.index].name;
        begin(record);
        id(record.index);
        // The first is for jobs without a name.
        label(job_labels_, name ? name.index() + 1 : 0, [&] {
            const JobName job = job_name(trace_.names.text(name));
            return label_text(job.category, job.name);
        });
        out_.put(",\"args\":{");
        task_fields(sim::TaskId{record.index});
        out_.put("}}");
    }

    void request(const ChromeRecord& record, char phase) {
        const bool is_kept = trace_.requests.empty();
        const std::uint32_t load =
            is_kept ? kept_.at(record.index).load : trace_.requests.load(record.index);
        label(phase == 'b' ? request_begins_ : request_ends_, load, [&] {
            return fmt::format(",\n{{\"ph\":\"{}\",\"pid\":{},\"tid\":{},\"ts\":", phase,
                               request_pid(), load + 1);
        });
        time(record.at);
        id(record.index);
        label(request_labels_, load, [&] {
            return label_text("loopglass.request",
                              trace_.names.text(trace_.statistics.loads[load].name));
        });
        out_.put(",\"args\":{\"request\":");
        out_.integer(record.index);
        if (phase == 'e') {
            const sim::RequestRecord request =
                is_kept ? kept_.at(record.index) : trace_.requests[record.index];
            out_.put(",\"outcome\":\"");
            out_.put(to_text(request.outcome));
            out_.put('"');
            for (std::size_t i = 0; i < sim::wait_reasons; ++i) {
                if (request.waits[i].ns == 0) continue;
                out_.put(wait_names_[i]);
                time(std::max<std::int64_t>(request.waits[i].ns, 0));
            }
        }
        out_.put("}}");
        if (phase == 'e' && is_kept) kept_.erase(record.index);
    }

    void counter(const ChromeRecord& record) {
        begin(record);
        out_.put(counter_labels_[record.lane][record.index]);
        out_.integer(record.value);
        out_.put("}}");
    }

    void flow(const ChromeRecord& record, char phase) {
        begin(record);
        id(record.index);
        out_.put(",\"cat\":\"loopglass.cause\",\"name\":\"cause\"");
        if (phase == 'f') out_.put(",\"bp\":\"e\"");
        out_.put(",\"args\":{");
        task_fields(sim::TaskId{record.index});
        out_.put("}}");
    }

    void output(const ChromeRecord& record) {
        const sim::OutputLine& line = trace_.outputs[record.index];
        begin(record);
        label("loopglass.output", line.is_error ? "stderr" : "stdout");
        out_.put(",\"s\":\"t\",\"args\":{\"text\":");
        out_.json(trace_.names.text(line.text));
        out_.put("}}");
    }

    const Trace& trace_;
    Output out_;
    std::vector<std::string> lanes_;
    // What repeats, as text.
    std::array<std::vector<Fragment>, chrome_kinds> begins_;             // by lane
    std::vector<std::array<Fragment, chrome_counters>> counter_labels_;  // by lane
    std::array<Fragment, sim::wait_reasons> wait_names_;
    std::vector<Fragment> kind_labels_;  // by kind of span
    std::vector<Fragment> wait_labels_;
    std::vector<Fragment> callback_labels_;  // by name
    std::vector<Fragment> work_labels_;
    std::vector<Fragment> job_labels_;      // by name + 1
    std::vector<Fragment> request_labels_;  // by load
    std::vector<Fragment> request_begins_;  // by load
    std::vector<Fragment> request_ends_;    // by load
    std::unordered_map<std::uint32_t, sim::RequestRecord> kept_;
    int processes_ = 0;
    bool has_event_ = false;
};

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

/// By block: before when no row of it or of a later one begins; one more, which is never.
template <class Start>
std::vector<std::int64_t> later_rows(std::size_t rows, std::size_t block, Start start) {
    std::vector<std::int64_t> later(rows / block + 2, never);
    for (std::size_t i = rows; i-- > 0;) {
        std::int64_t& least = later[i / block];
        if (i % block == block - 1 || i + 1 == rows) least = later[i / block + 1];
        least = std::min(least, start(i));
    }
    return later;
}
std::vector<std::int64_t> later_starts(const sim::Spans& spans, std::size_t block) {
    return later_rows(spans.size(), block, [&](std::size_t i) { return spans.start[i]; });
}
std::vector<std::int64_t> later_arrivals(const sim::RequestTable& requests, std::size_t block) {
    return later_rows(requests.size(), block,
                      [&](std::size_t i) { return requests.arrival(i).ns; });
}

}  // namespace

bool write_chrome(const Trace& trace, const Sink& sink) {
    ChromeWriter writer{trace, sink};
    writer.begin();
    if (trace.level == sim::TraceLevel::full) {
        writer.write(chrome_records(trace));
        return writer.finish();
    }
    constexpr std::size_t block = 1024;
    const std::vector<std::int64_t> spans_later = later_starts(trace.spans, block);
    const std::vector<std::int64_t> requests_later = later_arrivals(trace.requests, block);
    ChromeWindow window{trace};
    std::size_t request = 0;
    bool is_open = true;
    // Requests come as soon as spans that begin after them are written.
    const auto add_requests = [&](std::int64_t until) {
        while (request < trace.requests.size() && requests_later[request / block] <= until) {
            const std::size_t end = std::min(trace.requests.size(), (request / block + 1) * block);
            for (; request < end; ++request)
                window.add(static_cast<std::uint32_t>(request), trace.requests[request]);
        }
    };
    for (std::size_t i = 0; i < trace.spans.size() && is_open; i += block) {
        window.add(trace.spans, i, std::min(trace.spans.size(), i + block));
        const std::int64_t later = spans_later[i / block + 1];
        add_requests(later);
        if (later < never) is_open = writer.write(window.take(later));
    }
    add_requests(never);
    writer.write(window.take(never));
    return writer.finish();
}

bool write_chrome(const Trace& frame, const TraceBlocks& blocks, const Sink& sink) {
    ChromeWriter writer{frame, sink};
    writer.begin();
    ChromeWindow window{frame};
    bool is_open = true;
    TraceBlock block;
    while (is_open && blocks(block)) {
        window.add(block.piece.spans, 0, block.piece.spans.size());
        for (const sim::NumberedRequest& request : block.piece.requests) {
            writer.keep(request);
            window.add(request.number, request.record);
        }
        if (block.later < never) is_open = writer.write(window.take(block.later));
    }
    writer.write(window.take(never));
    return writer.finish();
}

}  // namespace traces
