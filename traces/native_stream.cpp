#include "traces/native_stream.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <tuple>

#include "sim/trace/table.hpp"
#include "traces/native.hpp"
#include "traces/native_tables.hpp"

namespace traces {

namespace {

// The widest row, so that 1 MiB is never exceeded.
constexpr std::size_t span_rows = native_chunk_rows(64);
constexpr std::size_t request_rows = native_chunk_rows(65 + 21 * sim::wait_reasons);

class HeaderWriter {
public:
    explicit HeaderWriter(Output& out) : out_(out) {}

    void write(const sim::RunFacts& facts, sim::TraceLevel level) {
        out_.format(FMT_COMPILE("{{\"loopglass\":{},\"level\":\"{}\",\"facts\":{{\"program\":"),
                    native_version, to_text(level));
        out_.json(facts.program);
        out_.put(",\"profile\":");
        out_.json(facts.profile);
        out_.put(",\"scheduler\":");
        out_.json(facts.scheduler);
        // A string: readers that know only doubles would round it.
        out_.format(FMT_COMPILE(",\"seed\":\"{}\",\"cores\":{},\"threadpool\":{},\"version\":"),
                    facts.seed, facts.cores, facts.threadpool);
        out_.json(facts.version);
        out_.put('}');
        legends();
        out_.put(",\"chunks\":[");
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

    Output& out_;
};

bool comes_before(const sim::NumberedRequest& x, const sim::NumberedRequest& y) {
    return std::tie(x.record.done, x.number) < std::tie(y.record.done, y.number);
}

}  // namespace

bool NativeStream::begin(const sim::Trace& trace) {
    has_begun_ = true;
    HeaderWriter{chunks_.out()}.write(trace.facts, trace.level);
    return chunks_.out().is_open();
}

/// A request waits until a span ends after it: then all spans that ended before it have been there.
bool NativeStream::take(const sim::Trace& trace, const sim::TracePiece& piece) {
    if (!has_begun_) begin(trace);
    waiting_.insert(waiting_.end(), piece.requests.begin(), piece.requests.end());
    if (!std::is_sorted(waiting_.begin(), waiting_.end(), comes_before))
        std::sort(waiting_.begin(), waiting_.end(), comes_before);
    auto next = waiting_.begin();
    const sim::Spans& spans = piece.spans;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const std::int64_t end = spans.start[i] + spans.duration[i];
        for (; next != waiting_.end() && next->record.done.ns < end; ++next) add(*next);
        add(spans.start[i], spans.duration[i], spans.owner[i], spans.lane[i], spans.kind[i]);
    }
    waiting_.erase(waiting_.begin(), next);
    return chunks_.out().is_open();
}

bool NativeStream::add(std::int64_t start, std::int64_t duration, std::uint32_t owner,
                       std::uint16_t lane, sim::SpanKind kind) {
    spans_.add(sim::Instant{start}, sim::Instant{start + duration}, owner, lane, kind);
    if (spans_.size() == span_rows) write_spans();
    return chunks_.out().is_open();
}

void NativeStream::add(const sim::NumberedRequest& request) {
    requests_.push_back(request);
    if (requests_.size() == request_rows) write_requests();
}

bool NativeStream::finish(const sim::Trace& trace) {
    if (!has_begun_) begin(trace);
    for (const sim::NumberedRequest& request : waiting_) add(request);
    waiting_.clear();
    if (!requests_.empty()) write_requests();
    if (spans_.size() > 0) write_spans();
    Output& out = chunks_.out();
    // A comma and a line end stand before the next chunk.
    index_.others = out.position() + (index_.requests.size() + index_.spans.size() > 0 ? 2 : 1);
    write_native_tables(trace, chunks_);
    write_ending(trace.ending);
    write_index();
    return out.finish();
}

void NativeStream::write_spans() {
    const sim::Spans& rows = spans_;
    const std::size_t size = rows.size();
    const std::int64_t at = chunks_.begin("spans");
    Output& out = chunks_.out();
    std::int64_t from = rows.start.front();
    std::int64_t to = 0;
    for (std::size_t i = 0; i < size; ++i) {
        from = std::min(from, rows.start[i]);
        to = std::max(to, rows.start[i] + rows.duration[i]);
    }
    index_.spans.add(at, from, to);
    out.put('{');
    chunks_.column("start", 0, size, [&](std::size_t i) { return rows.start[i]; });
    out.put(',');
    chunks_.column("duration", 0, size, [&](std::size_t i) { return rows.duration[i]; });
    out.put(',');
    chunks_.column("owner", 0, size,
                   [&](std::size_t i) { return native_number(sim::TaskId{rows.owner[i]}); });
    out.put(',');
    chunks_.column("lane", 0, size, [&](std::size_t i) { return rows.lane[i]; });
    out.put(',');
    chunks_.column("kind", 0, size, [&](std::size_t i) { return static_cast<int>(rows.kind[i]); });
    out.put("}}");
    spans_.clear();
}

void NativeStream::write_requests() {
    const auto& rows = requests_;
    const std::size_t size = rows.size();
    const std::int64_t at = chunks_.begin("requests");
    Output& out = chunks_.out();
    std::int64_t from = native_number(rows.front().record.arrival);
    std::int64_t to = -1;
    bool has_open = false;
    for (const sim::NumberedRequest& request : rows) {
        from = std::min(from, native_number(request.record.arrival));
        to = std::max(to, native_number(request.record.done));
        has_open = has_open || request.record.done == sim::instant_never;
    }
    if (has_open) to = -1;
    index_.requests.add(at, from, to);
    out.put('{');
    chunks_.column("number", 0, size, [&](std::size_t i) { return rows[i].number; });
    out.put(',');
    chunks_.column("arrival", 0, size,
                   [&](std::size_t i) { return native_number(rows[i].record.arrival); });
    out.put(',');
    chunks_.column("done", 0, size,
                   [&](std::size_t i) { return native_number(rows[i].record.done); });
    out.put(',');
    chunks_.column("load", 0, size, [&](std::size_t i) { return rows[i].record.load; });
    out.put(',');
    chunks_.column("outcome", 0, size,
                   [&](std::size_t i) { return static_cast<int>(rows[i].record.outcome); });
    out.put(",\"waits\":[");
    for (std::size_t reason = 0; reason < sim::wait_reasons; ++reason) {
        if (reason > 0) out.put(',');
        chunks_.column("", 0, size, [&](std::size_t i) { return rows[i].record.waits[reason].ns; });
    }
    out.put("]}}");
    requests_.clear();
}

void NativeStream::write_ending(const sim::Ending& ending) {
    Output& out = chunks_.out();
    out.format(
        FMT_COMPILE("\n],\"ending\":{{\"kind\":\"{}\",\"exit_code\":{},\"place\":{},\"message\":"),
        to_text(ending.kind), ending.exit_code, native_number(ending.place));
    out.json(ending.message);
    out.put("},");
}

/// The last line is short, so that a reader finds the index from the end of the file.
void NativeStream::write_index() {
    Output& out = chunks_.out();
    out.put('\n');
    const std::int64_t at = out.position();
    const auto chunks = [&](std::string_view name, const NativeChunkIndex& rows) {
        out.json(name);
        out.put(":{");
        chunks_.column("at", 0, rows.size(), [&](std::size_t i) { return rows.at[i]; });
        out.put(',');
        chunks_.column("from", 0, rows.size(), [&](std::size_t i) { return rows.from[i]; });
        out.put(',');
        chunks_.column("to", 0, rows.size(), [&](std::size_t i) { return rows.to[i]; });
        out.put("},");
    };
    out.put("\"index\":{");
    chunks("requests", index_.requests);
    chunks("spans", index_.spans);
    out.format(FMT_COMPILE("\"others\":{}}},\n\"index_at\":{}}}\n"), index_.others, at);
}

}  // namespace traces
