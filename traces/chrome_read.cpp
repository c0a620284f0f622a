// Events are interpreted in the order of the file, which is that of time on each thread but not between threads: what
// concerns several (which worker took which job) is matched at the end. A job that is submitted right after its resource
// was made is the same task, and so is the callback that runs right after a job is taken back.
#include "traces/chrome_read.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/core/check.hpp"
#include "traces/chrome_cutter.hpp"
#include "traces/chrome_facts.hpp"
#include "traces/chrome_jobs.hpp"
#include "traces/chrome_node.hpp"
#include "traces/chrome_parse.hpp"
#include "traces/chrome_recorder.hpp"
#include "traces/recording.hpp"

namespace traces {

namespace {

using sim::EventKind;
using sim::Phase;
using sim::SpanKind;
using sim::TaskKind;
using sim::Where;

constexpr std::uint32_t none = ChromeRecorder::none;
constexpr std::string_view callback_ending = "_CALLBACK";

struct OwnKind {
    TaskKind task = TaskKind::process_event;
    SpanKind span = SpanKind::process_event;
};

/// By the word for the kind of task or of span.
OwnKind own_kind(std::string_view word) {
    constexpr std::array<OwnKind, 14> rows{{{TaskKind::script, SpanKind::script},
                                            {TaskKind::timer, SpanKind::timer},
                                            {TaskKind::interval, SpanKind::timer},
                                            {TaskKind::immediate, SpanKind::immediate},
                                            {TaskKind::tick, SpanKind::tick},
                                            {TaskKind::microtask, SpanKind::microtask},
                                            {TaskKind::pool_job, SpanKind::pool_callback},
                                            {TaskKind::io, SpanKind::io_callback},
                                            {TaskKind::pending, SpanKind::pending_callback},
                                            {TaskKind::close, SpanKind::close_callback},
                                            {TaskKind::signal, SpanKind::signal},
                                            {TaskKind::message, SpanKind::message},
                                            {TaskKind::station, SpanKind::io_callback},
                                            {TaskKind::request, SpanKind::io_callback}}};
    for (const OwnKind& row : rows) {
        if (word == to_text(row.task) || word == to_text(row.span)) return row;
    }
    return {};
}

class ChromeReader {
public:
    void take(const ChromeEvent& event) {
        if (event.phase == 'M') return out_.metadata(event);
        if (is_full()) return;
        const std::uint32_t thread = thread_of(event);
        // What follows the making of a resource at once belongs to it.
        const bool continues = event.phase == 'b' && (event.kind == ChromeClass::pool_submission ||
                                                      event.kind == ChromeClass::file_operation ||
                                                      event.kind == ChromeClass::lookup);
        if (!continues) more_[thread].made = none;
        switch (event.phase) {
            case 'X':
                out_.seen(event.at + event.duration);
                complete(event, thread);
                break;
            case 'B': begin(event, thread); break;
            case 'E': end(event, thread); break;
            case 'b':
            case 'S': begin_async(event, thread); break;
            case 'e':
            case 'F': end_async(event, thread); break;
            case 'I':
            case 'i':
            case 'R': mark(event, thread); break;
            default: return;  // counters, flows, snapshots and what else there is
        }
        out_.seen(event.at);
    }

    [[nodiscard]] bool is_full() const { return out_.is_full(); }

    /// Nothing if there is nothing to show.
    std::optional<Recording> finish() {
        for (std::uint32_t i = 0; i < more_.size(); ++i) finish_thread(i);
        jobs_.match(out_);
        keep_slices();
        return out_.finish();
    }

    [[nodiscard]] sim::Names& names() { return out_.names(); }
    [[nodiscard]] std::int64_t length() const { return out_.length(); }

private:
    /// A B without its E, or a callback that has begun.
    struct Open {
        sim::NameId name;
        ChromeClass kind = ChromeClass::other;
        std::int64_t at = 0;
        std::uint32_t task = none;  // of a callback
    };
    struct ThreadState {
        std::vector<Open> open;
        std::uint32_t made = none;         // the task of the resource that was just made
        std::vector<std::uint32_t> taken;  // jobs taken back since the last callback
        std::uint32_t script = none;       // while it runs
        std::uint32_t script_ever = none;
        std::int64_t script_from = 0;
    };
    /// An asynchronous event that is open.
    struct Key {
        std::uint64_t id = 0;
        std::int64_t process = 0;
        std::uint32_t category = 0;
        std::uint32_t name = 0;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            std::uint64_t hash = key.id * 0x9E37'79B9'7F4A'7C15U;
            hash ^= (static_cast<std::uint64_t>(key.process) << 32U) + key.category;
            hash = (hash ^ (hash >> 29U)) * 0xBF58'476D'1CE4'E5B9U;
            return static_cast<std::size_t>((hash ^ (hash >> 32U)) +
                                            std::uint64_t{key.name} * 0x9E37'79B9U);
        }
    };
    struct OpenAsync {
        std::uint32_t task = none;
        std::uint32_t job = none;
        std::int64_t at = 0;
        std::uint32_t thread = 0;
    };
    struct Resource {
        std::uint32_t task = none;    // of its next callback, if that is known already
        std::uint32_t latest = none;  // whose callback ran last: the cause of what it makes
    };
    struct Slice {
        std::uint32_t thread = 0;
        sim::NameId name;
        std::int64_t from = 0;
        std::int64_t to = 0;
        ChromeClass kind = ChromeClass::other;
    };

    std::uint32_t thread_of(const ChromeEvent& event) {
        const std::uint32_t thread = out_.thread_of(event);
        if (thread >= more_.size()) more_.resize(thread + 1);  // metadata may have told of others
        return thread;
    }
    [[nodiscard]] std::string_view text(sim::NameId name) const { return out_.text(name); }

    // Slices.
    void complete(const ChromeEvent& event, std::uint32_t thread) {
        const std::int64_t to = event.at + event.duration;
        if (event.kind == ChromeClass::own_callback) return own_callback(event, thread, to);
        slice(event.kind, event.name, thread, event.at, to);
    }
    /// Of our own traces: the argument tells the kind, below level full the name does.
    void own_callback(const ChromeEvent& event, std::uint32_t thread, std::int64_t to) {
        out_.thread(thread).has_callbacks = true;
        const std::string_view word = text(event.task_kind ? event.task_kind : event.name);
        const OwnKind kind = own_kind(word);
        const auto cause = own_tasks_.find(event.cause);
        const std::uint32_t task = out_.add_task(kind.task, event.name, thread,
                                                 cause == own_tasks_.end() ? none : cause->second);
        if (event.task >= 0) own_tasks_[event.task] = task;
        // Which row shows it is decided by the queue that it leaves.
        if (kind.task == TaskKind::microtask)
            out_.move(task, thread, Where::microtask_queue, event.at);
        if (kind.task == TaskKind::tick) out_.move(task, thread, Where::tick_queue, event.at);
        out_.set_over(task);
        out_.run(task, thread, event.at, to, kind.span);
    }
    void begin(const ChromeEvent& event, std::uint32_t thread) {
        Open open{.name = event.name, .kind = event.kind, .at = event.at, .task = none};
        if (is_callback(event)) open.task = begin_callback(event, thread);
        more_[thread].open.push_back(open);
    }
    void end(const ChromeEvent& event, std::uint32_t thread) {
        std::vector<Open>& open = more_[thread].open;
        const auto found = std::find_if(open.rbegin(), open.rend(), [&](const Open& one) {
            return event.name.is_none() || one.name == event.name;
        });
        if (found == open.rend()) return;  // it began before the recording
        const auto first = std::prev(found.base());
        for (auto it = open.end(); it != first;) close(*--it, thread, event.at);
        open.erase(first, open.end());
    }
    void close(const Open& open, std::uint32_t thread, std::int64_t at) {
        const std::int64_t to = std::max(open.at, at);
        if (open.task != none) end_callback(open.task, open.name, thread, open.at, to);
        else slice(open.kind, open.name, thread, open.at, to);
    }
    void slice(ChromeClass kind, sim::NameId name, std::uint32_t thread, std::int64_t from,
               std::int64_t to) {
        if (kind == ChromeClass::pool_work) {
            out_.thread(thread).has_jobs = true;
            jobs_.work(thread, name, from, to);
        } else if (kind == ChromeClass::environment) {
            phase(name, thread, from, to);
        } else if (kind == ChromeClass::own_idle) {
            out_.put(EventKind::poll_blocked, thread, from);
            out_.put(EventKind::poll_woke, thread, to, Phase::outside,
                     ChromeRecorder::end_of(from, to));
        } else {
            slices_.push_back(
                {.thread = thread, .name = name, .from = from, .to = to, .kind = kind});
        }
    }
    void phase(sim::NameId name, std::uint32_t thread, std::int64_t from, std::int64_t to) {
        const std::string_view what = text(name);
        if (what != "RunTimers" && what != "CheckImmediate") return;
        out_.put(EventKind::phase, thread, from,
                 what == "RunTimers" ? Phase::timers : Phase::check);
        out_.put(EventKind::phase, thread, to, Phase::outside, ChromeRecorder::end_of(from, to));
    }

    // Resources and callbacks of async_hooks.
    [[nodiscard]] bool is_callback(const ChromeEvent& event) const {
        return event.kind == ChromeClass::async_hooks &&
               text(event.name).ends_with(callback_ending);
    }
    [[nodiscard]] const ResourceRow& row_of(sim::NameId type) const {
        std::string_view name = text(type);
        if (name.ends_with(callback_ending)) name.remove_suffix(callback_ending.size());
        return resource_row(name);
    }
    sim::NameId short_name(sim::NameId type) {
        const ResourceRow& row = row_of(type);
        if (!row.name.empty()) return out_.names().intern(row.name);
        std::string name{text(type)};
        if (name.ends_with(callback_ending)) name.resize(name.size() - callback_ending.size());
        return out_.names().intern(name);
    }
    Resource& resource_of(const ChromeEvent& event) {
        return resources_[{.id = event.id, .process = event.process, .category = 0, .name = 0}];
    }
    [[nodiscard]] std::uint32_t cause_of(const ChromeEvent& event, std::uint32_t thread) const {
        if (event.execution < 0) return none;
        const auto found = resources_.find({.id = static_cast<std::uint64_t>(event.execution),
                                            .process = event.process,
                                            .category = 0,
                                            .name = 0});
        if (found != resources_.end() && found->second.latest != none) return found->second.latest;
        return event.execution == 1 ? more_[thread].script_ever : none;
    }
    void make_resource(const ChromeEvent& event, std::uint32_t thread) {
        const ResourceRow& row = row_of(event.name);
        const std::uint32_t task =
            out_.add_task(row.kind, short_name(event.name), thread, cause_of(event, thread));
        resource_of(event) = {.task = task, .latest = none};
        if (row.waits != Where::done) {
            out_.move(task, thread, row.waits, event.at);
            more_[thread].made = task;
        }
    }
    std::uint32_t begin_callback(const ChromeEvent& event, std::uint32_t thread) {
        end_script(thread, event.at);
        out_.thread(thread).has_callbacks = true;
        Resource& resource = resource_of(event);
        std::uint32_t task = resource.task;
        if (task == none || out_.is_over(task)) task = none;
        for (const std::uint32_t job : more_[thread].taken) {
            const std::uint32_t of_job = jobs_.task_of(job);
            if (task == none && !out_.is_over(of_job)) task = of_job;
        }
        more_[thread].taken.clear();
        if (task == none) {
            task = out_.add_task(row_of(event.name).kind, short_name(event.name), thread,
                                 resource.latest);
        }
        out_.set_over(task);
        resource.task = task;
        resource.latest = task;
        // Which row shows it is decided by the queue that it leaves.
        if (out_.task(task).kind == TaskKind::microtask)
            out_.move(task, thread, Where::microtask_queue, event.at);
        return task;
    }
    void end_callback(std::uint32_t task, sim::NameId name, std::uint32_t thread, std::int64_t from,
                      std::int64_t to) {
        out_.run(task, thread, from, to, row_of(name).span);
    }

    // Asynchronous events.
    [[nodiscard]] static Key key_of(const ChromeEvent& event) {
        return {.id = event.id,
                .process = event.process,
                .category = event.category.value,
                .name = event.name.value};
    }
    void begin_async(const ChromeEvent& event, std::uint32_t thread) {
        OpenAsync open{.task = none, .job = none, .at = event.at, .thread = thread};
        switch (event.kind) {
            case ChromeClass::async_hooks:
                if (!is_callback(event)) return make_resource(event, thread);
                open.task = begin_callback(event, thread);
                break;
            case ChromeClass::pool_submission: open.job = submit(event, thread); break;
            case ChromeClass::file_operation:
            case ChromeClass::lookup: open.task = operate(event, thread); break;
            case ChromeClass::environment: break;
            case ChromeClass::own_wait: return;  // the job or call around it shows it
            case ChromeClass::other:
            case ChromeClass::pool_work:
            case ChromeClass::file_sync:
            case ChromeClass::bootstrap:
            case ChromeClass::own_callback:
            case ChromeClass::own_idle:
            case ChromeClass::own_station:
            case ChromeClass::own_request:
            case ChromeClass::own_output:
            case ChromeClass::own_cause:
                open.task = out_.add_task(TaskKind::io, event.name, thread, none);
                out_.move(open.task, thread, Where::os, event.at);
        }
        open_[key_of(event)].push_back(open);
    }
    void end_async(const ChromeEvent& event, std::uint32_t thread) {
        if (event.kind == ChromeClass::async_hooks && !is_callback(event))
            return end_resource(event, thread);
        const auto found = open_.find(key_of(event));
        if (found == open_.end()) return;  // it began before the recording
        const OpenAsync open = found->second.back();
        found->second.pop_back();
        if (found->second.empty()) open_.erase(found);
        const std::int64_t to = std::max(open.at, event.at);
        switch (event.kind) {
            case ChromeClass::async_hooks:
                end_callback(open.task, event.name, open.thread, open.at, to);
                break;
            case ChromeClass::pool_submission:
                jobs_.take_back(open.job, to);
                more_[thread].taken.push_back(open.job);
                break;
            case ChromeClass::file_operation:
            case ChromeClass::lookup:
                if (open.task != none)
                    out_.move(open.task, thread, Where::done, to, ChromeRecorder::ends);
                break;
            case ChromeClass::environment: phase(event.name, thread, open.at, to); break;
            case ChromeClass::other:
            case ChromeClass::pool_work:
            case ChromeClass::file_sync:
            case ChromeClass::bootstrap:
            case ChromeClass::own_callback:
            case ChromeClass::own_idle:
            case ChromeClass::own_wait:
            case ChromeClass::own_station:
            case ChromeClass::own_request:
            case ChromeClass::own_output:
            case ChromeClass::own_cause:
                out_.move(open.task, open.thread, Where::done, to,
                          ChromeRecorder::end_of(open.at, to));
        }
    }
    /// Node says when a resource is collected; one that never ran was given up by then.
    void end_resource(const ChromeEvent& event, std::uint32_t thread) {
        const auto found =
            resources_.find({.id = event.id, .process = event.process, .category = 0, .name = 0});
        if (found == resources_.end()) return;
        const std::uint32_t task = found->second.task;
        if (task != none && !out_.is_over(task) && row_of(event.name).waits != Where::done) {
            out_.set_over(task);
            out_.move(task, thread, Where::cancelled, event.at, ChromeRecorder::ends);
        }
    }
    std::uint32_t submit(const ChromeEvent& event, std::uint32_t thread) {
        std::uint32_t task = std::exchange(more_[thread].made, none);
        if (task == none)
            task = out_.add_task(TaskKind::pool_job, event.name, thread, running(thread));
        else if (out_.task(task).name == short_name(event.name)) more_[thread].made = task;
        return jobs_.submit(task, thread, event.name, event.at);
    }
    /// Gives the task a name and, unless it belongs to a resource, makes it.
    std::uint32_t operate(const ChromeEvent& event, std::uint32_t thread) {
        const std::string_view module = event.kind == ChromeClass::lookup ? "dns" : "fs";
        const sim::NameId name =
            out_.names().intern(fmt::format("{}.{}", module, text(event.name)));
        if (const std::uint32_t made = more_[thread].made; made != none) {
            out_.task(made).name = name;
            return none;
        }
        const std::uint32_t task = out_.add_task(TaskKind::pool_job, name, thread, running(thread));
        out_.move(task, thread, Where::os, event.at);
        return task;
    }
    [[nodiscard]] std::uint32_t running(std::uint32_t thread) const {
        const std::vector<Open>& open = more_[thread].open;
        const auto innermost = std::find_if(open.rbegin(), open.rend(),
                                            [](const Open& slice) { return slice.task != none; });
        return innermost != open.rend() ? innermost->task : more_[thread].script;
    }

    // The main script: from the end of the bootstrap to the first callback.
    void mark(const ChromeEvent& event, std::uint32_t thread) {
        if (event.kind == ChromeClass::own_output && event.text) {
            out_.add_output({.at = event.at,
                             .thread = thread,
                             .text = event.text,
                             .is_error = text(event.name) == "stderr"});
        }
        if (event.kind != ChromeClass::bootstrap) return;
        const std::string_view what = text(event.name);
        ThreadState& state = more_[thread];
        if (what == "bootstrapComplete" && state.script_ever == none) {
            state.script =
                out_.add_task(TaskKind::script, out_.names().intern("main"), thread, none);
            state.script_ever = state.script;
            state.script_from = event.at;
            out_.set_over(state.script);
        } else if (what == "loopStart") {
            end_script(thread, event.at);
            out_.put(EventKind::loop_started, thread, event.at);
        } else if (what == "loopExit") {
            out_.put(EventKind::loop_ended, thread, event.at);
        }
    }
    void end_script(std::uint32_t thread, std::int64_t at) {
        ThreadState& state = more_[thread];
        const std::uint32_t script = std::exchange(state.script, none);
        if (script == none) return;
        out_.run(script, thread, state.script_from, std::max(at, state.script_from),
                 SpanKind::script);
    }

    // The end.
    void finish_thread(std::uint32_t thread) {
        std::vector<Open> open = std::move(more_[thread].open);
        while (!open.empty()) {
            close(open.back(), thread, out_.last_seen());
            open.pop_back();
        }
        end_script(thread, out_.last_seen());
    }

    /// Where callbacks are known, of all other slices only those that hold them up matter.
    void keep_slices() {
        for (const Slice& slice : slices_) {
            const std::string_view name = text(slice.name);
            const bool matters =
                slice.kind == ChromeClass::file_sync || name == "MinorGC" || name == "MajorGC";
            if (out_.thread(slice.thread).has_callbacks && !matters) continue;
            const std::uint32_t task =
                out_.add_task(TaskKind::process_event, slice.name, slice.thread, none);
            out_.run(task, slice.thread, slice.from, slice.to, SpanKind::process_event);
        }
    }

    ChromeRecorder out_;
    std::vector<ThreadState> more_;  // by thread
    std::unordered_map<Key, std::vector<OpenAsync>, KeyHash> open_;
    std::unordered_map<Key, Resource, KeyHash> resources_;
    std::unordered_map<std::int64_t, std::uint32_t> own_tasks_;  // by their number in the file
    ChromeJobs jobs_;
    std::vector<Slice> slices_;
};

}  // namespace

sim::Result<sim::Trace> read_chrome(const Source& source, std::string_view file) {
    ChromeCutter cutter{file};
    ChromeReader reader;
    ChromeParser parser{reader.names()};
    std::optional<sim::Diagnostic> fault;
    const auto parse = [&] {
        fault = parser.parse(cutter, [&](const ChromeEvent& event) { reader.take(event); });
        cutter.clear();
        return !fault;
    };
    for (std::string_view piece = source(); !piece.empty(); piece = source()) {
        while (!piece.empty()) {
            if (!cutter.take(piece)) return cutter.diagnostic();
            if (cutter.has_batch() && !parse()) return *fault;
        }
    }
    if (!cutter.end()) return cutter.diagnostic();
    if (!parse()) return *fault;
    if (reader.is_full())
        return cutter.fault(0, 0, "the trace has more events or threads than fit");
    if (reader.length() > sim::duration_max.ns)
        return cutter.fault(0, 0, "the events lie further apart than 104 days");
    std::optional<Recording> recording = reader.finish();
    if (!recording) {
        return cutter.fault(0, 0, "no slice, callback or asynchronous event: nothing to show",
                            "node --trace-event-categories "
                            "node.async_hooks,node.threadpoolwork,node.environment,node.bootstrap "
                            "writes what loopglass understands best");
    }
    sim::Trace trace = to_trace(std::move(*recording), file);
    if (std::optional<sim::RunFacts> facts = own_facts(cutter.other_data())) {
        facts->program = trace.facts.program;
        trace.facts = std::move(*facts);
    }
    return trace;
}

sim::Result<sim::Trace> read_chrome(std::string_view text, std::string_view file) {
    return read_chrome([&] { return std::exchange(text, std::string_view{}); }, file);
}

bool is_chrome_trace(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\xEF\xBB\xBF";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return false;
    if (text[first] == '[') {  // of events
        const std::size_t event = text.find_first_not_of(blanks, first + 1);
        return event == std::string_view::npos || text[event] == ']' ||
               (text[event] == '{' && text.find("\"ph\"", event) != std::string_view::npos);
    }
    const std::size_t key = text.find("\"traceEvents\"");
    if (text[first] != '{' || key == std::string_view::npos) return false;
    const std::size_t next = text.find_first_not_of(blanks, key + 13);
    return next != std::string_view::npos && text[next] == ':';
}

}  // namespace traces
