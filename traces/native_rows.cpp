#include "traces/native_rows.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/trace/audit.hpp"
#include "sim/trace/table.hpp"

namespace traces {

namespace {

/// The same change of every column.
template <class Change>
void change_columns(sim::Spans& spans, Change change) {
    change(spans.start);
    change(spans.duration);
    change(spans.owner);
    change(spans.lane);
    change(spans.kind);
}

}  // namespace

bool NativeRows::read(std::string_view table, const NativeColumns& chunk) {
    if (table == "places") return read_places(chunk);
    if (table == "lanes") return read_lanes(chunk);
    if (table == "requests") return read_requests(chunk);
    if (table == "tasks") return read_tasks(chunk);
    if (table == "outputs") return read_outputs(chunk);
    if (table == "events") return read_events(chunk);
    if (table == "spans") return read_spans(chunk);
    return fault_("{}: has no columns", table);
}

/// All columns of a chunk have as many values as `any_column`.
bool NativeRows::begin(const NativeColumns& chunk, std::string_view table, std::size_t keys,
                       std::string_view any_column) {
    const auto list = chunk.values(any_column);
    if (!list) return fault_("{}: expected a column of integers", any_column);
    rows_ = list->values.size();
    return chunk.size() == keys || fault_("{}: unknown or repeated keys", table);
}

bool NativeRows::check(const NativeColumns::List& list, std::string_view key, NativeRange range) {
    if (!list.values.empty() && !(range.holds(list.least) && range.holds(list.most))) {
        std::size_t row = 0;
        while (range.holds(list.values[row])) ++row;
        return fault_("{}, row {}: {} is out of range", key, row, list.values[row]);
    }
    if (list.values.size() > rows_) return fault_("{}: more values than in the other columns", key);
    return list.values.size() == rows_ ||
           fault_("{}: {} values, expected {}", key, list.values.size(), rows_);
}

bool NativeRows::take_column(const NativeColumns& chunk, std::string_view key, NativeRange range,
                             NativeColumns::List& to) {
    const auto list = chunk.values(key);
    if (!list) return fault_("{}: expected a column of integers", key);
    to = *list;
    return check(to, key, range);
}

/// set(i, value) stores one.
template <class Set>
bool NativeRows::column(const NativeColumns& chunk, std::string_view key, NativeRange range,
                        Set set) {
    NativeColumns::List list;
    if (!take_column(chunk, key, range, list)) return false;
    const std::int64_t* const values = list.values.data();
    for (std::size_t i = 0; i < rows_; ++i) set(i, values[i]);
    return true;
}

/// Without the reasons that no request of the chunk waited for, which are most.
bool NativeRows::take_waits(const NativeColumns& chunk, std::vector<WaitColumn>& to) {
    const auto lists = chunk.lists("waits");
    if (!lists) return fault_("waits: expected a list of columns");
    if (lists->size() > sim::wait_reasons)
        return fault_("waits: more than {} columns", sim::wait_reasons);
    for (std::size_t reason = 0; reason < lists->size(); ++reason) {
        const NativeColumns::List& list = (*lists)[reason];
        if (!check(list, "waits", any_duration)) return false;
        if (list.least != 0 || list.most != 0) to.push_back({reason, list.values.data()});
    }
    return lists->size() == sim::wait_reasons ||
           fault_("waits: {} columns, expected {}", lists->size(), sim::wait_reasons);
}

template <class Enum, class Set>
bool NativeRows::enum_column(const NativeColumns& chunk, std::string_view key,
                             const std::vector<Enum>& legend, Set set) {
    return column(chunk, key, indices_of(legend.size()), [&](std::size_t i, std::int64_t value) {
        set(i, legend[static_cast<std::size_t>(value)]);
    });
}

bool NativeRows::read_places(const NativeColumns& chunk) {
    auto& rows = trace_.places.rows;
    const std::size_t base = rows.size();
    if (!begin(chunk, "places", 3, "file")) return false;
    rows.resize(base + rows_);
    return column(chunk, "file", ids_of(trace_.names.size()),
                  [&](std::size_t i, std::int64_t value) {
                      rows[base + i].file = native_id<sim::NameId>(value);
                  }) &&
           column(chunk, "line", any_i32,
                  [&](std::size_t i, std::int64_t value) {
                      rows[base + i].line = static_cast<std::int32_t>(value);
                  }) &&
           column(chunk, "column", any_i32, [&](std::size_t i, std::int64_t value) {
               rows[base + i].column = static_cast<std::int32_t>(value);
           });
}

bool NativeRows::read_lanes(const NativeColumns& chunk) {
    auto& rows = trace_.lanes;
    const std::size_t base = rows.size();
    if (!begin(chunk, "lanes", 4, "kind")) return false;
    if (base + rows_ > 0xFFFF) return fault_("lanes: more than 65535");
    rows.resize(base + rows_);
    const bool is_read =
        enum_column(chunk, "kind", legends_.lane_kinds,
                    [&](std::size_t i, sim::LaneKind value) { rows[base + i].kind = value; }) &&
        column(chunk, "process", any_u16,
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].process = static_cast<std::uint16_t>(value);
               }) &&
        column(chunk, "index", any_u32,
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].index = static_cast<std::uint32_t>(value);
               }) &&
        column(chunk, "name", ids_of(trace_.names.size()), [&](std::size_t i, std::int64_t value) {
            rows[base + i].name = native_id<sim::NameId>(value);
        });
    if (!is_read) return false;
    for (std::size_t i = base; i < rows.size(); ++i) {
        if (rows[i].kind != sim::LaneKind::loop) continue;
        if (rows[i].index != i || (i > 0 && rows[i - 1].kind != sim::LaneKind::loop))
            return fault_("lanes, row {}: loops come first and in order", i);
    }
    return true;
}

bool NativeRows::read_requests(const NativeColumns& chunk) {
    if (trace_.level == sim::TraceLevel::none) return fault_("requests in a trace of level none");
    sim::RequestTable& rows = trace_.requests;
    if (!begin(chunk, "requests", 6, "number")) return false;
    if (rows.empty() && !is_cut()) {
        rows.reserve(rows_ * chunks_);
        numbers_.reserve(rows_ * chunks_);
    }
    NativeColumns::List number;
    NativeColumns::List arrival;
    NativeColumns::List done;
    NativeColumns::List load;
    NativeColumns::List outcome;
    std::vector<WaitColumn> waits;
    if (!take_column(chunk, "number", indices_of(sim::RequestId::none_value), number) ||
        !take_column(chunk, "arrival", any_instant, arrival) ||
        !take_column(chunk, "done", any_instant, done) ||
        !take_column(chunk, "load", any_u32, load) ||
        !take_column(chunk, "outcome", indices_of(legends_.outcomes.size()), outcome) ||
        !take_waits(chunk, waits))
        return false;
    ranges_.requests.add(0, arrival.least, done.least < 0 ? done.least : done.most);
    sim::RequestRecord record;
    for (std::size_t i = 0; i < rows_; ++i) {
        if (is_cut() && !window_.has(arrival.values[i], done.values[i])) continue;
        record.arrival = native_instant(arrival.values[i]);
        record.done = native_instant(done.values[i]);
        record.load = static_cast<std::uint32_t>(load.values[i]);
        record.outcome = legends_.outcomes[static_cast<std::size_t>(outcome.values[i])];
        for (const WaitColumn& wait : waits) record.waits[wait.reason].ns = wait.values[i];
        rows.push_back(record);
        numbers_.push_back(static_cast<std::uint32_t>(number.values[i]));
    }
    return true;
}

bool NativeRows::read_tasks(const NativeColumns& chunk) {
    if (trace_.level != sim::TraceLevel::full)
        return fault_("tasks in a trace that is not of level full");
    auto& rows = trace_.tasks;
    const std::size_t base = rows.size();
    if (!begin(chunk, "tasks", 8, "cause")) return false;
    rows.resize(base + rows_);
    const bool is_read =
        column(chunk, "cause", ids_of(base + rows_),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].cause = native_id<sim::TaskId>(value);
               }) &&
        column(chunk, "name", ids_of(trace_.names.size()),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].name = native_id<sim::NameId>(value);
               }) &&
        column(chunk, "place", ids_of(trace_.places.rows.size()),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].place = native_id<sim::PlaceId>(value);
               }) &&
        column(chunk, "request", ids_of(trace_.requests.size()),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].request = native_id<sim::RequestId>(value);
               }) &&
        enum_column(chunk, "kind", legends_.task_kinds,
                    [&](std::size_t i, sim::TaskKind value) { rows[base + i].kind = value; }) &&
        column(chunk, "trip", {0, 255},
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].trip = static_cast<std::uint8_t>(value);
               }) &&
        column(chunk, "lane", indices_of(trace_.lanes.size()),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].lane = static_cast<std::uint16_t>(value);
               }) &&
        column(chunk, "spare", any_u32, [&](std::size_t i, std::int64_t value) {
            rows[base + i].spare = static_cast<std::uint32_t>(value);
        });
    if (!is_read) return false;
    for (std::size_t i = base; i < rows.size(); ++i) {
        if (rows[i].cause && rows[i].cause.index() >= i)
            return fault_("cause, row {}: task {} does not precede it", i - base,
                          rows[i].cause.value);
        if (trace_.lanes[rows[i].lane].kind != sim::LaneKind::loop)
            return fault_("lane, row {}: no loop", i - base);
    }
    return true;
}

bool NativeRows::read_outputs(const NativeColumns& chunk) {
    auto& rows = trace_.outputs;
    const std::size_t base = rows.size();
    if (!begin(chunk, "outputs", 4, "at")) return false;
    rows.resize(base + rows_);
    const bool is_read = column(chunk, "at", any_start,
                                [&](std::size_t i, std::int64_t value) {
                                    rows[base + i].at = native_instant(value);
                                }) &&
                         column(chunk, "task", ids_of(trace_.tasks.size()),
                                [&](std::size_t i, std::int64_t value) {
                                    rows[base + i].task = native_id<sim::TaskId>(value);
                                }) &&
                         column(chunk, "text", ids_of(trace_.names.size()),
                                [&](std::size_t i, std::int64_t value) {
                                    rows[base + i].text = native_id<sim::NameId>(value);
                                }) &&
                         column(chunk, "is_error", {0, 1}, [&](std::size_t i, std::int64_t value) {
                             rows[base + i].is_error = value == 1;
                         });
    if (!is_read) return false;
    for (std::size_t i = std::max<std::size_t>(base, 1); i < rows.size(); ++i) {
        if (rows[i].at < rows[i - 1].at) return fault_("at, row {}: time runs back", i - base);
    }
    return true;
}

bool NativeRows::is_operand_known(const sim::TraceEvent& event) const {
    switch (event.kind) {
        case sim::EventKind::moved: return !event.task.is_none();
        case sim::EventKind::note: return sim::is_note_known(trace_, event);
        case sim::EventKind::output:
            return event.a < trace_.outputs.size() && event.b <= trace_.tasks.size();
        case sim::EventKind::thrown: return event.a == 0xFFFF'FFFF || event.a < trace_.names.size();
        case sim::EventKind::request_arrived:
        case sim::EventKind::request_done: return event.a < trace_.requests.size();
        case sim::EventKind::phase:
        case sim::EventKind::iteration:
        case sim::EventKind::poll_blocked:
        case sim::EventKind::poll_woke:
        case sim::EventKind::choice:
        case sim::EventKind::loop_started:
        case sim::EventKind::loop_ended: return true;
    }
    return false;
}

/// The detail of `moved`, `phase` and `note` is an enum of its own; other details are plain numbers.
bool NativeRows::translate_detail(sim::TraceEvent& event) const {
    if (event.kind == sim::EventKind::moved) {
        if (event.detail >= legends_.wheres.size()) return false;
        event.detail = static_cast<std::uint8_t>(legends_.wheres[event.detail]);
    } else if (event.kind == sim::EventKind::phase) {
        if (event.detail >= legends_.phases.size()) return false;
        event.detail = static_cast<std::uint8_t>(legends_.phases[event.detail]);
    } else if (event.kind == sim::EventKind::note) {
        if (event.detail >= legends_.notes.size()) return false;
        event.detail = static_cast<std::uint8_t>(legends_.notes[event.detail]);
    }
    return true;
}

bool NativeRows::read_events(const NativeColumns& chunk) {
    if (trace_.level != sim::TraceLevel::full)
        return fault_("events in a trace that is not of level full");
    auto& rows = trace_.events;
    const std::size_t base = rows.size();
    if (!begin(chunk, "events", 7, "at")) return false;
    rows.resize(base + rows_);
    const bool is_read =
        column(chunk, "at", any_start,
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].at = native_instant(value);
               }) &&
        column(chunk, "task", ids_of(trace_.tasks.size()),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].task = native_id<sim::TaskId>(value);
               }) &&
        column(chunk, "a", any_u32,
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].a = static_cast<std::uint32_t>(value);
               }) &&
        column(chunk, "b", any_u32,
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].b = static_cast<std::uint32_t>(value);
               }) &&
        enum_column(chunk, "kind", legends_.event_kinds,
                    [&](std::size_t i, sim::EventKind value) { rows[base + i].kind = value; }) &&
        column(chunk, "detail", {0, 255},
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].detail = static_cast<std::uint8_t>(value);
               }) &&
        column(chunk, "lane", indices_of(trace_.lanes.size()),
               [&](std::size_t i, std::int64_t value) {
                   rows[base + i].lane = static_cast<std::uint16_t>(value);
               });
    if (!is_read) return false;
    for (std::size_t i = base; i < rows.size(); ++i) {
        if (i > 0 && rows[i].at < rows[i - 1].at)
            return fault_("at, row {}: time runs back", i - base);
        if (!is_operand_known(rows[i]))
            return fault_("row {}: task or operand {} of \"{}\" is out of range", i - base,
                          rows[i].a, to_text(rows[i].kind));
        if (!translate_detail(rows[i]))
            return fault_("detail, row {}: {} is out of range", i - base, rows[i].detail);
    }
    return true;
}

bool NativeRows::read_spans(const NativeColumns& chunk) {
    if (trace_.level == sim::TraceLevel::none) return fault_("spans in a trace of level none");
    sim::Spans& rows = trace_.spans;
    const std::size_t base = rows.size();
    if (!begin(chunk, "spans", 5, "start")) return false;
    // Pages that nobody writes to cost nothing, and growing costs a copy.
    if (base == 0 && !is_cut())
        change_columns(rows, [&](auto& column) { column.reserve(rows_ * chunks_); });
    change_columns(rows, [&](auto& column) { column.add_rows(rows_); });
    const bool is_read =
        column(chunk, "start", any_start,
               [&](std::size_t i, std::int64_t value) { rows.start[base + i] = value; }) &&
        column(chunk, "duration", any_start,
               [&](std::size_t i, std::int64_t value) { rows.duration[base + i] = value; }) &&
        column(chunk, "owner", any_id,
               [&](std::size_t i, std::int64_t value) {
                   rows.owner[base + i] = native_id<sim::TaskId>(value).value;
               }) &&
        column(chunk, "lane", {0, 0xFFFE},
               [&](std::size_t i, std::int64_t value) {
                   rows.lane[base + i] = static_cast<std::uint16_t>(value);
               }) &&
        enum_column(chunk, "kind", legends_.span_kinds,
                    [&](std::size_t i, sim::SpanKind value) { rows.kind[base + i] = value; });
    if (!is_read || !check_ends(base)) return false;
    lane_.see(*chunk.values("lane"), fault_.line());
    owner_.see(*chunk.values("owner"), fault_.line());
    ranges_.spans.add(0, chunk.values("start")->least, last_end_);
    if (is_cut()) cut_spans(base);
    return true;
}

/// Spans stand in the order in which they ended.
bool NativeRows::check_ends(std::size_t base) {
    const sim::Spans& rows = trace_.spans;
    for (std::size_t i = base; i < rows.size(); ++i) {
        const std::int64_t end = rows.start[i] + rows.duration[i];
        if (end < last_end_) return fault_("row {}: it ends before the one before it", i - base);
        last_end_ = end;
    }
    return true;
}

bool NativeRows::is_cut() const {
    return !window_.is_everything() && trace_.level == sim::TraceLevel::spans;
}

/// Keeps the spans from `base` on that are there within the window.
void NativeRows::cut_spans(std::size_t base) {
    sim::Spans& rows = trace_.spans;
    std::size_t kept = base;
    for (std::size_t i = base; i < rows.size(); ++i) {
        if (!window_.has(rows.start[i], rows.start[i] + rows.duration[i])) continue;
        rows.start[kept] = rows.start[i];
        rows.duration[kept] = rows.duration[i];
        rows.owner[kept] = rows.owner[i];
        rows.lane[kept] = rows.lane[i];
        rows.kind[kept] = rows.kind[i];
        ++kept;
    }
    change_columns(rows, [&](auto& column) { column.resize(kept); });
}

bool NativeRows::finish(bool has_all) {
    if (lane_.value >= static_cast<std::int64_t>(trace_.lanes.size())) {
        fault_.set_line(lane_.line);
        return fault_("lane: {} is out of range", lane_.value);
    }
    for (std::size_t i = 0; i < trace_.requests.size(); ++i) {
        if (trace_.requests.load(i) >= trace_.statistics.loads.size())
            return fault_("a request of load {}, which does not exist", trace_.requests.load(i));
    }
    if (is_cut() || !has_all) {
        number_anew();
        return true;
    }
    const std::size_t owners =
        trace_.level == sim::TraceLevel::full ? trace_.tasks.size() : trace_.requests.size();
    if (owner_.value >= static_cast<std::int64_t>(owners)) {
        fault_.set_line(owner_.line);
        return fault_("owner: {} is out of range", owner_.value);
    }
    return arrange_requests();
}

bool NativeRows::take(const sim::Trace& frame, sim::TracePiece& piece) {
    if (lane_.value >= static_cast<std::int64_t>(frame.lanes.size()))
        return fault_("lane: {} is out of range", lane_.value);
    piece.requests.clear();
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        if (trace_.requests.load(i) >= frame.statistics.loads.size())
            return fault_("a request of load {}, which does not exist", trace_.requests.load(i));
        piece.requests.push_back({.number = numbers_[i], .record = trace_.requests[i]});
    }
    piece.spans.clear();
    std::swap(piece.spans, trace_.spans);
    trace_.requests.clear();
    numbers_.clear();
    return true;
}

/// From the order in which they were answered to that of their numbers, which are 0, 1, 2 ... without a gap.
bool NativeRows::arrange_requests() {
    auto& rows = trace_.requests;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        while (numbers_[i] != i) {
            const std::uint32_t place = numbers_[i];
            if (place >= rows.size())
                return fault_("number: {} is out of range, there are {} requests", place,
                              rows.size());
            if (numbers_[place] == place) return fault_("number: {} stands there twice", place);
            rows.swap(i, place);
            std::swap(numbers_[i], numbers_[place]);
        }
    }
    return true;
}

/// Requests of a window count from 0; spans of requests that are not there have no owner.
void NativeRows::number_anew() {
    std::vector<std::uint32_t> order(numbers_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t x, std::uint32_t y) { return numbers_[x] < numbers_[y]; });
    sim::RequestTable requests;
    std::vector<std::uint32_t> numbers;
    requests.reserve(order.size());
    for (const std::uint32_t row : order) {
        requests.push_back(trace_.requests[row]);
        numbers.push_back(numbers_[row]);
    }
    trace_.requests = std::move(requests);
    for (std::uint32_t& owner : trace_.spans.owner) {
        const auto found = std::lower_bound(numbers.begin(), numbers.end(), owner);
        owner = found != numbers.end() && *found == owner
                    ? static_cast<std::uint32_t>(found - numbers.begin())
                    : sim::RequestId::none_value;
    }
}

}  // namespace traces
