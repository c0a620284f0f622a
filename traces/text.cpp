#include "traces/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "traces/lane_names.hpp"

namespace traces {

namespace {

using sim::EventKind;
using sim::Trace;
using sim::Where;

class TextWriter {
public:
    TextWriter(const Trace& trace, const Sink& sink)
        : trace_(trace), out_(sink), lanes_(lane_names(trace)), is_made_(trace.tasks.size()) {
        for (const std::string& name : lanes_)
            width_ = std::max(width_, std::min<std::size_t>(name.size(), 24));
    }

    bool write() {
        facts();
        switch (trace_.level) {
            case sim::TraceLevel::none: outputs(); break;
            case sim::TraceLevel::spans: spans(); break;
            case sim::TraceLevel::full: events(); break;
        }
        ending();
        return out_.finish();
    }

private:
    void facts() {
        const sim::RunFacts& facts = trace_.facts;
        out_.put("# ");
        plain(facts.program);
        out_.put(", node ");
        plain(facts.profile);
        out_.put(", scheduler ");
        plain(facts.scheduler);
        out_.format(FMT_COMPILE(", {} cores, {} pool threads, seed {}, fingerprint {:016x}\n"),
                    facts.cores, facts.threadpool, facts.seed, trace_.statistics.fingerprint);
    }

    void ending() {
        out_.put("# ends after");
        time(trace_.statistics.end.ns);
        out_.format(FMT_COMPILE(": {}, exit code {}"), to_text(trace_.ending.kind),
                    trace_.ending.exit_code);
        if (!trace_.ending.message.empty()) {
            out_.put(", ");
            plain(trace_.ending.message);
        }
        out_.put('\n');
    }

    /// Line breaks and other control characters would break the listing.
    void plain(std::string_view text) {
        for (const char character : text) {
            const auto code = static_cast<unsigned char>(character);
            if (code < 0x20 || code == 0x7F) {
                out_.format(FMT_COMPILE("\\x{:02x}"), code);
            } else {
                out_.put(character);
            }
        }
    }
    void time(std::int64_t ns) {
        out_.format(FMT_COMPILE("{:6}.{:06} ms"), ns / 1'000'000, ns % 1'000'000);
    }
    void lane(std::uint16_t lane) {
        const std::string_view name = lanes_[lane];
        out_.put("  ");
        plain(name);
        for (std::size_t i = name.size(); i < width_; ++i) out_.put(' ');
        out_.put("  ");
    }
    void task(sim::TaskId id) {
        const sim::Task& row = trace_.tasks[id.index()];
        const std::string_view name = trace_.names.text(row.name);
        plain(name.empty() ? to_text(row.kind) : name);
        out_.format(FMT_COMPILE(" #{}"), id.value);
    }

    void events() {
        for (const sim::TraceEvent& event : trace_.events) {
            if (!out_.is_open()) return;
            if (event.kind == EventKind::iteration) {
                group(event, "== ", "iteration", event.a);
            } else if (event.kind == EventKind::phase) {
                group(event, "-- ", to_text(static_cast<sim::Phase>(event.detail)), 0);
            } else {
                line(event);
            }
        }
    }
    void group(const sim::TraceEvent& event, std::string_view mark, std::string_view what,
               std::uint32_t number) {
        out_.put(mark);
        plain(lanes_[event.lane]);
        out_.format(FMT_COMPILE(": {}"), what);
        if (number > 0) out_.format(FMT_COMPILE(" {}"), number);
        out_.put('\n');
    }
    void line(const sim::TraceEvent& event) {
        time(event.at.ns);
        lane(event.lane);
        switch (event.kind) {
            case EventKind::moved: moved(event); break;
            case EventKind::output: output(trace_.outputs[event.a]); break;
            case EventKind::poll_blocked:
                if (event.a == 0xFFFF'FFFF) {
                    out_.put("sleeps in poll without a timeout");
                } else {
                    out_.format(FMT_COMPILE("sleeps in poll for at most {} ms"), event.a);
                }
                break;
            case EventKind::poll_woke: out_.put("wakes"); break;
            case EventKind::thrown:
                out_.put(event.detail == 1 ? "throws, caught: " : "throws, not caught: ");
                plain(trace_.names.text(sim::NameId{event.a}));
                break;
            case EventKind::choice:
                out_.format(FMT_COMPILE("choice {} of {} alternatives"), event.a + 1, event.b);
                break;
            case EventKind::request_arrived:
                out_.format(FMT_COMPILE("request {} arrives"), event.a);
                break;
            case EventKind::request_done:
                out_.format(FMT_COMPILE("request {} is answered"), event.a);
                break;
            case EventKind::note: note(event); break;
            case EventKind::loop_started: out_.put("the loop starts"); break;
            case EventKind::loop_ended: out_.put("the loop ends"); break;
            case EventKind::iteration:
            case EventKind::phase: break;
        }
        out_.put('\n');
    }
    void moved(const sim::TraceEvent& event) {
        const sim::Task& row = trace_.tasks[event.task.index()];
        task(event.task);
        out_.format(FMT_COMPILE(" -> {}"), to_text(static_cast<Where>(event.detail)));
        if (is_made_[event.task.index()]) return;
        is_made_[event.task.index()] = true;
        out_.format(FMT_COMPILE(" ({}"), to_text(row.kind));
        if (row.cause) {
            out_.put(", because of ");
            task(row.cause);
        }
        if (row.request) out_.format(FMT_COMPILE(", request {}"), row.request.value);
        if (row.place) {
            const sim::SourcePlace place = trace_.places[row.place];
            out_.put(", ");
            plain(trace_.names.text(place.file));
            out_.format(FMT_COMPILE(":{}:{}"), place.line, place.column);
        }
        out_.put(')');
    }
    void note(const sim::TraceEvent& event) {
        const auto kind = static_cast<sim::NoteKind>(event.detail);
        if (event.task) {
            task(event.task);
            out_.put(": ");
        }
        out_.put(to_text(kind));
        switch (kind) {
            case sim::NoteKind::timer_armed:
                out_.format(FMT_COMPILE(", {} ms, due when the clock shows {} ms"), event.a,
                            event.b);
                break;
            case sim::NoteKind::ready:
                if (event.a != 0xFFFF'FFFF) out_.format(FMT_COMPILE(": descriptor {}"), event.a);
                break;
            case sim::NoteKind::emitted:
                out_.put(" '");
                plain(trace_.names.text(sim::NameId{event.a}));
                out_.format(FMT_COMPILE("' of descriptor {}"), event.b);
                break;
            case sim::NoteKind::rejected:
                out_.put(" and not handled: ");
                plain(trace_.names.text(sim::NameId{event.a}));
                break;
            case sim::NoteKind::function:
                out_.put(' ');
                plain(trace_.names.text(sim::NameId{event.a}));
                break;
            case sim::NoteKind::internal:
            case sim::NoteKind::refreshed:
            case sim::NoteKind::unreferenced:
            case sim::NoteKind::module_script:
            case sim::NoteKind::slow_work:
            case sim::NoteKind::unused_promise:
            case sim::NoteKind::settled_again:
            case sim::NoteKind::await_chained:
            case sim::NoteKind::write_past_mark: break;
        }
    }
    void output(const sim::OutputLine& line) {
        out_.put(line.is_error ? "stderr: " : "stdout: ");
        plain(trace_.names.text(line.text));
    }

    void spans() {
        const sim::Spans& spans = trace_.spans;
        for (std::size_t i = 0; i < spans.size() && out_.is_open(); ++i) {
            time(spans.start[i]);
            out_.put("  for");
            time(spans.duration[i]);
            lane(spans.lane[i]);
            out_.put(to_text(spans.kind[i]));
            if (spans.owner[i] != sim::RequestId::none_value)
                out_.format(FMT_COMPILE(", request {}"), spans.owner[i]);
            out_.put('\n');
        }
    }

    void outputs() {
        for (const sim::OutputLine& line : trace_.outputs) {
            time(line.at.ns);
            out_.put("  ");
            output(line);
            out_.put('\n');
        }
    }

    const Trace& trace_;
    Output out_;
    std::vector<std::string> lanes_;
    std::vector<bool> is_made_;  // by task: it has appeared
    std::size_t width_ = 0;      // of the widest lane name, within reason
};

}  // namespace

bool write_text(const Trace& trace, const Sink& sink) { return TextWriter{trace, sink}.write(); }

}  // namespace traces
